"""How the cost grows: time, processor time and memory over the size of the work.

    growth.py             all series (half an hour)
    growth.py SERIES...   only these, into the results that are there
    growth.py table       writes the table again

A series is a row of run.py at rising sizes, its work proven to be the same at
each. All run on one core: there threads do not wait for each other in loops, so
that processor time tells the work whatever else the machine does. Exponents are
those of the processor time. `make bench-growth` runs this; results go into
growth.json, the tables into README.md.
"""

import json
import math
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import report
import run
from rows import HERE, Row, one_core, ours, ours_xla, theirs

RESULTS = HERE / "growth.json"
BEGIN, END = "<!-- growth: begin -->\n", "<!-- growth: end -->\n"
EMNIST = 814255  # images of the largest data set of MNIST's kind; here moved copies of MNIST's stand for them


@dataclass
class Series:
    title: str
    unit: str
    sizes: tuple
    contenders: Callable  # of a size
    tolerance: float = 1e-5
    beyond: tuple = ()    # sizes that are calculated
    memory: int = 1       # the power of the size with which memory grows


def step(*words):
    """One training step, batch 128."""
    return [ours("step", "128", *words), ours_xla("step", "128", *words),
            theirs("PyTorch eager", "torch_bench.py", "step", "eager", "128", *words),
            theirs("JAX jit", "jax_bench.py", "step", "jit", "128", *words)]


def epoch(n):
    """An epoch of n images."""
    return [ours("epoch", str(n)), ours_xla("epoch", str(n)),
            theirs("PyTorch fused", "torch_bench.py", "epoch", "fused", str(n))]


def classical(what, most=EMNIST):
    """Both ways of the classical half; scikit-learn's for at most so many points, as its memory is enough for."""
    return lambda n: [ours(what, str(n)), *[theirs("scikit", "sklearn_bench.py", what, str(n))] * (n <= most)]


SERIES = {
    # Rounding grows along the steps of a deep network.
    "width": Series("A training step over the width of the network 784-w-w-3-w-w-784", "ms", (64, 128, 256, 512, 1024),
                    lambda w: step(str(w), "2"), 1e-3),
    "layers": Series("A training step over the number of hidden layers of width 128, on either side", "ms", (1, 2, 4, 8, 16),
                     lambda n: step("128", str(n)), 1e-3),
    "epoch": Series("An epoch with evaluation over the number of images", "s", (15000, 60000, 240000, EMNIST), epoch, 0.3,
                    (6000000,)),
    # scikit-learn sums in float32: its share of the variance is off by 6e-5 at 240 000 images.
    "pca": Series("PCA over the number of images", "s", (15000, 60000, 240000, EMNIST), classical("pca"), 1e-3, (6000000,)),
    "queries": Series("The 10 nearest of n images to 1000", "s", (60000, 240000, EMNIST), classical("among"),
                      beyond=(6000000,)),
    "all": Series("The 10 nearest of each of n images", "s", (7500, 15000, 30000, 60000), classical("others"),
                  beyond=(600000, EMNIST, 6000000)),
    "tree": Series("The 10 nearest of each of n points in 3 dimensions", "s", (10000, 60000, 240000, EMNIST),
                   classical("tree"), beyond=(6000000,)),
    "trust": Series("Trustworthiness over the number of images", "s", (5000, 10000, 20000, 60000),
                    classical("trustworthiness", 20000), beyond=(600000, EMNIST)),
    "isomap": Series("Isomap over the number of points", "s", (1000, 2000, 4000, 8000, 16000), classical("isomap"), 1e-4,
                     (60000, 600000), memory=2),
    "landmarks": Series("Isomap with 300 landmarks over the number of points", "s", (6000, 15000, 60000, 240000),
                        classical("landmarks", 0), beyond=(600000, 6000000)),
}


