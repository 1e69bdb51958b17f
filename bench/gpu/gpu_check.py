#!/usr/bin/env python3
"""Tries a machine's NVIDIA GPU and writes a report that can be sent back.

    python3 bench/gpu/gpu_check.py [EPOCHS]

Parity with PyTorch, then the seminar's networks (bench/gpu) for 100 epochs on
pure Go, on XLA for the CPU and on CUDA, each in a process of its own. The report
is written whatever fails, and says it. The choice of the backend stays as it is.
It installs before it measures, as install.py does, and so is Python like that.
"""

import json
import os
import platform
import subprocess
import sys
import threading
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "kernel-setup"))
import choice
import environ
from environ import BIN, REPO

REPORT = REPO / "bench" / "gpu" / "report.md"
BACKENDS = ("go", "xla", "cuda")
TOLERANCE = 1e-4  # relative, of the losses of 64 steps
PROGRAM = BIN / "gpu-check"
HOURS = 3  # what runs longer hangs
TESTS = ["go", "test", "-count=1", "-v", "-run", "Golden|BackendsAgree|KeptFunctions|ExampleOpen",
         "./lib/train", "./lib/backend", "./lib/ae"]


def said(command, env):
    """What a command prints, and whether it went well."""
    try:
        done = subprocess.run(command, cwd=REPO, env=env, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=HOURS * 3600)
    except (OSError, subprocess.TimeoutExpired) as e:
        return str(e), False
    return done.stdout.strip(), done.returncode == 0


def on(backend):
    """The environment in which a backend is forced, CUDA's linkage for all."""
    return {**environ.environ(), "SEMINAR_BACKEND": backend}


class Watch:
    """The most GPU memory in use while it watches, in MiB, as nvidia-smi says."""

    def __init__(self, env):
        self.env, self.most, self.done = env, 0, threading.Event()
        self.before = self.used()
        self.thread = threading.Thread(target=self.run)

    def used(self):
        text, well = said(["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"], self.env)
        first = text.split("\n")[0].strip()
        return int(first) if well and first.isdigit() else 0

    def run(self):
        while not self.done.wait(0.5):
            self.most = max(self.most, self.used())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


def measure(backend, epochs):
    """What bench/gpu measures on a backend, a dictionary for each network; or what it said."""
    print(f"gpu-check: {epochs} epochs on {backend} …", flush=True)
    with Watch(on(backend)) as watch:
        text, well = said([str(PROGRAM), f"-epochs={epochs}"], on(backend))
    if not well:
        return [], text
    results = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    for r in results:
        r["gpu_mb"] = max(0, watch.most - watch.before) if backend == "cuda" else 0
    return results, ""


def apart(losses, reference):
    """The largest relative difference of two rows of losses; nan if one is no number."""
    distances = [abs(a - b) / b for a, b in zip(losses, reference, strict=True)]
    return max(distances) if all(d == d for d in distances) else float("nan")


def table(measured):
    """The measurements as rows of a table, and what is wrong with them."""
    rows, wrong = ["| network | backend | first step, s | first epoch, s | steps/s | ÷ pure Go | MB | GPU MiB "
                   "| test MSE | losses from pure Go's |", "|---|---|---|---|---|---|---|---|---|---|"], []
    reference = {r["network"]: r for r in measured.get("go", [])}
    for backend, results in measured.items():
        for r in results:
            base = reference.get(r["network"])
            distance = apart(r["first_losses"], base["first_losses"]) if base else float("nan")
            if not base:
                wrong.append(f"{backend}, {r['network']}: pure Go has no losses to compare with")
            elif not distance <= TOLERANCE:
                wrong.append(f"{backend}, {r['network']}: losses {distance:.1e} from pure Go's, expected {TOLERANCE:.0e}")
            faster = r["steps_per_second"] / base["steps_per_second"] if base and base["steps_per_second"] else 0
            line = r["backend"].removeprefix("backend: ").split(" (SEMINAR")[0]
            rows.append(f"| {r['network']} | {line} | {r['first_step']:.2f} "
                        f"| {r['first_epoch']:.2f} | {r['steps_per_second']:.0f} | {faster:.2f} | {r['memory_mb']:.0f} "
                        f"| {r['gpu_mb']} | {r['test_mse']:.4f} | {distance:.0e} |")
    return rows, wrong


def facts(env):
    """What the machine is, by heading."""
    cpu = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
    wheels = sorted(p.name.removesuffix(".dist-info") for kind in ("xla", "cuda") for p in (BIN / kind).glob("*.dist-info"))
    return {
        "Machine": f"{cpu[0] if cpu else platform.machine()}, {os.cpu_count()} processors; {platform.platform()}",
        "nvidia-smi": said(["nvidia-smi"], env)[0],
        "Wheels": ", ".join(wheels),
        "Go": said(["go", "version"], env)[0] + "\n" + said(
            ["go", "list", "-m", "github.com/gomlx/gomlx", "github.com/gomlx/compute", "github.com/gomlx/go-xla"], env)[0],
        "Commit": said(["git", "describe", "--always", "--dirty"], env)[0],
    }


def report(name, epochs):
    """Runs everything, writes the report; returns what is wrong, a line each."""
    env = on("cuda")
    wrong = []
    parts = [f"**{heading}**\n\n```\n{text}\n```\n" for heading, text in facts(env).items()]
    print("gpu-check: parity with PyTorch on CUDA …", flush=True)
    text, well = said(TESTS, env)
    wrong += [] if well else ["tests fail on CUDA, see below"]
    parts.append(f"**Tests on CUDA: {'passed' if well else 'FAILED'}**\n\n```\n{text}\n```\n")
    measured = {}
    text, well = said(["go", "build", "-o", str(PROGRAM), "./bench/gpu"], env)
    wrong += [] if well else [f"bench/gpu does not build: {text}"]
    for backend in BACKENDS if well else ():
        measured[backend], fault = measure(backend, epochs)
        wrong += [f"{backend}: {fault}"] if fault else []
    rows, apart_ = table(measured)
    wrong += apart_
    parts.append(f"**{epochs} epochs**\n\n" + "\n".join(rows) + "\n")
    head = [f"# make gpu-check: {name}\n", *(f"- ✗ {w}" for w in wrong), "" if wrong else "✓ all well\n"]
    REPORT.write_text("\n".join([*head, *parts]), encoding="utf-8")
    return wrong


def set_up(part):
    """Does a part of the set-up; ends the program where it is not finished."""
    if subprocess.run([sys.executable, REPO / "kernel-setup" / "install.py", part]).returncode:
        sys.exit("gpu-check: set-up is not finished")


def main():
    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    name, fault = (set_up("setup") or choice.gpu()) if choice.device() else ("", "")
    if not name:
        print("gpu-check: there is no NVIDIA GPU on this machine: nothing to check")
        return
    if fault := fault or choice.unable():
        sys.exit(f"gpu-check: {name}: {fault}")
    set_up("cuda")
    os.environ["SEMINAR_CHOICE"] = "cuda"
    wrong = report(name, epochs)
    print("\n".join(f"gpu-check: ✗ {w}" for w in wrong) or "gpu-check: ✓ all well")
    print(f"gpu-check: the report is {REPORT.relative_to(REPO)}: please send it back")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
