"""The kernel for a Jupyter or an editor of one's own: `make kernel`, `make kernel-remove`.

    user_kernel.py install | remove

Writes kernels/seminar-go/kernel.json into the user's Jupyter folder. All paths in
it are absolute, and it brings its own PATH and Go's folders: an editor that was
started from a desktop has another environment than a shell (that goimports is
not found is the commonest fault of Go kernels there). `jupyter kernelspec install`
copies a folder as it is.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import environ
from environ import PYTHON, REPO

NAME = "seminar-go"
HERE = REPO / "kernel-setup" / "jupyter" / "kernels" / NAME
SYSTEM = ["/usr/local/bin", "/usr/bin", "/bin"] if os.name != "nt" else []


def folder():
    """Where Jupyter looks for a user's kernels."""
    if os.environ.get("JUPYTER_DATA_DIR"):
        base = Path(os.environ["JUPYTER_DATA_DIR"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Jupyter"
    elif os.name == "nt":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "jupyter"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "jupyter"
    return base / "kernels" / NAME


def spec():
    """The contents of kernel.json."""
    env = environ.environ()
    kept = ("GOCACHE", "GOMODCACHE", "GOPATH", "GOTMPDIR")
    said = subprocess.run(["go", "env", "-json", *kept], env=env, capture_output=True, check=True,
                          encoding="utf-8", errors="replace").stdout
    path = [p for p in env["PATH"].split(os.pathsep) if os.path.isabs(p)]
    path += [p for p in SYSTEM if p not in path]
    return {**json.loads((HERE / "kernel.json").read_text(encoding="utf-8")),
            "argv": [str(PYTHON), str(HERE / "start.py"), "{connection_file}"],
            "env": {"PATH": os.pathsep.join(path), **{k: v for k, v in json.loads(said).items() if v}}}


def owner(place):
    """The clone whose kernel is installed there: a path, or None where none is."""
    try:
        start = Path(json.loads((place / "kernel.json").read_text(encoding="utf-8"))["argv"][1])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None
    return start.parents[4] if start.name == "start.py" and len(start.parents) > 4 else None


def state():
    """What is installed, and what to do if it leads nowhere."""
    have = owner(folder())
    if have is None:
        return "not installed", ""
    if have != REPO:
        return f"of the clone {have}", "" if have.exists() else "make kernel"
    return "installed", ""


def install():
    if not PYTHON.exists():
        sys.exit(f"kernel: {PYTHON} is missing: run `make setup` first")
    place = folder()
    before = owner(place)
    place.mkdir(parents=True, exist_ok=True)
    temporary = place / f"kernel.json.{os.getpid()}"
    temporary.write_text(json.dumps(spec(), indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, place / "kernel.json")
    print(f"kernel   Go (seminar) is in {place}" + (f", in place of the clone {before}'s" if before not in (None, REPO) else ""))


def remove():
    place = folder()
    have = owner(place)
    if not place.exists():
        print(f"kernel   there is none in {place}")
    elif have not in (None, REPO) and have.exists():
        sys.exit(f"kernel: the one in {place} is the clone {have}'s: run `make kernel-remove` there")
    else:
        shutil.rmtree(place)
        print(f"kernel   removed from {place}")


if __name__ == "__main__":
    {"install": install, "remove": remove}.get(" ".join(sys.argv[1:]), lambda: sys.exit(__doc__))()
