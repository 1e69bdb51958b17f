#!/usr/bin/env python3
"""Pins the requirements to versions and hashes.

requirements.in: one requirements.txt serves Linux, macOS and Windows and Python
3.10 and newer. uv resolves universally, and then every platform and Python is
asked whether it has a wheel for everything, since set-up compiles nothing.

requirements-xla.in, -cuda.in and -bench.in are for Linux x86-64 alone. The
first line of what is not everyone's says how much Linux fetches, which set-up
tells before it does it.

    lock.py [requirements ...]   those files; all, where none is named

uv is installed into a folder of its own that goes away afterwards.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
UV = "uv==0.13.9"
LINUX = "x86_64-manylinux_2_28"
PLATFORMS = [LINUX, "aarch64-manylinux_2_28", "aarch64-apple-darwin", "x86_64-apple-darwin", "windows"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
HEAD = "# Made from {} by `make lock`{}; do not edit.\n"
ANYWHERE = ["--universal", "--python-version", PYTHONS[0]]
# The plugins are libraries, for any Python; jax-cuda13-plugin, of which only
# the names of its dependencies are wanted, is for some.
ON_LINUX = ["--python-platform", LINUX, "--only-binary", ":all:", "--python-version", PYTHONS[-1],
            "--no-emit-package", "jax-cuda13-plugin"]


# On the CPU torch needs none of CUDA's wheels (bench/cpu_stubs.py); jax has no
# wheels for Python 3.10.
OF_CUDA = """cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cccl nvidia-cuda-cupti
nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand
nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink
nvidia-nvshmem-cu13 nvidia-nvtx triton""".split()
BENCH = ["--python-platform", LINUX, "--only-binary", ":all:", "--python-version", PYTHONS[1],
         *(word for name in OF_CUDA for word in ("--no-emit-package", name))]


def compiled(uv, *arguments):
    """What uv pip compile prints; ends the program with uv's words if it fails."""
    done = subprocess.run([uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", *arguments],
                          cwd=HERE, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lock: {' '.join(arguments)}:\n{done.stderr}")
    return "".join(line for line in done.stdout.splitlines(True) if not line.startswith("# "))


def check(uv, file, platforms, pythons):
    """Ends the program where a platform or a Python has no wheel for a pin."""
    for platform in platforms:
        for python in pythons:
            compiled(uv, "--no-deps", "--only-binary", ":all:", "--python-platform", platform,
                     "--python-version", python, str(file))


def megabytes(uv, file):
    """The size of the wheels that Linux fetches."""
    said = compiled(uv, "--no-deps", "--format", "pylock.toml", *ON_LINUX, str(file))
    wheels = [re.findall(r"size = (\d+)", entry) for entry in said.split("[[packages]]")[1:]]
    return round(sum(int(sizes[0]) for sizes in wheels) / 1e6)


def lock(uv, folder, name, resolution, platforms, pythons):
    """Makes NAME.txt from NAME.in; returns the number of packages."""
    locked = compiled(uv, *resolution, "--generate-hashes", f"{name}.in")
    new = Path(folder) / f"{name}.txt"
    new.write_text(locked)
    check(uv, new, platforms, pythons)
    size = "" if name == "requirements" else f", {megabytes(uv, new)} MB to fetch"
    (HERE / f"{name}.txt").write_text(HEAD.format(f"{name}.in", size) + locked)
    return locked.count("==")


FILES = {  # how each is resolved, and for which platforms and Pythons
    "requirements": (ANYWHERE, PLATFORMS, PYTHONS),
    "requirements-site": (ANYWHERE, PLATFORMS, PYTHONS),
    "requirements-browser": (ANYWHERE, PLATFORMS, PYTHONS),
    "requirements-xla": ([*ON_LINUX, "--no-deps"], [LINUX], PYTHONS),
    "requirements-cuda": (ON_LINUX, [LINUX], PYTHONS),
    "requirements-bench": (BENCH, [LINUX], PYTHONS[1:]),
}


def main():
    names = sys.argv[1:] or list(FILES)
    if wrong := set(names) - set(FILES):
        sys.exit(f"lock: {', '.join(sorted(wrong))}: expected some of {', '.join(FILES)}")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, UV], check=True)
        uv = Path(folder) / "bin" / "uv"
        for name in names:
            resolution, platforms, pythons = FILES[name]
            pinned = lock(uv, folder, name, resolution, platforms, pythons)
            where = "everywhere" if platforms is PLATFORMS else "Linux x86-64 alone"
            print(f"lock: {name}: {pinned} packages, {where}; the set-up installs them", flush=True)


if __name__ == "__main__":
    main()
