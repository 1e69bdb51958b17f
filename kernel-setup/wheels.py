"""Python packages by uv: a group of pyproject.toml into .venv, or into a folder of its own.

Why uv alone does not do: someone has to bring uv itself, which pip installs by the
hash in uv.lock unless the machine has its own; `uv sync` takes the addresses that
uv.lock holds, so that a school's mirror would be passed by, while `uv pip install`
asks the registry that uv or pip are told of; and a killed uv leaves packages half
installed that it then takes for whole, so that a folder being filled is marked.
"""

import contextlib
import functools
import os
import re
import shutil
import subprocess

import environ
import machine
from environ import BIN, EXE, PYTHON, REPO, STATE, VENV
from steps import StepError

LOCK = REPO / "uv.lock"
LEAST = (0, 8)  # the oldest uv that reads uv.lock and pyproject.toml: tried
NEEDED = ("go", "lab")  # the groups that .venv holds; all others have folders of their own
BESIDE = {  # what it is, to fetch and unpacked
    "xla": "XLA for the CPU (63 MB to fetch, 200 MB unpacked)",
    "cuda": "XLA for CUDA and NVIDIA's libraries (2.5 GB to fetch, 4 GB unpacked)",
    "site": "Sphinx, which makes the site (60 MB to fetch, 200 MB unpacked)",
    "browser": "Playwright, which drives a browser (45 MB to fetch, 160 MB unpacked)",
    "check": "ruff, which checks Python (12 MB to fetch)",
    "grade": "nbgrader, which grades submissions (25 MB to fetch, 80 MB unpacked)",
    "hub": "the server that JupyterHub starts for a student (12 MB to fetch, 40 MB unpacked)",
    "classroom": "JupyterHub with what signs in, starts and stops (15 MB to fetch, 50 MB unpacked)",
    "bench": "what `make bench` compares with: PyTorch, JAX, scikit-learn (1 GB to fetch, 2 GB unpacked)",
}
PIP = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-warn-script-location",
       "--no-compile", "--only-binary=:all:", "--no-deps", "--require-hashes", "-r"]
OF_PIP = {  # pip's settings, and where uv reads the same
    "index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE", "proxy": "HTTPS_PROXY",
}


@functools.cache
def pinned(name):
    """The version of a package in uv.lock, and the line by which pip installs it."""
    found = re.search(rf'^name = "{name}"\nversion = "(.*)"\n((?:.+\n)*)', LOCK.read_text(encoding="utf-8"), re.M)
    version, hashes = found[1], re.findall(r'hash = "(sha256:[0-9a-f]{64})"', found[2])
    return version, f"{name}=={version} " + " ".join(f"--hash={h}" for h in hashes)


def own():
    """The machine's own uv, where there is one that is new enough, or ""."""
    path = [p for p in os.environ.get("PATH", "").split(os.pathsep) if not p.startswith(str(REPO))]
    found = shutil.which("uv", path=os.pathsep.join(path)) or ""
    try:
        said = subprocess.run([found, "--version"], capture_output=True, encoding="utf-8", errors="replace").stdout if found else ""
    except OSError:
        return ""
    version = re.match(r"uv (\d+)\.(\d+)", said)
    return found if version and tuple(map(int, version.groups())) >= LEAST else ""


def uv():
    """The uv that is used, or "" where there is none yet."""
    ours, site = PYTHON.parent / f"uv{EXE}", environ.packages()
    there = ours.exists() and site and (site / f"uv-{pinned('uv')[0]}.dist-info").exists()
    return own() or (str(ours) if there else "")


