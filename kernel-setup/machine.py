"""What a machine or a clone lacks before anything can be set up, a line each.

Any Python parses this file and install.py, be it ever so old: else a syntax
error would stand where the line about it belongs. A check returns what is wrong
and what to do, or "". No tool does this: each would stop where it meets the
fault, after minutes of fetching, in words of its own.
"""

import codecs
import errno
import os
import shutil
import socket
import subprocess
import sys
import tempfile

OLDEST = (3, 10)
GIGABYTES = 2.0  # for a whole set-up: 0.5 in the clone, 0.9 modules, 0.6 compiled packages
PORT = 8888
REPO = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.path.join(REPO, ".shared")  # the caches of a clone that serves many accounts: `make share`
ROOM = 0.2  # gigabytes of temporary files: what building a cell may take

def served(repo=REPO):
    """Whether this user has a shared clone that only its owner can change."""
    return os.path.isdir(os.path.join(repo, ".shared")) and not os.access(repo, os.W_OK)


def state(repo=REPO):
    """Where settings, logs and caches go: SEMINAR_STATE, or the clone, or the home of
    one whom a shared clone serves."""
    own = os.path.join(os.path.expanduser("~"), ".local", "state", "seminar")
    return os.environ.get("SEMINAR_STATE") or (own if served(repo) else os.path.join(repo, ".jupyter"))


def work(repo=REPO):
    """Where the copies of the lessons are: SEMINAR_WORK, or the same two places."""
    own = os.path.join(os.path.expanduser("~"), "seminar", "work")
    return os.environ.get("SEMINAR_WORK") or (own if served(repo) else os.path.join(repo, "work"))


STATE = state()

# Every command imports this first: a sign that the terminal's encoding lacks, such
# as a check mark in Korea's cp949, ends no program, and is printed as one that it has.
PLAIN = {u"\u2713": u"ok", u"\u2717": u"X", u"\u2013": u"-", u"\u2026": u"...", u"\u2019": u"'"}


def plain(error):
    """Stands for what cannot be encoded."""
    return u"".join(PLAIN.get(sign, u"?") for sign in error.object[error.start:error.end]), error.end


codecs.register_error("plain", plain)
for stream in (sys.stdout, sys.stderr):
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="plain")


def version():
    return ".".join(str(n) for n in sys.version_info[:3])


def interpreter():
    """The machine's own Python, also where this one is of an active environment:
    editors activate .venv, and no .venv can make itself anew."""
    own = getattr(sys, "_base_executable", None) or sys.executable
    return own if os.name == "nt" else os.path.realpath(own)


def python():
    """Python is new enough."""
    if sys.version_info[:2] >= OLDEST:
        return ""
    return ("Python %d.%d or newer is needed, %s is %s: name another, such as `make PYTHON=python3.12 lab`"
            % (OLDEST + (interpreter(), version())))


def venv():
    """Python can make a virtual environment."""
    try:
        import ensurepip
        import venv as module
    except ImportError:
        return ("%s has no venv module: install it (Debian, Ubuntu: apt install python3-venv)" % interpreter())
    return "" if ensurepip and module else ""


def path(repo=REPO):
    """The clone's path holds nothing that a part cannot take."""
    for sign, who in ((",", "GoNB"), (os.pathsep, "Python's venv"), ("\n", "pip")):
        if sign in repo:
            return ("%s in the clone's path, %r, is more than %s can take: move the clone to a folder without it"
                    % ({",": "a comma", "\n": "a line break"}.get(sign, "a " + sign), repo, who))
    return ""


def writable(repo=REPO):
    """Files can be made where set-up and the lessons' copies make them."""
    for name in ("", ".venv", ".bin", ".jupyter", "work"):
        folder = os.path.join(repo, name)
        if name and not os.path.isdir(folder):
            continue
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as e:
            if e.errno == errno.ENOSPC:
                return ""  # space() says so
            return ("%s cannot be written (%s): clone the seminar into a folder of your own (`git clone %s`), "
                    "or make this one yours (`sudo chown -R $USER %s`)" % (folder, e.strerror, repo, repo))
    return ""


