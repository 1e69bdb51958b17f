"""Writes what run.py measured: results.json, the table in README.md, bench.png.

    report.py    again, from results.json
"""

import json
import os
import platform
import re
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
RESULTS, README = HERE / "results.json", HERE / "README.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
GROUPS = {  # in the order of the tables; what stands before the row's name
    "step": "A training step", "conv": "A training step of the convolutional network", "epoch": "An epoch", "hundred": "",
    "code": "Encode and decode", "start": "Start", "curve": "",
    "one core": "", "classical": "The classical half", "cell": "A cell"}


def machine():
    """What the machine is, as far as it says."""
    info = Path("/proc/cpuinfo").read_text()
    flags = re.search(r"^flags\s*: (.*)$", info, re.M)
    flags = flags[1].split() if flags else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {"cpu": re.search(r"^model name\s*: (.*)$", info, re.M)[1], "cores": len(os.sched_getaffinity(0)),
            "vectors": "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2",
            "memory": f"{memory:.0f} GB", "system": platform.platform(terse=True), "python": platform.python_version()}


def versions():
    """The versions of what is compared."""
    pins = (REPO / "uv.lock").read_text()
    modules = (REPO / "go.mod").read_text()
    found = [name + re.search(f'^name = "{name}"\nversion = "([^"]+)"', pins, re.M).expand(r" \1")
             for name in ("torch", "jax", "numpy", "scikit-learn", "scikit-dimension")]
    found += [name + re.search(f"/{name} v([^ \n]+)", modules).expand(r" \1") for name in ("gomlx", "compute", "go-xla")]
    return ", ".join(found)


def number(ms, unit):
    """A time with three digits."""
    v = ms if unit == "ms" else ms / 1e3
    return f"{v:.0f}" if v >= 100 else f"{v:.1f}" if v >= 10 else f"{v:.2f}"


def ratio(ours, times):
    """The median over the rounds of ours to theirs, each round's own."""
    if ours is None or ours is times:
        return ""
    return f"{statistics.median(o / t for o, t in zip(ours, times)):.2f}"


def table(rows):
    """A Markdown table: a line for each contender of each row."""
    lines = ["| | contender | median | least – greatest | pure Go ÷ it | XLA ÷ it | peak MB |", "|---|---|---|---|---|---|---|"]
    for row in rows:
        pure, xla = (row["found"].get(name, {"ms": None})["ms"] for name in ("ours, pure Go", "ours, XLA"))
        for i, (name, found) in enumerate(row["found"].items()):
            t = found["ms"]
            cells = [f"{row['name']}, {row['unit']}" if i == 0 else "", f"**{name}**" if name.startswith("ours") else name,
                     number(statistics.median(t), row["unit"]),
                     "" if len(t) == 1 else f"{number(min(t), row['unit'])} – {number(max(t), row['unit'])}",
                     ratio(pure, t), ratio(xla, t), f"{found['mb']:.0f}" if "mb" in found else ""]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def curve(rows):
    """The cost over the batch: ms a step, a column for each contender."""
    names = list(rows[0]["found"])
    lines = [f"| {' | '.join(['', *names])} |", "|---" * (len(names) + 1) + "|"]
    for row in rows:
        cells = (number(statistics.median(row["found"][n]["ms"]), "ms") for n in names)
        lines.append(f"| {row['name'].removeprefix('training step, ')} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def busy(m):
    """Whether other programs used the machine too: contenders alone load their cores."""
    return m["load"] > m["cores"] + 1


def drawn(results):
    """Whether there is a picture: of the training step, and none of a busy machine."""
    return not busy(results["machine"]) and any(r["group"] == "step" for r in results["rows"])


def text(results):
    """What stands between the marks of README.md."""
    m = results["machine"]
    parts = [f"{m['cpu']}, {m['cores']} cores, {m['vectors']}, {m['memory']}; {m['system']}, Python {m['python']}; {versions()}. "
             f"Load average at the end: {m['load']:.1f} (about {m['cores']} is this program alone)."
             + (" A quick run.\n" if results["quick"] else "\n")]
    if busy(m):
        parts.append("**Other programs ran at the same time: the rows of PyTorch, scikit-learn, MKL and OpenBLAS, whose threads wait "
                     "for each other in loops, are far too slow, and ratios to them too low.** Run it again on a quiet machine.\n")
    elif drawn(results):
        parts.append("![A training step by contender](bench.png)\n")
    for group, title in GROUPS.items():
        rows = [r for r in results["rows"] if r["group"] == group]
        if not rows:
            continue
        if group == "curve":
            known = [r for r in results["rows"] if r["group"] == "step"]
            by_batch = sorted(rows + known, key=lambda r: int(r["name"].rsplit(" ", 1)[1]))
            parts += ["### The cost over the batch, ms a step\n", curve([
                {**r, "found": {n: r["found"][n] for n in rows[0]["found"]}} for r in by_batch])]
        elif group == "one core":
            parts += ["### On one core, ms a step\n", curve(rows)]
        else:
            parts += [f"### {title}\n"] if title else []
            parts.append(table(rows))
    return "\n".join(parts)


def keep(results):
    """Writes results.json."""
    results["machine"]["load"] = os.getloadavg()[2]
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


def write(results):
    """Writes the table and the picture."""
    old = README.read_text()
    head, rest = old.split(BEGIN)
    README.write_text(head + BEGIN + text(results) + END + rest.split(END)[1])
    if drawn(results):
        subprocess.run(["go", "run", "./bench/picture"], cwd=REPO, check=True)


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(__doc__)
    write(json.loads(RESULTS.read_text()))
