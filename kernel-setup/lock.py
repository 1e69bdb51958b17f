#!/usr/bin/env python3
"""Pins the requirements to versions and hashes.

requirements.in: one requirements.txt serves Linux, macOS and Windows and Python
3.10 and newer. uv resolves universally, and then every platform and Python is
asked whether it has a wheel for everything, since set-up compiles nothing.

requirements-xla.in and requirements-cuda.in are for Linux x86-64 alone; their
first line says what is to be fetched, which set-up tells before it does it.

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


def compiled(uv, *arguments):
    """What uv pip compile prints; ends the program with uv's words if it fails."""
    done = subprocess.run([uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", *arguments],
                          cwd=HERE, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lock: {' '.join(arguments)}:\n{done.stderr}")
    return "".join(line for line in done.stdout.splitlines(True) if not line.startswith("# "))


def check(uv, file, platforms):
    """Ends the program where a platform or a Python has no wheel for a pin."""
    for platform in platforms:
        for python in PYTHONS:
            compiled(uv, "--no-deps", "--only-binary", ":all:", "--python-platform", platform,
                     "--python-version", python, str(file))


def megabytes(uv, file):
    """The size of the wheels that Linux fetches."""
    said = compiled(uv, "--no-deps", "--format", "pylock.toml", *ON_LINUX, str(file))
    wheels = [re.findall(r"size = (\d+)", entry) for entry in said.split("[[packages]]")[1:]]
    return round(sum(int(sizes[0]) for sizes in wheels) / 1e6)


def lock(uv, folder, name, resolution, platforms):
    """Makes NAME.txt from NAME.in; returns the number of packages."""
    locked = compiled(uv, *resolution, "--generate-hashes", f"{name}.in")
    new = Path(folder) / f"{name}.txt"
    new.write_text(locked)
    check(uv, new, platforms)
    size = "" if resolution is ANYWHERE else f", {megabytes(uv, new)} MB to fetch"
    (HERE / f"{name}.txt").write_text(HEAD.format(f"{name}.in", size) + locked)
    return locked.count("==")


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, UV], check=True)
        uv = Path(folder) / "bin" / "uv"
        all_of_it = lock(uv, folder, "requirements", ANYWHERE, PLATFORMS)
        xla = lock(uv, folder, "requirements-xla", [*ON_LINUX, "--no-deps"], [LINUX])
        cuda = lock(uv, folder, "requirements-cuda", ON_LINUX, [LINUX])
    print(f"lock: {all_of_it} packages, with wheels for {', '.join(PLATFORMS)} and "
          f"Python {PYTHONS[0]} to {PYTHONS[-1]}; {xla} for XLA and {cuda} for CUDA, Linux x86-64 alone; "
          "`make setup` installs them")


if __name__ == "__main__":
    main()
