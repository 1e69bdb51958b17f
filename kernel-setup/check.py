"""The checks, one line each, the cheap ones first.

    check.py check    what a commit must pass, in seconds
    check.py test     everything; a notebook that is proven by its hash is not executed
    check.py test-all everything, all notebooks executed
    check.py xla      what depends on the backend, where XLA is linked and forced

Run in the seminar's environment (environ.py). A check that fails shows what it
said; the others go on, so that one run names all that is wrong.
"""

import os
import re
import subprocess
import sys
import time

import environ
from environ import REPO

FOLDERS = sorted(p.name for p in REPO.iterdir() if p.is_dir() and not p.name.startswith("."))
NOTEBOOKS = ["go", "run", "./lessons"]
IMPORTS = ["go", "test", "-run", "TestImport", "./..."]
AGREE = ["go", "test", "-v", "-run", "TestBackendsAgree", "./lib/backend"]
ON_BACKENDS = ["./lib/backend", "./lib/ae", "./lib/train"]

FORMAT = ("gofmt -s", ["gofmt", "-s", "-l", *FOLDERS])
VET = ("go vet", ["go", "vet", "./..."])
SETUP = ("set-up and notebook rules", ["python", "-m", "unittest", "discover", "-s", "kernel-setup"])
SITE = ("site", ["python", "-m", "unittest", "discover", "-s", "site"])
ELSEWHERE = [(f"go vet for {system}", ["go", "vet", "./..."],
              {**environ.linking("go"), "GOOS": system.split("/")[0], "GOARCH": system.split("/")[1]})
             for system in ("darwin/arm64", "windows/amd64")]
CHECKS = {
    "check": [FORMAT, VET, ("staticcheck", ["staticcheck", "./..."]), ("import table", IMPORTS),
              ("notebooks match their sources", [*NOTEBOOKS, "agree"])],
    "test": [FORMAT, VET, *ELSEWHERE, SETUP, SITE, ("go test", ["go", "test", "./..."]),
             ("notebooks, executed", [*NOTEBOOKS, "test"])],
    "xla": [VET, ("XLA agrees with pure Go", AGREE), ("go test", ["go", "test", *ON_BACKENDS]),
            *((f"notebooks {n}, executed", [*NOTEBOOKS, "test", "-all", n]) for n in ("00", "03", "04", "05"))],
}
CHECKS["test-all"] = [*CHECKS["test"][:-1], ("notebooks, all executed", [*NOTEBOOKS, "test", "-all"])]


def passed(command, changed=None):
    """Runs a check, in an environment changed so; returns whether it passed, and what it said."""
    done = subprocess.run(command, cwd=REPO, env={**os.environ, **(changed or {})}, stdin=subprocess.DEVNULL, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = done.stdout.strip()
    if command[0] == "gofmt":  # says by its output, not by its status
        return done.returncode == 0 and not said, said and f"{said}\nrun `gofmt -s -w` on these files"
    if command is IMPORTS and not re.search(r"^ok\b(?!.*no tests to run)", said, re.M):
        return False, f"{said}\nno TestImport... ran: the import table must be a test"
    if command is AGREE and "--- PASS: TestBackendsAgree" not in said:  # it skips where there is no plugin
        return False, f"{said}\nTestBackendsAgree did not run: expected XLA's plugin in .bin/xla"
    return done.returncode == 0, said


def main():
    which = sys.argv[1] if len(sys.argv) == 2 else ""
    if which not in CHECKS:
        sys.exit(__doc__)
    failed = []
    for name, command, *changed in CHECKS[which]:
        begin = time.monotonic()
        well, said = passed(command, *changed)
        print(f"{'✓' if well else '✗'} {name:30} {time.monotonic() - begin:6.1f} s", flush=True)
        if not well:
            failed.append(name)
        if not well or command[:3] == NOTEBOOKS:
            print("\n".join("  " + line for line in said.splitlines()), flush=True)
    print(f"{len(CHECKS[which]) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    os.chdir(REPO)
    main()
