"""What the Python contenders share: the data, the weights to start from, and
the conversation with bench/run.py.

A contender prints a line of JSON when it is ready: what it computed, by which
its work is proven to be everybody's. Then for each line that it reads it works
once and prints a line: how many milliseconds that took.
"""

import gzip
import json
import os
import sys
import time
from itertools import pairwise

os.environ.pop("OPENBLAS_CORETYPE", None)  # where a machine sets it, it slows numpy
THREADS = len(os.sched_getaffinity(0))

import numpy as np  # noqa: E402  after the environment that it reads



def widths(width=0, layers=0):
    """The widths of AE-3, or of a network of three numbers with as many hidden layers of a width on either side."""
    hidden = [int(width)] * int(layers) or [128, 64, 12]
    return [784, *hidden, 3, *hidden[::-1], 784]


DIMS = widths()
CONV = [(16, 1, 3, 3), (32, 16, 3, 3), (16, 1568), (1568, 16), (16, 32, 3, 3), (1, 16, 3, 3)]  # ae.SmallConv's weights
MOVED = [0, 1, -1, 28, -28, 29, -29, 27, -27, 2, -2, 56, -56, 30]  # places that pixels of each copy of MNIST go on
SEED = 382
PASS = 117  # steps of a pass at most: three calls of the seminar's loop on XLA
CONV_PASS = 32  # the same of the convolutional network


def pixels(split):
    """MNIST's images, n x 784 bytes, from $MNIST; split is "train" or "t10k"."""
    with gzip.open(os.path.join(os.environ["MNIST"], f"{split}-images-idx3-ubyte.gz")) as f:
        return np.frombuffer(f.read(), np.uint8, offset=16).reshape(-1, 784)


def images(split, n=0):
    """n of MNIST's images, all by default; where n is more than there are, all once more with their pixels moved,
    as bench/ours does it."""
    x = pixels(split)
    if n <= len(x):
        return x[:n or len(x)]
    return np.concatenate([np.roll(x[:n - i * len(x)], by, 1) for i, by in zip(range(-(-n // len(x))), MOVED)])


def unit(split, n=0):
    """MNIST on [0, 1] in float32."""
    x = images(split, n).astype(np.float32)
    x /= np.float32(255)
    return x


def signed(split, n=0):
    """MNIST on [-1, 1] in float32."""
    x = unit(split, n)
    x -= np.float32(0.5)
    x /= np.float32(0.5)
    return x


def draws(n):
    """n uniform numbers in [0, 1) by SplitMix64 (Steele, Lea and Flood 2014)."""
    with np.errstate(over="ignore"):
        z = np.uint64(SEED) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def dense(dims):
    """The shapes of the weights of fully connected layers."""
    return [(n_out, n_in) for n_in, n_out in pairwise(dims)]


def parameters(weights=None):
    """Per layer the weights, of the shapes [out, in, ...], then the bias [out],
    uniform in +-1/sqrt(inputs of one output): PyTorch's default, and what
    ae.Init of SEED draws. By default those of AE-3."""
    weights = weights or dense(DIMS)
    u, at, out = draws(sum(int(np.prod(w)) + w[0] for w in weights)), 0, []
    for weight in weights:
        bound = 1 / np.sqrt(np.prod(weight[1:]))
        for shape in (weight, weight[:1]):
            n = int(np.prod(shape))
            out.append(((2 * u[at:at + n] - 1) * bound).astype(np.float32).reshape(shape))
            at += n
    return out


def serve(proof, once, units=1):
    """Talks as the head of this file says; once works, on `units` of what is counted."""
    print(json.dumps(proof), flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        once()
        print((time.perf_counter() - began) * 1e3 / units, flush=True)
