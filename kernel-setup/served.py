"""One clone for all accounts of a machine: what each has of its own.

    python3 kernel-setup/served.py    whether others can use this clone: `make share` ends so

`make share` puts all caches into the clone, in .shared/. Who cannot write there has
the rest below the home: settings, logs and what is compiled in SEMINAR_STATE
(~/.local/state/seminar), the copies of the lessons in SEMINAR_WORK (~/seminar/work),
and beside them links to what cells read as ../lib and ../datasets.

Go has one build cache and does not look into a second one. So the user's holds a
symbolic link for each file of the shared one, which takes no root, unlike a hard link
to another's file, and lies on any disk. Go would remove links whose file is five days
old: it cleans once a day, unless trim.txt is younger, and here prepare does it.
"""

import os
import stat
import sys
import time

import environ
import machine
from environ import REPO, SERVED, SHARED, STATE, WORK

DAY = 24 * 3600
KEPT = 5 * DAY  # as long as Go keeps what it compiled
READ = ("lib", "notebooks", "datasets")  # what cells and pages name by ..


def layer(shared, own, now):
    """Makes own a build cache that holds the shared one too; at most each half day."""
    mark = own / "trim.txt"
    try:
        if now - mark.stat().st_mtime < DAY / 2:
            return
    except OSError:
        pass
    for folder in shared.iterdir():
        if not folder.is_dir():
            continue
        mine = own / folder.name
        mine.mkdir(mode=0o700, parents=True, exist_ok=True)
        have = set()
        for entry in os.scandir(mine):
            old = not os.path.exists(entry.path) if entry.is_symlink() else entry.stat().st_mtime < now - KEPT
            if old:
                os.unlink(entry.path)
            else:
                have.add(entry.name)
        for name in set(os.listdir(folder)) - have:
            os.symlink(folder / name, mine / name)
    mark.write_text(f"{int(now)}\n", encoding="utf-8")


def links(place):
    """The links beside the copies; what the user put there stays. A new folder is the
    user's alone, since some systems leave homes open."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in READ:
        if not os.path.lexists(place / name):
            (place / name).symlink_to(REPO / name)


def prepare():
    """Makes what a user of a shared clone lacks; nothing where the clone is the user's."""
    if WORK.parent != REPO:
        links(WORK.parent)
    if SERVED:
        STATE.mkdir(mode=0o700, parents=True, exist_ok=True)
        layer(SHARED / "build", STATE / "build", time.time())


def blocked():
    """Why the user's own folders cannot be made, or ""."""
    try:
        prepare()
    except OSError as e:
        return f"{e.filename or STATE}: {e.strerror}: your home must have room and be yours"
    return ""


def closed():
    """The first folder or program that others cannot use, or ""."""
    for path in (REPO, environ.PYTHON.resolve(), SHARED / "build", environ.BIN / "gonb"):
        for part in [path, *path.parents]:
            try:
                mode = part.stat().st_mode
            except OSError:
                return f"{part} is missing: run `make share`"
            if not mode & stat.S_IXOTH:
                return f"{part} is closed to other accounts: choose a Python and a folder that all can reach, then `make share`"
    return ""


def main(words):
    """What set-up is for a user of a shared clone: returns whether the words are known."""
    if fault := blocked():
        sys.exit(f"set-up: {fault}")
    part = words[0]
    if part == "setup" and words[1:]:
        print(f"set-up   {REPO} is shared: its owner chooses the backend", flush=True)
    if not environ.PYTHON.exists() or not (environ.BIN / "lessons").exists():
        sys.exit(f"set-up: {REPO} is not finished: its owner runs `make share`")
    return True


if __name__ == "__main__":
    if not os.path.isdir(machine.SHARED):
        sys.exit("share: no .shared here: run `make share`")
    if fault := closed():
        sys.exit(f"share: {fault}")
    print(f"share    every account can now use it: `make -C {REPO} lab`, or `make -C {REPO} kernel`")
