#!/usr/bin/env python3
"""Makes golden_objectives.json: an equivariant autoencoder and a variational one, trained 64 steps by PyTorch.

Usage: make_golden_objectives.py SEED MNIST_FOLDER OUT.json        (needs torch and numpy)

Initial weights by SplitMix64(SEED), batches in file order, Adam with coupled decay: all as in golden_a.json. What is
drawn is given too: angle k of SplitMix64(SEED+1) is (2u−1)·30°, one for each image in order; noise k of
SplitMix64(SEED+2) is √(−2 ln(1−u))·cos(2πv), u and v the next two draws, ten for each image in order.

equivariant  AE-3, pixels on [-1,1]; x̃ is x sheared by a, far = h(x) + (a/10°, 0, 0):
             ½ mse(x, g(h(x))) + ½ mse(x̃, g(far)) + 0.05 mse(far, h(x̃))
vae          784-128-64-(10+10) and 10-64-128-784 with a sigmoid, pixels on [0,1], β = 4:
             mean cross-entropy + β·KL/784

A seed serves where float32 and float64 take the same side of every ReLU. With 2 PyTorch's own float32 parts from its
float64 by 2e-3, and with 382 another implementation's did: step 3 has a sum of 6e-8 before a ReLU, less than float32
rounds it by. The file in use has seed 1; the line printed says how near to 0 its sums come.
"""
import gzip
import itertools
import json
import math
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

MASK, STEPS, BATCH = (1 << 64) - 1, 64, 128


class ReLU(nn.ReLU):
    """Notes the least size of what it is given."""
    nearest = math.inf

    def forward(self, x):
        ReLU.nearest = min(ReLU.nearest, float(x.detach().abs().min()))
        return super().forward(x)


class SplitMix64:
    def __init__(self, seed): self.s = seed & MASK
    def uniform(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & MASK
        z = self.s
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0 ** -53


def draw(g, n, n_in):
    return np.array([(2 * g.uniform() - 1) / math.sqrt(n_in) for _ in range(n)], np.float64).astype(np.float32)


def half(g, dims, dtype, last=None):
    """Linear layers with ReLU between, uniform in ±1/sqrt(in), drawn in float64 and rounded to float32."""
    layers = []
    for i, (n_in, n_out) in enumerate(itertools.pairwise(dims)):
        linear = nn.Linear(n_in, n_out).to(dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(draw(g, n_in * n_out, n_in).reshape(n_out, n_in)))
            linear.bias.copy_(torch.tensor(draw(g, n_out, n_in)))
        layers += [linear] if i == len(dims) - 2 else [linear, ReLU()]
    return nn.Sequential(*layers, *([last] if last else []))


def images(folder, split, n):
    with gzip.open(f"{folder}/{split}-images-idx3-ubyte.gz") as f:
        raw = f.read()
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784)[:n].astype(np.float32) / np.float32(255)


def sheared(x, degrees):
    """Images on [-1,1] that lean farther to the right; the row y below the middle of the ink shows what is y·tan(a) to its right."""
    ink = x.view(-1, 28, 28) + 1
    middle = (ink.sum(2) * torch.arange(28, dtype=x.dtype)).sum(1) / ink.sum((1, 2))
    t = torch.zeros(len(x), 2, 3, dtype=x.dtype)
    t[:, 0, 0] = t[:, 1, 1] = 1
    t[:, 0, 1] = torch.tan(torch.deg2rad(degrees))
    t[:, 0, 2] = -t[:, 0, 1] * ((2 * middle + 1) / 28 - 1)
    grid = F.affine_grid(t, (len(x), 1, 28, 28), align_corners=False)
    return F.grid_sample(ink.view(-1, 1, 28, 28), grid, align_corners=False).reshape(-1, 784) - 1


def run(seed, folder, which, dtype):
    torch.set_num_threads(1)
    n, g = STEPS * BATCH, SplitMix64(seed)
    x, test = images(folder, "train", n), images(folder, "t10k", 1000)
    if which == "equivariant":
        x, test = ((a - np.float32(0.5)) / np.float32(0.5) for a in (x, test))
        enc, dec = half(g, [784, 128, 64, 12, 3], dtype), half(g, [3, 12, 64, 128, 784], dtype, nn.Tanh())
        u = SplitMix64(seed + 1)
        drawn = torch.tensor([(2 * u.uniform() - 1) * 30 for _ in range(n)], dtype=torch.float64).to(dtype)
        code = enc

        def loss(x, a):
            x1, z = sheared(x, a), enc(x)
            far = z + torch.stack([a / 10, 0 * a, 0 * a], 1)
            return (F.mse_loss(dec(z), x) + F.mse_loss(dec(far), x1)) / 2 + 0.05 * F.mse_loss(enc(x1), far)
    else:
        enc, dec = half(g, [784, 128, 64, 20], dtype), half(g, [10, 64, 128, 784], dtype, nn.Sigmoid())
        u = SplitMix64(seed + 2)
        drawn = torch.tensor([math.sqrt(-2 * math.log(1 - u.uniform())) * math.cos(2 * math.pi * u.uniform()) for _ in range(10 * n)],
                             dtype=torch.float64).view(n, 10).to(dtype)
        def code(x):
            return enc(x)[:, :10]

        def loss(x, noise):
            mean, logvar = enc(x).chunk(2, 1)
            y = dec(mean + (logvar / 2).exp() * noise)
            kl = (mean ** 2 + logvar.exp() - logvar - 1).sum(1).mean() / 2
            return F.binary_cross_entropy(y, x) + 4 * kl / 784
    x, test = torch.tensor(x).to(dtype), torch.tensor(test).to(dtype)
    m = nn.ModuleDict({"encoder": enc, "decoder": dec})
    opt = torch.optim.Adam(m.parameters(), lr=1e-3, weight_decay=1e-5)
    res = {"loss": [], "norm": {}, "drawn": [float(v) for v in drawn.flatten()[:4]]}
    if which == "equivariant":
        res["sheared_image_0"] = [float(v) for v in sheared(x[:1], drawn[:1])[0]]
    for t in range(STEPS):
        s = slice(t * BATCH, (t + 1) * BATCH)
        value = loss(x[s], drawn[s])
        opt.zero_grad()
        value.backward()
        opt.step()
        res["loss"].append(float(value.detach()))
        if t + 1 in (1, 8, 64):
            res["norm"][str(t + 1)] = {k: float(p.detach().double().norm()) for k, p in m.named_parameters()}
    with torch.no_grad():
        res["code_of_first_8_test_images"] = [[float(v) for v in r] for r in code(test[:8])]
        res["reconstruction_of_test_image_0"] = [float(v) for v in dec(code(test[:1]))[0]]
        res["test_mse_first_1000"] = float(F.mse_loss(dec(code(test)), test))
    return json.loads(json.dumps(res), parse_float=lambda s: float(f"{float(s):.10g}"))


if __name__ == "__main__":
    seed, folder, path = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    doc = {"seed": seed, "torch": torch.__version__}
    for which in ("equivariant", "vae"):
        ReLU.nearest = math.inf
        doc[which] = run(seed, folder, which, torch.float64)
        nearest = ReLU.nearest
        single = run(seed, folder, which, torch.float32)["loss"]
        d = max(abs(a - b) / b for a, b in zip(single, doc[which]["loss"]))
        print(which, doc[which]["loss"][0], "->", doc[which]["loss"][-1], "; float32 against float64: greatest relative difference", d,
              "; nearest to a ReLU's edge:", nearest)
    json.dump(doc, open(path, "w"), indent=0)
