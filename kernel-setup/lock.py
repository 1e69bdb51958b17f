#!/usr/bin/env python3
"""Pins requirements.in to versions and hashes, for every platform at once.

One requirements.txt serves Linux, macOS and Windows and Python 3.10 and newer:
uv resolves universally. It is installed into a folder of its own that goes
away afterwards.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
UV = "uv==0.13.9"
HEAD = "# Made from requirements.in by `make lock`; do not edit.\n"

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", folder, UV], check=True)
    locked = subprocess.run(
        [Path(folder) / "bin" / "uv", "pip", "compile", "--universal", "--python-version", "3.10",
         "--generate-hashes", "--no-header", "--no-annotate", "--quiet", "requirements.in"],
        cwd=HERE, check=True, capture_output=True, text=True).stdout
new = HERE / "requirements.txt.new"
new.write_text(HEAD + locked)
new.replace(HERE / "requirements.txt")
print(f"lock: {locked.count('==')} packages in kernel-setup/requirements.txt; `make setup` installs them")