def measure(series, found):
    """Adds to found what each size of the series took. What takes long, the two greatest, works once."""
    for i, n in enumerate(series.sizes):
        row = Row(f"{series.title}: {n}", "", series.unit, 3 if series.unit == "ms" or i < len(series.sizes) - 2 else 1,
                  [one_core(c) for c in series.contenders(n)], series.tolerance)
        for name, said in run.measure(row).items():
            found.setdefault(name, []).append({"size": n, **said})
            run.progress(f"{name}: {min(said['cpu']):.1f} ms of processor time\n")


def exponents(points):
    """The powers of the size with which processor time grows from each size to the next."""
    points = [(math.log(p["size"]), math.log(min(p["cpu"]))) for p in points]
    return [(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in pairwise(points)]


def calculated(series, points, size):
    """What a size takes that was not measured, continued from the last two: processor time as a power of the size,
    memory as a constant and a known power; 0 MB where it did not grow."""
    before, last = points[-2:]
    powers = [n ** series.memory for n in (before["size"], last["size"], size)]
    each = (last["mb"] - before["mb"]) / (powers[1] - powers[0])
    return {"cpu": [min(last["cpu"]) * (size / last["size"]) ** exponents(points)[-1]],
            "mb": last["mb"] + each * (powers[2] - powers[1]) if each > 0 else 0}


def long(ms, unit):
    """A time; minutes and hours where seconds are many."""
    if unit == "s" and ms >= 600e3:
        return f"{ms / 60e3:.0f} min" if ms < 7200e3 else f"{ms / 3600e3:.1f} h" if ms < 172800e3 else f"{ms / 86400e3:.0f} d"
    return report.number(ms, unit)


def table(series, found):
    """Processor time · memory of each contender at each size, in italics what is calculated; its exponent."""
    lines = [f"| size | {' | '.join(f'**{n}**' if n.startswith('ours') else n for n in found)} |", "|---" * (len(found) + 1) + "|"]
    for size in sorted({*series.sizes, *series.beyond}):
        cells = []
        for points in found.values():
            known = [p for p in points if p["size"] == size]
            p = known[0] if known else calculated(series, points, size)
            mb = f" · {p['mb']:.0f} MB" if p["mb"] < 10e3 else f" · {p['mb'] / 1e3:.0f} GB"
            cell = long(min(p["cpu"]), series.unit) + mb * (p["mb"] > 0)
            cells.append(cell if known else f"*{cell}*")
        lines.append(f"| {size:,} | {' | '.join(cells)} |".replace(",", " "))
    cells = []
    for points in found.values():
        e = exponents(points)
        cells.append(f"{e[-1]:.2f} ({min(e):.2f} – {max(e):.2f})")
    return "\n".join([*lines, f"| exponent of the last two, of all | {' | '.join(cells)} |"]) + "\n"


def write(results):
    """Writes the tables between the marks of README.md."""
    m = results["machine"]
    parts = [f"{m['cpu']}, {m['cores']} cores, {m['vectors']}, {m['memory']}.\n"]
    for name, series in SERIES.items():
        if name in results["series"]:
            parts += [f"#### {series.title}, {series.unit}\n", table(series, results["series"][name]["found"])]
    old = report.README.read_text()
    head, rest = old.split(BEGIN)
    report.README.write_text(head + BEGIN + "\n".join(parts) + END + rest.split(END)[1])


def main():
    wanted = sys.argv[1:] or list(SERIES)
    if wanted == ["table"]:
        return write(json.loads(RESULTS.read_text()))
    if wrong := set(wanted) - set(SERIES):
        sys.exit(f"growth: {', '.join(wrong)}: expected some of {', '.join(SERIES)}")
    run.build()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"series": {}}
    for name in wanted:
        found = {}
        measure(SERIES[name], found)
        results["machine"] = report.machine()
        results["series"][name] = {"load": os.getloadavg()[1], "found": found}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    write(results)


if __name__ == "__main__":
    main()
