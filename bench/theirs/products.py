"""The matrix products of a training step alone: what a step costs with this
library if all else were free.

    products.py torch|numpy BATCH    by torch.mm (MKL) or numpy.matmul (OpenBLAS)

Forward, gradient of the input, gradient of the weights of every layer, arranged
as PyTorch does; the gradient of the pixels is not needed and not counted.
"""

import sys
from itertools import pairwise

from common import DIMS, THREADS, np, serve

library, batch = sys.argv[1], int(sys.argv[2])
rng = np.random.default_rng(0)


def new(*shape):
    return rng.standard_normal(shape, np.float32)


pairs = []
for layer, (n_in, n_out) in enumerate(pairwise(DIMS)):
    x, w, g = new(batch, n_in), new(n_out, n_in), new(batch, n_out)
    pairs += [(x, w.T), (g.T, x)] + ([(g, w)] if layer else [])
flops = sum(2 * a.shape[0] * a.shape[1] * b.shape[1] for a, b in pairs)
triples = [(a, b, np.empty((a.shape[0], b.shape[1]), np.float32)) for a, b in pairs]
if library == "torch":
    import torch

    torch.set_num_threads(THREADS)
    multiply = torch.mm
    triples = [tuple(map(torch.from_numpy, t)) for t in triples]
else:
    multiply = np.matmul

TIMES = max(1, 20000 // batch)


def once():
    for _ in range(TIMES):
        for a, b, out in triples:
            multiply(a, b, out=out)


once()
serve({"FLOP": flops}, once, TIMES)
