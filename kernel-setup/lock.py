#!/usr/bin/env python3
"""Pins requirements.in to versions and hashes, for every platform at once.

One requirements.txt serves Linux, macOS and Windows and Python 3.10 and newer:
uv resolves universally, and then every platform and Python is asked whether it
has a wheel for everything, since set-up compiles nothing. uv is installed into
a folder of its own that goes away afterwards.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
UV = "uv==0.13.9"
PLATFORMS = ["x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin",
             "x86_64-apple-darwin", "windows"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
HEAD = "# Made from requirements.in by `make lock`; do not edit.\n"


def compiled(uv, *arguments):
    """What uv pip compile prints; ends the program with uv's words if it fails."""
    done = subprocess.run([uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", *arguments],
                          cwd=HERE, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"lock: {' '.join(arguments)}:\n{done.stderr}")
    return done.stdout


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, UV], check=True)
        uv = Path(folder) / "bin" / "uv"
        locked = compiled(uv, "--universal", "--python-version", PYTHONS[0], "--generate-hashes",
                          "requirements.in")
        new = Path(folder) / "requirements.txt"
        new.write_text(HEAD + locked)
        for platform in PLATFORMS:
            for python in PYTHONS:
                compiled(uv, "--no-deps", "--only-binary", ":all:", "--python-platform", platform,
                         "--python-version", python, str(new))
        (HERE / "requirements.txt").write_text(new.read_text())
    print(f"lock: {locked.count('==')} packages, with wheels for {', '.join(PLATFORMS)} and "
          f"Python {PYTHONS[0]} to {PYTHONS[-1]}; `make setup` installs them")


if __name__ == "__main__":
    main()
