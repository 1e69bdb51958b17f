"""Opens JupyterLab at work/00_start.ipynb, in Korean at work/ko/00_start.ipynb; its
arguments go to JupyterLab.

    lab.py trust        only signs the notebooks
    lab.py [ARGUMENT…]

Run in the seminar's environment (environ.py). First the copies of the lessons
are brought up to date, as lessons/copies says. Notebooks are signed, and code
completion is built, while the lab starts; the kernels started after that have
completion. Where a JupyterHub starts it, it becomes the server of that hub's
student. JupyterLab itself has no such command: it starts in a folder, on whatever
lies there.
"""

import os
import subprocess
import sys
from pathlib import Path

import environ
import machine
import served
from environ import BIN, REPO, STATE, WORK

START = {"en": WORK / "00_start.ipynb", "ko": WORK / "ko" / "00_start.ipynb"}[environ.language()]
HERE = REPO / "kernel-setup"
CONTAINERS = ["/.dockerenv", "/run/.containerenv"]  # what Docker and Podman leave there


def trust():
    """Signs the notebooks, so that their interactive figures may run; once, since it
    takes 1.4 of the 6 processor seconds in which a student's server starts."""
    notebooks = sorted(n for n in (REPO / "notebooks").glob("**/*.ipynb")
                       if ".ipynb_checkpoints" not in n.parts)
    signed = STATE / "trusted"
    if signed.exists() and all(n.stat().st_mtime <= signed.stat().st_mtime for n in notebooks):
        return
    if subprocess.run([sys.executable, "-m", "jupyter", "trust", *notebooks]).returncode == 0:
        signed.touch()


def copies():
    """Brings the copies in work/ up to date; says what happened, and goes on where it cannot."""
    program = [str(BIN / "lessons")] if environ.SERVED else ["go", "run", "./lessons"]  # of a shared clone: built
    subprocess.run([*program, "copies", environ.language()], cwd=REPO)


def beside(name, *command):
    """Starts a program of the set-up that goes on beside the lab, with a log."""
    with open(STATE / f"{name}.log", "w", encoding="utf-8") as log:
        subprocess.Popen([sys.executable, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def root(words):
    """Ends in a line where root would start the lab, which JupyterLab refuses, and
    returns what allows it: in a container that has no other user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or "--allow-root" in words:
        return []
    import pwd
    names = [u.pw_name for u in pwd.getpwall() if 1000 <= u.pw_uid < 60000 and not u.pw_shell.endswith(("nologin", "false"))]
    container = any(Path(p).exists() for p in CONTAINERS) or os.environ.get("container") or os.environ.get("CODESPACES")
    if container and not names:
        print("lab      root starts it, since this container has no other user", flush=True)
        return ["--allow-root"]
    who = f"as an ordinary user, such as {names[0]}" if names else "as an ordinary user (`adduser NAME` makes one)"
    sys.exit(f"lab: root does not start it, whose rights every cell would have: clone and start the seminar {who}, "
             "or take the risk with `make lab LAB_ARGS=--allow-root`")


def main():
    STATE.mkdir(parents=True, exist_ok=True)
    served.prepare()
    if sys.argv[1:] == ["trust"]:
        return trust()
    allowed = root(sys.argv[1:])
    copies()
    beside("trust", HERE / "lab.py", "trust")
    beside("gopls", HERE / "install.py", "gopls")
    if (fault := machine.port()) and not any("port" in a for a in sys.argv[1:]):
        print(f"lab      {fault}", flush=True)
    command, env, app = [sys.executable, "-m", "jupyterlab"], environ.environ(), "LabApp"
    if os.environ.get("JUPYTERHUB_API_TOKEN"):  # a hub starts it for its student
        command, env["PYTHONPATH"], app = [sys.executable, "-m", "jupyterhub.singleuser"], str(BIN / "hub"), "ServerApp"
    command.append(f"--ServerApp.root_dir={WORK.parent}")
    if START.exists():  # so that the printed link leads there too
        command.append(f"--{app}.default_url=/lab/tree/{START.relative_to(WORK.parent)}")
    environ.run([*command, *allowed, *sys.argv[1:]], env)


if __name__ == "__main__":
    main()
