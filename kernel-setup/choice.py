"""Which backend the seminar is set up for: said by hand, or seen at the machine.

By hand, `make lab BACKEND=go|xla|cuda` is remembered in .bin/backend, until
BACKEND names another; BACKEND=auto forgets it. Where nothing is remembered
set-up looks: an NVIDIA GPU that CUDA 13 serves is used, which is remembered
too, else pure Go, for which it looks again the next time.
"""

import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
from environ import BACKENDS, CHOICE

ROOT = Path("/")  # where devices are looked for; tests set another folder
DRIVER, CAPABILITY = 580, 7.5  # the least that CUDA 13 serves; as in lib/backend/gpu.go
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
                                  input=PROGRAM, capture_output=True, text=True)
        except OSError:
            done = None
    if done is None or done.returncode != 0:
        what = "does not start" if done is None else "compiles no program"
        return (f"XLA is linked by a C compiler, and {compiler[0]} {what}: install it "
                "(Debian, Ubuntu: apt install gcc libc6-dev) or use BACKEND=go")
    return ""


def gpu():
    """What is known of the NVIDIA GPU, and why CUDA cannot use it, "" if it can.

    ("", "") means that there is none. nvidia-smi, which may take a second, is
    asked only where there is a device.
    """
    if sys.platform != "linux" or not [*ROOT.glob("dev/nvidia[0-9]*"), *ROOT.glob("dev/dxg")]:
        return "", ""
    wsl = ROOT / "usr/lib/wsl/lib/nvidia-smi"
    smi = shutil.which("nvidia-smi") or (str(wsl) if wsl.exists() else "")
    if not smi and (ROOT / "dev/dxg").exists():  # WSL has the device for any GPU
        return "", ""
    name, upgrade = "an NVIDIA GPU", f"install NVIDIA's driver {DRIVER} or newer"
    if not smi:
        return name, f"there is no nvidia-smi: {upgrade}"
    try:
        done = subprocess.run([smi, "--query-gpu=name,driver_version,compute_cap", "--format=csv,noheader"],
                              capture_output=True, text=True, errors="replace", timeout=SMI_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return name, f"nvidia-smi gives no answer: {upgrade}"
    first = (done.stdout.strip() or done.stderr.strip() or "it says nothing").splitlines()[0]
    found = re.fullmatch(r"(.+), (\d+)([\d.]*), (\d+\.\d+)", first)
    if done.returncode != 0 or not found:  # compute_cap is unknown to drivers before 510
        return name, f"nvidia-smi fails ({first.rstrip('.')}): {upgrade}"
    name, driver = f"{found[1]}, driver {found[2]}{found[3]}", int(found[2])
    if driver < DRIVER:
        return name, f"CUDA 13 needs driver {DRIVER}: {upgrade}"
    if float(found[4]) < CAPABILITY:
        return name, f"its compute capability is {found[4]}, CUDA 13 needs {CAPABILITY}"
    return name, ""


def remembered():
    """What was chosen, or ""."""
    try:
        said = CHOICE.read_text().strip()
    except (OSError, ValueError):
        return ""
    return said if said in BACKENDS else ""


def remember(backend):
    """Writes the choice, whole or not at all."""
    CHOICE.parent.mkdir(exist_ok=True)
    temporary = CHOICE.with_name(f"{CHOICE.name}.{os.getpid()}")
    temporary.write_text(f"{backend}\n")
    os.replace(temporary, CHOICE)


def look():
    """The backend that this machine asks for, and a line about it or ""."""
    name, fault = gpu()
    if not name:
        return "go", ""
    if fault := fault or unable():
        return "go", f"{name} is not used: {fault}"
    return "cuda", f"{name}: CUDA is used (`make lab BACKEND=go` does without)"


def make(asked=""):
    """Chooses, remembers, says what changed; ends the program on a wrong or an
    impossible choice, in one line. Returns "go", "xla" or "cuda"."""
    if asked and asked not in (*BACKENDS, "auto"):
        sys.exit(f"set-up: BACKEND={asked} is none of {', '.join(BACKENDS)} and auto")
    before, line = environ.backend(), ""
    if asked == "auto":
        CHOICE.unlink(missing_ok=True)
    backend = asked if asked in BACKENDS else remembered()
    if not backend:
        backend, line = look()
    elif backend != "go" and (fault := unable()):
        sys.exit(f"set-up: BACKEND={backend}: {fault}")
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
