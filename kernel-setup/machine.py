"""What a machine or a clone lacks before anything can be set up, a line each.

Any Python parses this file and install.py, be it ever so old: else a syntax
error would stand where the line about it belongs. A check returns what is wrong
and what to do, or "". No tool does this: each would stop where it meets the
fault, after minutes of fetching, in words of its own.
"""

import errno
import os
import shutil
import socket
import sys
import tempfile

OLDEST = (3, 10)
GIGABYTES = 2.0  # for a whole set-up: 0.5 in the clone, 0.9 modules, 0.6 compiled packages
PORT = 8888
REPO = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


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


def caches():
    """The folders that Go and uv fill: compiled packages, modules, wheels."""
    home = os.path.expanduser("~")
    return [os.environ.get("GOCACHE") or os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"),
            os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache"),
            os.environ.get("GOMODCACHE") or os.environ.get("GOPATH") or os.path.join(home, "go")]


def free(folder):
    """Bytes free where a folder lies, or will lie."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return shutil.disk_usage(folder).free


def space(repo=REPO, gigabytes=GIGABYTES):
    """The disks of the clone and of Go's caches have room."""
    for folder in [repo] + caches():
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
    for check in (python, venv, path, writable):
        fault = check()
        if fault:
            sys.exit("set-up: " + fault)