@contextlib.contextmanager
def filling(folder):
    """Marks a folder while it is filled: where the mark is left, it is made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    mark(folder).touch()
    yield
    mark(folder).unlink()


def mark(folder):
    return folder / "unfinished"


def remove(folder):
    """Removes a folder at once: killed half-way, what is left of it would lack the mark."""
    if folder.exists():
        old = STATE / "tmp" / f"old-{folder.name}-{os.getpid()}"
        old.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, old)
        shutil.rmtree(old, ignore_errors=True)


def place(groups):
    """The folder that groups are installed into."""
    return VENV if groups[0] in NEEDED else BIN / groups[0]


def command(groups, *more):
    """The command that installs the groups, once their pins are written for it."""
    where = ["--python", str(PYTHON)] + ([] if place(groups) == VENV else ["--target", str(place(groups))])
    return [uv(), "pip", "install", *more, *where, "--require-hashes", "--no-deps", "--no-build", "-r", str(pins(groups))]


def pins(groups):
    return STATE / "setup" / f"{'-'.join(groups)}.txt"


def export(groups):
    """The command that writes the pins of the groups, with hashes and without addresses."""
    only = [word for group in groups for word in ("--only-group", group)]
    return [uv(), "export", "--quiet", "--frozen", "--no-header", "--no-annotate", *only, "-o", str(pins(groups))]


def ready(*groups):
    """Whether groups are installed, all of them and whole; asks no registry."""
    folder = place(groups)
    if not PYTHON.exists() or not folder.exists() or mark(folder).exists() or not uv():
        return False
    env = environ.environ()
    pins(groups).parent.mkdir(parents=True, exist_ok=True)
    if subprocess.run(export(groups), cwd=REPO, env=env, capture_output=True).returncode:
        return False
    said = subprocess.run(command(groups, "--offline", "--dry-run"), cwd=REPO, env=env, capture_output=True,
                          encoding="utf-8", errors="replace")
    return said.returncode == 0 and "Would make no changes" in said.stderr


def settings(env):
    """An environment in which uv asks the registry that pip is told to ask: uv reads
    none of pip's settings, by which schools name theirs. What uv is told itself counts."""
    pips = (subprocess.run([python, "-m", "pip", "config", "list"], env=env, capture_output=True, encoding="utf-8", errors="replace")
            for python in (str(PYTHON), machine.interpreter()))
    said = next((pip.stdout for pip in pips if pip.returncode == 0), "")
    found = {}
    for section in ("global", "install", ":env:"):  # the later counts
        for name, value in re.findall(rf"^{section}\.([\w-]+)='(.*)'$", said, re.M):
            if name in OF_PIP:
                found[OF_PIP[name]] = " ".join(value.replace("\\n", " ").split())
    if not said:  # no pip beside a uv of the machine's own: what pip would read of the environment
        variables = {name: "PIP_" + name.upper().replace("-", "_") for name in OF_PIP}
        found = {OF_PIP[name]: env[v] for name, v in variables.items() if env.get(v)}
    return {**found, **env}


def install(step, *groups):
    """Installs groups; what was left unfinished goes first. Raises StepError."""
    folder = place(groups)
    if folder != VENV and mark(folder).exists():
        remove(folder)
    env = settings(step.environ())
    step.run(export(groups), env)
    with filling(folder):
        step.run(command(groups), env)
        if folder != VENV and not any(folder.glob("*.dist-info")):
            raise StepError(f"no wheel for this machine and Python in the group {groups[0]} of pyproject.toml")
        if groups[0] == "bench":
            step.run([str(PYTHON), str(REPO / "bench" / "cpu_stubs.py"), str(folder)])


def environment(step):
    """A new .venv with uv, unless the machine has its own. Raises StepError."""
    remove(VENV)
    with filling(VENV):
        step.run([machine.interpreter(), "-m", "venv", *(["--without-pip"] if own() else []), str(VENV)])
        bring_uv(step)


def bring_uv(step):
    """uv into .venv, where it is missing or another version. Raises StepError."""
    if uv():
        return
    line = STATE / "setup" / "uv.txt"
    line.write_text(pinned("uv")[1] + "\n", encoding="utf-8")
    step.run([*PIP, str(line)])