def starts(folder):
    """Whether programs start in a folder, which a mount with noexec forbids: one is
    tried. Raises OSError where none can be written."""
    number, program = tempfile.mkstemp(dir=folder)
    try:
        os.write(number, b"#!/bin/sh\nexit 0\n")
        os.close(number)
        os.chmod(program, 0o700)
        if os.name != "nt":
            subprocess.call([program])
    except PermissionError:
        return False
    finally:
        os.remove(program)
    return True


def executes():
    """Programs start in the clone, where .venv and .bin hold them."""
    try:
        well = starts(REPO)
    except OSError:
        well = True  # writable() and space() say so
    return "" if well else "programs cannot be started in %s: it is mounted noexec: move the clone to your home" % REPO


def temporary():
    """The folder for temporary files, in which Go builds and starts cells, and why it
    cannot be used, or ""."""
    folder, fault = tempfile.gettempdir() if os.name == "nt" else os.environ.get("TMPDIR") or "/tmp", ""
    try:
        if not starts(folder):
            fault = "programs cannot be started in %s: it is mounted noexec" % folder
        elif free(folder) < ROOM * 1e9:
            fault = "%s has %.0f MB free, a cell needs %.0f" % (folder, free(folder) / 1e6, ROOM * 1e3)
    except OSError as e:
        fault = "%s cannot be written (%s)" % (folder, e.strerror)
    return folder, fault


def existing(folder):
    """A folder, or what there is of the way to it."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return folder


def home():
    """The user's home: HOME, or what the system knows where that is empty."""
    if os.environ.get("HOME") != "":
        return os.path.expanduser("~")
    try:
        import pwd  # not on Windows
        return pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""


def caches():
    """The folders that Go and uv fill (compiled packages, modules, wheels), by the
    variable that names each. Those of a shared clone lie in it, apart from what a user
    compiles, which served.py puts above them. A folder of the clone takes the place of one that cannot
    be written: without a home, with a read-only one, or someone else's."""
    get, own = os.environ.get, home()
    cache = get("XDG_CACHE_HOME") or os.path.join(own, "Library/Caches" if sys.platform == "darwin" else ".cache")
    path = (get("GOPATH") or os.path.join(own, "go")).split(os.pathsep)[0]
    found = {"GOCACHE": get("GOCACHE") or os.path.join(cache, "go-build"), "GOPATH": path,
             "GOMODCACHE": get("GOMODCACHE") or os.path.join(path, "pkg", "mod"),
             "UV_CACHE_DIR": get("UV_CACHE_DIR") or os.path.join(cache, "uv")}
    if os.path.isdir(SHARED):
        found.update(GOPATH=os.path.join(SHARED, "go"), GOMODCACHE=os.path.join(SHARED, "go", "pkg", "mod"),
                     GOCACHE=os.path.join(STATE if served() else SHARED, "build"))
        return found
    for name, folder in found.items():
        if not os.path.isabs(folder) or not os.access(existing(folder), os.W_OK | os.X_OK):
            found[name] = os.path.join(STATE, "caches", name.lower())
    return found


def free(folder):
    """Bytes free where a folder lies, or will lie."""
    return shutil.disk_usage(existing(folder)).free


def space(repo=REPO, gigabytes=GIGABYTES):
    """The disks of the clone and of Go's caches have room."""
    for folder in [repo] + list(caches().values()):
        have = free(folder) / 1e9
        if have < gigabytes:
            return ("%.1f GB are free for %s, %.1f are needed: make room (`go clean -cache` and `uv cache clean` "
                    "free what can be fetched again)" % (have, folder, gigabytes))
    return ""


def port(number=PORT):
    """The port is free that JupyterLab tries first."""
    with socket.socket() as s:
        s.settimeout(1)
        if s.connect_ex(("127.0.0.1", number)) != 0:
            return ""
    return "port %d is in use: JupyterLab takes the next free one" % number


def must():
    """Ends the program, in one line, where nothing can be set up here."""
    for check in (python, venv, path, writable, executes):
        fault = check()
        if fault:
            sys.exit("set-up: " + fault)
