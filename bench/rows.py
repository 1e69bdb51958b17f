"""What `make bench` times: rows of contenders, the seminar's own first."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
FOLDER = REPO / ".jupyter" / "bench"
BUILT = {"go": ("go", str(FOLDER / "ours-go")), "xla": ("xla", str(FOLDER / "ours-xla")), "mnist": ""}


@dataclass
class Contender:
    name: str
    command: list
    env: dict = field(default_factory=dict)
    python: bool = False


@dataclass
class Row:
    name: str
    group: str
    unit: str
    rounds: int
    contenders: list
    tolerance: float = 1e-4  # relative: of what the contenders say that they computed
    total: bool = False      # the rounds together are what is told


def ours(*words):
    """The seminar in pure Go."""
    return Contender("ours, pure Go", [BUILT["go"][1], *words], {"SEMINAR_BACKEND": "go"})


def ours_xla(*words):
    """The seminar on XLA."""
    env = {"SEMINAR_BACKEND": "xla", "SEMINAR_PLUGINS": str(REPO / ".bin" / "xla"), "TF_CPP_MIN_LOG_LEVEL": "3"}
    return Contender("ours, XLA", [BUILT["xla"][1], *words], env)


def theirs(name, script, *words):
    """A script of theirs/."""
    return Contender(name, [sys.executable, str(HERE / "theirs" / script), *words], python=True)


def one_core(c):
    """The same contender on one core."""
    return Contender(c.name, ["taskset", "-c", str(min(os.sched_getaffinity(0))), *c.command], c.env, c.python)


def step(batch, rounds):
    """One training step: all contenders."""
    b = str(batch)
    modes = ["eager", "fused"] + (["compile"] if shutil.which("g++") else [])
    return Row(f"training step, batch {batch}", "step", "ms", rounds, [
        ours("step", b), ours_xla("step", b),
        *(theirs(f"PyTorch {m}", "torch_bench.py", "step", m, b) for m in modes),
        *(theirs(f"JAX {m}", "jax_bench.py", "step", m, b) for m in ("jit", "scan")),
        theirs("products alone, MKL", "products.py", "torch", b),
        theirs("products alone, OpenBLAS", "products.py", "numpy", b)])


def conv(batch, rounds):
    """One training step of the convolutional network: all contenders."""
    b = str(batch)
    modes = ["eager", "fused", "channels-last"] + (["compile"] if shutil.which("g++") else [])
    # XLA on the CPU takes a slow way through convolutions within a scan: minutes a round at 1024.
    jitted = ("jit", "scan") if batch < 1024 else ("jit",)
    return Row(f"convolutional network, batch {batch}", "conv", "ms", rounds, [
        ours("conv", b), ours_xla("conv", b),
        *(theirs(f"PyTorch {m}", "torch_bench.py", "conv", m, b) for m in modes),
        *(theirs(f"JAX {m}", "jax_bench.py", "conv", m, b) for m in jitted)])


def curve(batch, cores, rounds=3):
    """One training step at another batch, or on one core: the main contenders."""
    b = str(batch)
    contenders = [ours("step", b), ours_xla("step", b), theirs("PyTorch eager", "torch_bench.py", "step", "eager", b),
                  theirs("JAX jit", "jax_bench.py", "step", "jit", b)]
    if cores == 1:
        return Row(f"training step, batch {batch}, one core", "one core", "ms", rounds, [one_core(c) for c in contenders])
    return Row(f"training step, batch {batch}", "curve", "ms", rounds, contenders)


CLASSICAL = [  # name, contender, points of the full run, of the quick one, tolerance
    ("PCA of {} × 784", "pca", (15000, 60000), 60000, 2e-5),  # scikit-learn stays in float32
    ("10 nearest of 60 000 × 784 to {}", "neighbours", (1000, 10000), 1000, 1e-5),
    ("trustworthiness of {} × 784", "trustworthiness", (2000, 10000), 2000, 1e-5),  # ties of float32 distances
    ("dimension by MLE of {} × 784", "mle", (5000, 60000), 5000, 1e-5),
    ("dimension by TwoNN of {} × 784", "twonn", (5000, 60000), 5000, 1e-5),
    ("Isomap of {} × 3", "isomap", (1500, 5000), 1500, 1e-4),  # of an iterative solver
]
LONG = {("mle", 60000), ("twonn", 60000)}  # one round: each takes scikit-dimension minutes


def classical(quick):
    """The rows of the classical half, in the full run at two sizes: so the growth shows."""
    for name, what, sizes, few, tolerance in CLASSICAL:
        for n in (few,) if quick else sizes:
            rounds = 2 if quick else 3
            if what == "pca" or n == sizes[0]:
                rounds *= 3  # a second at most
            if (what, n) in LONG:
                rounds = 1
            yield Row(name.format(f"{n:,}".replace(",", " ")), "classical", "s", rounds,
                      [ours(what, str(n)), theirs("scikit", "sklearn_bench.py", what, str(n))], tolerance)


def rows(quick):
    """All rows, in the order of the table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    few = 3 if quick else 7
    yield step(128, few)
    yield step(1024, 3)
    for batch in (128,) if quick else (16, 128, 1024):
        yield conv(batch, 3)
    # Shuffled by another chance: the losses after an epoch are near, not equal.
    epochs = [ours("epoch"), ours_xla("epoch")]
    epochs += [theirs(f"PyTorch {m}", "torch_bench.py", "epoch", m) for m in ("eager", "fused")]
    epochs.append(theirs("the slides' script", "torch_bench.py", "slides"))
    yield Row("epoch of 469 steps with evaluation", "epoch", "s", 1 if quick else 3, epochs, 0.15)
    yield Row("the slides' 100 epochs with evaluation", "hundred", "s", 100, epochs, 0.15, total=True)
    yield Row("encode and decode 10 000 images", "code", "ms", few, [
        ours("code"), ours_xla("code"), theirs("PyTorch", "torch_bench.py", "code"), theirs("JAX", "jax_bench.py", "code")])
    if not quick:
        for batch in (16, 32, 64, 256, 512, 2048, 4096, 8192):
            yield curve(batch, 2)
        for batch in (128, 1024):
            yield curve(batch, 1)
    yield from classical(quick)

ONCE = [ours("first"), ours_xla("first"), theirs("PyTorch eager", "torch_bench.py", "first"),
        theirs("JAX jit", "jax_bench.py", "first")]
