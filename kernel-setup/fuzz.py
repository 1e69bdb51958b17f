"""Feeds damaged input to every parser of the project: `make fuzz`.

    fuzz.py [SECONDS]    for each parser; 60 where none are named

The Go parsers by Go's own fuzzer, which keeps an input that breaks one in the
package's testdata/fuzz, as a test from then on. The Python ones by random
damage from a seed, which a finding names. Exit 1 where anything was found.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cells
import environ
import notebooks
import sync
import work
from environ import REPO

GO = {"idx files": ("./datasets", "FuzzIDX"), "weights files": ("./lib/train", "FuzzParse"),
      "PCA files": ("./lib/manifold", "FuzzPCA")}


def damaged(data, rng):
    """The bytes with one to five damages: flipped, cut, doubled, moved, foreign."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        what = rng.randrange(5)
        if what == 0 and data:
            data[min(a, len(data) - 1)] ^= 1 << rng.randrange(8)
        elif what == 1:
            del data[a:b]
        elif what == 2:
            data[a:a] = data[a:min(b, a + 200)]
        elif what == 3:
            data = data[b:] + data[a:b] + data[:a]
        else:
            data[a:a] = rng.choice([b"```", b"---\n", b"\n\n\n", b"{", b"\x00", b"%%", "가".encode(), b"<!-- #region -->"])
    return bytes(data)


def source(data):
    """A source is refused by a ValueError, or makes a notebook that makes it again."""
    nb = notebooks.read(data.decode(errors="replace"))
    try:
        text = sync.source_text(nb)
    except sync.Refused:
        return
    again = notebooks.read(text)
    assert cells.written(again) == cells.written(nb), "the source that was written makes another notebook"


def notebook(data):
    """A notebook's file is none, or can be told from an edited one."""
    with tempfile.NamedTemporaryFile() as f:
        f.write(data)
        f.flush()
        nb = work.read(Path(f.name))
    if nb is not None:
        cells.held(nb)
        cells.written(nb)


def settings(data):
    """The remembered backend is one of the three, whatever .bin/backend holds; the
    list of issued copies, whatever it holds, lists hashes."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        environ.CHOICE = folder / "backend"
        environ.CHOICE.write_bytes(data)
        assert environ.backend() in environ.BACKENDS
        (folder / work.LISTED).write_bytes(data)
        assert work.Copies(folder, folder).seen <= work.Copies(folder, folder).issued


def python(name, parse, seeds, seconds):
    """Damages the seeds for some seconds; returns what was found."""
    end, rng, tried = time.monotonic() + seconds, random.Random(1), 0
    while time.monotonic() < end:
        data = damaged(rng.choice(seeds), rng)
        tried += 1
        try:
            parse(data)
        except ValueError:
            pass
        except Exception as e:
            path = REPO / ".jupyter" / f"fuzz-{name.replace(' ', '-')}"
            path.write_bytes(data)
            return f"{type(e).__name__}: {e}: input {tried} of seed 1, kept as {path}"
    print(f"✓ {name:20} {tried} inputs in {seconds} s", flush=True)
    return ""


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    found = []
    for name, (package, test) in GO.items():
        done = subprocess.run(["go", "test", "-run", "^$", "-fuzz", f"^{test}$", f"-fuzztime={seconds}s", package],
                              cwd=REPO, capture_output=True, text=True)
        if done.returncode:
            found.append(f"{name}: {done.stdout[-2000:]}{done.stderr[-500:]}")
        else:
            print(f"✓ {name:20} {done.stdout.strip().splitlines()[-3] if done.stdout.count(chr(10)) > 3 else ''}", flush=True)
    texts = [p.read_bytes() for p in notebooks.sources()]
    files = [p.read_bytes() for p in sorted((REPO / "notebooks" / "solutions").glob("*.ipynb"))]
    small = [b"go\n", b"xla\n", b"cuda\n", b"", b"\ncoming 0a1b weights/a.bin\nthere 0a1b weights/a.bin"]
    for name, parse, seeds in (("notebook sources", source, texts), ("notebook files", notebook, files),
                               ("settings", settings, small)):
        if fault := python(name, parse, seeds, seconds):
            found.append(f"{name}: {fault}")
    print("".join(f"✗ {f}\n" for f in found), end="")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
