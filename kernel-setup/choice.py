"""Which backend the seminar is set up for: said by hand, or seen at the machine.

By hand, `make lab BACKEND=go|xla|cuda` is remembered in .bin/backend, until
BACKEND names another; BACKEND=auto forgets it. Where nothing is remembered
set-up looks: an NVIDIA GPU that CUDA 13 serves is used, which is remembered
too, else pure Go, for which it looks again the next time. Only the seminar knows
what it can use; no installer asks for a GPU.
"""

import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
from environ import BACKENDS, CHOICE

ROOT = Path("/")  # where devices are looked for; tests set another folder
SMI_SECONDS = 20
PROGRAM = "#include <stdlib.h>\nint main(void) { return 0; }\n"


def unable():
    """Why XLA, for the CPU or for CUDA, cannot be linked here; "" if it can."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return f"XLA is for Linux on x86-64, this is {platform.system()} on {platform.machine()}: use BACKEND=go"
    compiler = shlex.split(os.environ.get("CC", "")) or ["gcc"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run([*compiler, "-x", "c", "-", "-o", f"{folder}/program"],
                                  input=PROGRAM, capture_output=True, encoding="utf-8", errors="replace")
        except OSError:
            done = None
    if done is None or done.returncode != 0:
        what = "does not start" if done is None else "compiles no program"
        return (f"XLA is linked by a C compiler, and {compiler[0]} {what}: install it "
                "(Debian, Ubuntu: apt install gcc libc6-dev) or use BACKEND=go")
    return ""


def device():
    """Whether there is a device that may be an NVIDIA GPU: dxg is WSL's for any GPU."""
    return sys.platform == "linux" and any([*ROOT.glob("dev/nvidia[0-9]*"), *ROOT.glob("dev/dxg")])


def gpu():
    """What is known of the NVIDIA GPU, and why CUDA cannot use it, "" if it can.

    ("", "") means that there is none. The library looks (lib/backend/gpu), in Go,
    which is built only where there is a device.
    """
    if not device():
        return "", ""
    done = subprocess.run(["go", "run", "./lib/backend/gpu/probe", "-root", str(ROOT), "-wait", str(SMI_SECONDS)], cwd=environ.REPO,
                          env={**environ.environ(), **environ.linking("go")}, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        return "a GPU", f"it cannot be looked at: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}"
    said = json.loads(done.stdout)
    return said["name"], said["fault"]


def remembered():
    """What was chosen, or ""."""
    try:
        said = CHOICE.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
    return said if said in BACKENDS else ""


def remember(backend):
    """Writes the choice, whole or not at all."""
    CHOICE.parent.mkdir(exist_ok=True)
    temporary = CHOICE.with_name(f"{CHOICE.name}.{os.getpid()}")
    temporary.write_text(f"{backend}\n", encoding="utf-8")
    os.replace(temporary, CHOICE)


def look():
    """The backend that this machine asks for, and a line about it or ""."""
    name, fault = gpu()
    if not name:
        return "go", ""
    if fault := fault or unable():
        return "go", f"{name} is not used: {fault}"
    return "cuda", f"{name}: CUDA is used (`make lab BACKEND=go` does without)"


def possible(asked):
    """Ends the program, in one line, where what is asked for or was chosen is
    no backend, or cannot be linked here."""
    if asked and asked not in (*BACKENDS, "auto"):
        sys.exit(f"set-up: BACKEND={asked} is none of {', '.join(BACKENDS)} and auto")
    backend = asked or remembered()
    if backend in ("xla", "cuda") and (fault := unable()):
        sys.exit(f"set-up: BACKEND={backend}: {fault}")


def make(asked=""):
    """Chooses, remembers, says what changed; for what is possible(). Returns "go",
    "xla" or "cuda"."""
    before, line = environ.backend(), ""
    if asked == "auto":
        CHOICE.unlink(missing_ok=True)
    backend = asked if asked in BACKENDS else remembered()
    if not backend:
        backend, line = look()
    if asked in BACKENDS or backend != "go":
        remember(backend)
    if asked == "cuda":
        name, fault = gpu()
        if not name or fault:
            line = (f"{name or 'no NVIDIA GPU is seen here'}{fault and ': ' + fault}; "
                    "until CUDA can be used, XLA on the CPU is")
    if line:
        print(f"backend  {line}", flush=True)
    if backend != before:
        print(f"backend  {backend} from now on, {before} in kernels that were started before", flush=True)
    return backend
