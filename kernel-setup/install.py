#!/usr/bin/env python3
"""Installs what the seminar needs into the clone: .venv and .bin.

    python3 kernel-setup/install.py setup [BACKEND]    all that notebooks and tests need
    python3 kernel-setup/install.py gopls              code completion, for the lab
    python3 kernel-setup/install.py staticcheck        for `make check`
    python3 kernel-setup/install.py xla|cuda           XLA's plugins, whatever is chosen
    python3 kernel-setup/install.py site               what makes the site of `make site`
    python3 kernel-setup/install.py browser            what drives the browser of `make test-browser`
    python3 kernel-setup/install.py check              what checks the Python
    python3 kernel-setup/install.py grade              nbgrader, for `make grade`
    python3 kernel-setup/install.py hub                the server that JupyterHub starts for a student
    python3 kernel-setup/install.py classroom          JupyterHub itself, for one machine
    python3 kernel-setup/install.py bench              what `make bench` compares with
    python3 kernel-setup/install.py doctor             a table of all this, and of the machine

BACKEND, one of go, xla, cuda and auto, is remembered: see choice.py. This file
first looks whether the machine can do it at all; parts.py installs, with uv and Go.
It stays Python, since uv and Go are what it brings.
"""

import sys

import machine


def main():
    if sys.argv[1:] == ["doctor"]:
        fault = machine.python()
        if fault:
            sys.exit("doctor: " + fault)
        import doctor
        return doctor.main()
    if machine.served():
        import served
        return served.main(sys.argv[1:] or ["setup"])
    machine.must()
    import parts
    if not parts.main(sys.argv[1:] or ["setup"]):
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
