#!/usr/bin/env python3
"""The environment of every command of the seminar, defined in this one place.

    python3 kernel-setup/environ.py COMMAND [ARGUMENT...]

runs COMMAND in it. The kernel (kernels/seminar-go/start.py) adds what kernel()
says. Everything that Jupyter writes goes below .jupyter/, so that nothing but
the caches of Go and uv lies outside the clone; or below the folder that
SEMINAR_STATE names, which is a user's own where one clone serves many. No tool does this: venv, uv and Go
each set their own part of an environment, and the kernel needs all.
"""

import functools
import os
import subprocess
import sys
from pathlib import Path

import machine

REPO = Path(__file__).resolve().parent.parent
VENV = REPO / ".venv"
BIN = REPO / ".bin"
SHARED = Path(machine.SHARED)
SERVED = machine.served()
STATE = Path(machine.STATE)
WORK = Path(machine.work())
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
EXE = ".exe" if WINDOWS else ""
CHOICE = BIN / "backend"  # what choice.py remembers
LANGUAGE = (STATE if SERVED else BIN) / "language"  # what language.py remembers
GCC_LINKS = BIN / "gcc-links"  # where Go's linker cannot: see link in parts.py
BACKENDS = ("go", "xla", "cuda")

# A machine's own settings that would change what is built or found.
DROPPED = ["PYTHONPATH", "PYTHONHOME", "PYTHONSAFEPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX",
           "GOROOT", "GOBIN", "GOOS", "GOARCH", "GOTMPDIR", "GO111MODULE", "GOAMD64", "SEMINAR_PLUGINS",
           "UV_PYTHON", "UV_PROJECT", "UV_PROJECT_ENVIRONMENT", "UV_SYSTEM_PYTHON",
           "UV_CONSTRAINT", "UV_OVERRIDE", "UV_EXCLUDE_NEWER", "UV_NO_BINARY",
           "JUPYTER_CONFIG", "JUPYTER_NO_CONFIG", "JUPYTERLAB_SETTINGS_DIR",
           "JUPYTERLAB_WORKSPACES_DIR", "JUPYTERLAB_DIR"]
OFFLINE = {"GOPROXY": "off", "GOSUMDB": "off"}


