"""The checks of the seminar: all are listed here. Independent ones run side by
side, as many as there are cores, four at most; the cheap ones start first.

    check.py check    what a commit must pass, in seconds
    check.py test     everything; a notebook whose inputs did not change is proven by hash
    check.py all      everything, and every notebook executed
    check.py xla      what depends on the backend, where XLA is linked and forced

Run in the seminar's environment (kernel-setup/environ.py). Each check has a line
when it ends. One that fails shows what it said; the others go on, so that one
run names all that is wrong. A line with – says which check this machine cannot
run, and what it lacks.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPO / "kernel-setup"))
import environ  # noqa: E402  it lies in another folder

FOLDERS = sorted(p.name for p in REPO.iterdir() if p.is_dir() and not p.name.startswith("."))
LESSONS = ["go", "run", "./lessons"]
EXECUTE_ALL = ["test", "-all"]  # the words after LESSONS that execute every notebook
PURE_GO = environ.linking("go")  # whatever backend is chosen: no C compiler, no plugin
# Where programs share memory. Left out are tests that compute long on one core,
# stop programs or fill disks: they would double the time and share nothing more.
SHARING = ["./lib/" + p for p in ("eigen", "knn", "manifold", "metric", "parallel", "pixel", "train")]
ALONE = ("TestMNIST|TestFullDisk|TestSpectrum|TestDimension|TestSynthetic|TestShapes(Published|Symmetry|Drawn)"
         "|TestStoredIsRetrained|TestKilledTraining|TestNoRoom|TestGolden|TestLinearDenoisersOfMNIST"
         "|TestTrainingsThatGoNowhere|TestLessonsWarnOfNothing|TestStoredTrainingsAreNotStuck")
# GoMLX's vector loads form a pointer one past the end of a slice, where they read nothing.
NO_POINTER_CHECK = ["-gcflags=github.com/gomlx/compute/...=-d=checkptr=0"]
OFFLINE = (r"module lookup disabled|dial tcp|no such host|proxyconnect|connection (refused|reset)|i/o timeout",
           "modules are missing that only tests of dependencies use, and no registry answers")


@dataclass
class Check:
    name: str
    command: list
    env: dict = field(default_factory=dict)  # what changes in the environment
    needs: str = ""      # a program without which it is not run
    silent: bool = False  # it fails by what it says, not by its status
    expects: str = ""    # a pattern of what it must say
    lacks: tuple = ()    # a pattern of what it says where it cannot run here, and what is missing
    tells: bool = False  # what it says is shown where it passes, too
    alone: bool = False  # it measures time: nothing runs beside it
    hint: str = ""       # what to do where it fails


def unittests(folder):
    """The tests of a folder of Python."""
    return ["python", "-m", "unittest", "discover", "-s", folder]


def vetted(system):
    """go vet for another system. Without optimisation the dependencies, of which
    vet reads the types alone, take two thirds of the time."""
    goos, goarch = system.split("/")
    return Check(f"go vet for {system}", ["go", "vet", "-gcflags=all=-N -l", "./..."],
                 {**PURE_GO, "GOOS": goos, "GOARCH": goarch})


def notebooks(name, *words):
    return Check(name, [*LESSONS, *words], tells=True)


FORMAT = Check("gofmt -s", ["gofmt", "-s", "-l", *FOLDERS], silent=True, hint="run `gofmt -s -w` on these files")
TIDY = Check("go mod tidy", ["go", "mod", "tidy", "-diff"], lacks=OFFLINE, hint="run `.bin/go mod tidy`")
RUFF = Check("ruff", [str(environ.BIN / "check" / "bin" / "ruff"), "check", "--quiet", "--output-format=concise"],
             {"RUFF_CACHE_DIR": str(environ.STATE / "ruff")})
VET = Check("go vet", ["go", "vet", "./..."])
NO_HEADERS = (r"std\w+\.h: No such file", "no libc6-dev")
# A build tag hides what links XLA from every check of pure Go.
VET_XLA = Check("go vet with XLA", ["go", "vet", "-tags=xla", "./lib/backend/..."], {**PURE_GO, "CGO_ENABLED": "1"},
                needs="gcc", lacks=NO_HEADERS)
STATICCHECK = Check("staticcheck", ["staticcheck", "./..."])
IMPORTS = Check("import table", ["go", "test", "-run", "TestImport", "./lib"], expects=r"^ok\b(?!.*no tests to run)",
                hint="no TestImport... ran: the import table must be a test")
SLIDES = Check("slides name what is there", ["go", "run", "./slides", "check"])
AGREE = notebooks("notebooks match their sources", "agree")
# vet has run: go test need not.
GO_TEST = Check("go test", ["go", "test", "-vet=off", "-skip", "^TestPage$", "./..."])
PAGE = Check("the page in a browser", ["go", "test", "-vet=off", "-v", "-run", "^TestPage$", "./page/pack"], alone=True,
             lacks=(r"--- SKIP: TestPage ", "no chromium"))
RACE = Check("race detector", ["go", "test", "-race", "-vet=off", "-skip", ALONE, *NO_POINTER_CHECK, *SHARING],
             {**PURE_GO, "CGO_ENABLED": "1"}, needs="gcc", lacks=NO_HEADERS)
EVERYTHING = [FORMAT, TIDY, RUFF, VET, VET_XLA,
              Check("set-up and notebook rules", unittests("kernel-setup")),
              vetted("darwin/arm64"), GO_TEST, vetted("windows/amd64"), RACE, STATICCHECK,
              Check("site", unittests("site")), Check("checks", unittests("checks")),
              Check("a class graded", ["python", "-m", "unittest", "discover", "-v", "-s", "grading/tests", "-t", "grading"],
                    lacks=(r"nbgrader needs Python 3\.11", "nbgrader needs Python 3.11")),
              Check("the GPU's report", unittests("bench/gpu")), PAGE]
CHECKS = {
    "check": [FORMAT, TIDY, RUFF, VET, VET_XLA, STATICCHECK, IMPORTS, AGREE, SLIDES],
    "test": [*EVERYTHING, notebooks("notebooks", "test")],
    "all": [*EVERYTHING, notebooks("notebooks, all executed", *EXECUTE_ALL)],
    "xla": [VET, Check("XLA agrees with pure Go", ["go", "test", "-v", "-run", "TestBackendsAgree", "./lib/backend"],
                       expects=r"^--- PASS: TestBackendsAgree",
                       hint="TestBackendsAgree did not run: expected XLA's plugin in .bin/xla"),
            Check("go test", ["go", "test", "-vet=off", "./lib/backend", "./lib/ae", "./lib/train"]),
            *(notebooks(f"notebooks {n}, executed", *EXECUTE_ALL, n) for n in ("00", "03", "04", "05"))],
}


def run(check):
    """Runs a check: whether it passed, None where this machine cannot run it; what it said; its seconds."""
    if check.needs and not shutil.which(check.needs):
        return None, f"no {check.needs}", 0
    begin = time.monotonic()
    done = subprocess.run(check.command, cwd=REPO, env={**os.environ, **check.env}, stdin=subprocess.DEVNULL,
                          encoding="utf-8", errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, well = done.stdout.strip(), done.returncode == 0
    if check.lacks and re.search(check.lacks[0], said):
        return None, check.lacks[1], 0
    well = well and not (check.silent and said) and bool(re.search(check.expects, said, re.M))
    if not well and check.hint:
        said = f"{said}\n{check.hint}"
    return well, said, time.monotonic() - begin


def report(check, well, said, seconds):
    """The line of a check, and what it said below it."""
    if well is None:
        print(f"– {check.name:30} not run: {said}", flush=True)
        return
    print(f"{'✓' if well else '✗'} {check.name:30} {seconds:6.1f} s", flush=True)
    if not well or check.tells:
        print("\n".join("  " + line for line in said.splitlines()), flush=True)


def main():
    which = sys.argv[1] if len(sys.argv) == 2 else ""
    if which not in CHECKS:
        sys.exit(__doc__)
    results, pool = [], ThreadPoolExecutor(min(os.cpu_count() or 1, 4))
    try:
        running = {pool.submit(run, c): c for c in CHECKS[which] if not c.alone}
        for future in as_completed(running):
            results.append(future.result()[0])
            report(running[future], *future.result())
        for check in (c for c in CHECKS[which] if c.alone):
            well, said, seconds = run(check)
            results.append(well)
            report(check, well, said, seconds)
    except KeyboardInterrupt:  # the programs that run have it too
        pool.shutdown(cancel_futures=True)
        sys.exit(130)
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(1 if False in results else 0)


if __name__ == "__main__":
    main()
