"""Opens JupyterLab at notebooks/00_start.ipynb; its arguments go to JupyterLab.

Run in the seminar's environment (environ.py). Code completion is built while
the lab is open already; the kernels started after that have it.
"""

import subprocess
import sys

import environ
from environ import REPO, STATE

START = "notebooks/00_start.ipynb"
INSTALL = REPO / "kernel-setup" / "install.py"


def trust():
    """Signs the notebooks, so that their interactive figures may run; this goes
    on while the lab starts, which takes longer."""
    notebooks = sorted(str(n) for n in (REPO / "notebooks").glob("**/*.ipynb")
                       if ".ipynb_checkpoints" not in n.parts)
    if notebooks:
        with open(STATE / "trust.log", "w") as log:
            subprocess.Popen([sys.executable, "-m", "jupyter", "trust", *notebooks],
                             stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def main():
    STATE.mkdir(exist_ok=True)
    trust()
    with open(STATE / "gopls.log", "w") as log:
        subprocess.Popen([sys.executable, str(INSTALL), "gopls"],
                         stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={REPO}"]
    if (REPO / START).exists():  # so that the printed link leads there too
        command.append(f"--LabApp.default_url=/lab/tree/{START}")
    environ.run([*command, *sys.argv[1:]], environ.environ())


if __name__ == "__main__":
    main()