def temporary(folder):
    """The settings by which programs put their temporary files into a folder."""
    return {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP", "GOTMPDIR")}


@functools.cache
def places():
    """The settings by which programs find folders that they can use, where the
    machine's own are read-only, full, missing, or start no program."""
    found = {k: v for k, v in machine.caches().items() if v.startswith((str(STATE), str(SHARED)))}
    home = machine.home()
    if not WINDOWS:
        found["HOME"] = home if os.path.isabs(home) else str(STATE / "home")
    if machine.temporary()[1]:
        folder = STATE / "tmp" / "programs"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:  # a clone that cannot be written: set-up and doctor say so
            return found
        found.update(temporary(folder))
    return found


# What counts of a user's `go env -w`: where modules come from, and where they lie.
OWN_GO = ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE", "GOAUTH", "GOVCS", "GOCACHE", "GOPATH", "GOMODCACHE")


def own_go():
    """These settings, from Go's file of them: the others, such as GOOS or GOFLAGS,
    would change what is built."""
    home = Path(machine.home())
    folder = (Path(os.environ.get("APPDATA") or home) if WINDOWS else home / "Library" / "Application Support"
              if sys.platform == "darwin" else Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config"))
    try:
        lines = Path(os.environ.get("GOENV") or folder / "go" / "env").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    return {name: found[name] for name in OWN_GO if name in found}


def packages():
    """The folder in .venv that holds Python packages, or None."""
    return next((p for pattern in ("lib/python*/site-packages", "Lib/site-packages") for p in VENV.glob(pattern)), None)


def goroot():
    """The folder of the Go that lies in .venv, or None."""
    found = packages() and packages() / "go"
    return found if found and (found / "bin" / f"go{EXE}").is_file() else None


def backend():
    """Which backend cells and tests are built for: "go", "xla" or "cuda".

    It is what set-up chose, and another one for a command and its children
    where SEMINAR_CHOICE says so.
    """
    try:
        said = os.environ.get("SEMINAR_CHOICE") or CHOICE.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        said = ""
    return said if said in BACKENDS else "go"


def language():
    """In which language `make lab` opens the seminar: "en", or "ko" where that was chosen;
    a hub chooses for its student by SEMINAR_LANGUAGE."""
    try:
        return "ko" if (os.environ.get("SEMINAR_LANGUAGE") or LANGUAGE.read_text(encoding="utf-8")).strip() == "ko" else "en"
    except (OSError, ValueError):
        return "en"


def linking(choice):
    """The settings by which Go links a backend, and programs find its plugins.

    Small binaries that link fast (-s implies -w). XLA, which costs a cell half
    a second and needs a C compiler, is linked only where it is chosen, and by
    Go's own linker, which spares a cell a quarter of a second.
    """
    if choice == "go":
        return {"GOFLAGS": "-ldflags=-s -buildvcs=false", "CGO_ENABLED": "0"}
    linker = "" if GCC_LINKS.exists() else " -linkmode=internal"
    folders = [BIN / "xla"] if choice == "xla" else [BIN / "cuda", BIN / "xla"]
    return {"GOFLAGS": f"'-ldflags=-s{linker}' -buildvcs=false -tags=xla", "CGO_ENABLED": "1",
            "SEMINAR_PLUGINS": os.pathsep.join(map(str, folders)),
            "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3")}  # XLA logs to cells


def environ():
    """The environment as a dictionary: the caller's, and what is set here."""
    env = {**own_go(), **{k: v for k, v in os.environ.items() if k not in DROPPED}, "GOENV": "off"}
    path = [BIN, BIN / "staticcheck", BIN / "check" / "bin", PYTHON.parent]
    if WINDOWS and goroot():  # there .bin holds no links: see parts.py
        path.insert(0, goroot() / "bin")
    env.update({
        "PATH": os.pathsep.join(filter(None, [*map(str, path), env.get("PATH", "")])),
        **places(),
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",  # whatever the locale, files are UTF-8
        "PIP_ROOT_USER_ACTION": "ignore",
        # uv: the Python that made .venv, and certificates from where Go takes them.
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",
        "UV_NATIVE_TLS": "1",  # the same in older versions
        # Go: the pinned one, vector instructions, no workspace around the clone.
        "GOTOOLCHAIN": "local",
        "GOEXPERIMENT": "simd",
        **linking(backend()),
        "GOWORK": "off",
        "GOPLSCACHE": str(STATE / "gopls"),
        "STATICCHECK_CACHE": str(STATE / "staticcheck"),
        "JUPYTER_PATH": str(REPO / "kernel-setup" / "jupyter"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(str(REPO / "kernel-setup" / "jupyter" / f) for f in
                                               (["config-ko"] if language() == "ko" else []) + ["config"]),
        "JUPYTER_CONFIG_DIR": str(STATE / "config"),
        "JUPYTER_DATA_DIR": str(STATE / "data"),
        "JUPYTER_RUNTIME_DIR": str(STATE / "runtime"),
        "IPYTHONDIR": str(STATE / "ipython"),
    })
    if STATE != REPO / ".jupyter" or WORK != REPO / "work":  # for the lessons' program
        env.update(SEMINAR_STATE=str(STATE), SEMINAR_WORK=str(WORK))
    if env.get("PYTHONIOENCODING"):  # what it lacks is printed as "?"
        env["PYTHONIOENCODING"] = env["PYTHONIOENCODING"].partition(":")[0] + ":replace"
    return env


def kernel():
    """The kernel's environment: offline, so that every version stays pinned
    (with the proxy on, a cell's `go get` would upgrade modules); GoNB writes
    the go.work that its cells are built in. Completion (gopls) reads all of
    GoMLX, so a kernel that no one types into (SEMINAR_HEADLESS) has none."""
    env = {**environ(), **OFFLINE, "GOWORK": ""}
    if not env.get("SEMINAR_HEADLESS"):
        hub = [REPO / "kernel-setup" / "hub"] if env.get("JUPYTERHUB_USER") else []
        env["PATH"] += "".join(f"{os.pathsep}{place}" for place in [*hub, BIN / "lab"])
    return env


def run(command, env):
    """Becomes COMMAND; returns only where a process cannot become another."""
    if WINDOWS:
        sys.exit(subprocess.run(command, env=env).returncode)
    os.execvpe(command[0], command, env)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        run(sys.argv[1:], environ())
    except FileNotFoundError:
        sys.exit(f"environ: {sys.argv[1]} is neither in {BIN}, in {VENV} nor on PATH: "
                 "run `make setup` first")
