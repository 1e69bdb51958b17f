#!/usr/bin/env python3
"""Makes torch_*.json and torch_*.safetensors: denoisers of all noise levels, trained and sampled by PyTorch.

Usage: make_torch.py MNIST_FOLDER FOLDER        (needs torch, and the four files of MNIST as .gz)

What is needed to repeat it in another language:

- uniform numbers: SplitMix64 from a seed, (next() >> 11)·2⁻⁵³; normal ones: cos(2πv)·√(−2 ln(1−u)) of two of them.
- initial weights from seed 21, in the order of the state_dict, as the Go package's layers() say.
- step t: 16 training images in file order, noise for each number, then for each row ln σ = −0.8 + 1.3·normal, then
  for each row its label, or 10 where a uniform number is below 0.3; all from seed 383.
- Adam with learning rate 0.001; the moving average of the weights with k = min(0.998, t/(t+10)).
- samples: two, of labels 3 and 10, with the weights of the file, 8 steps from 20 to 0.02, all noise from seed 384.
"""
import gzip
import itertools
import json
import math
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

BATCH, STEPS = 16, 64
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return ((z ^ z >> 31) >> 11) * 2.0**-53

    def normal(self):
        u = self.uniform()
        return math.sqrt(-2 * math.log1p(-u)) * math.cos(2 * math.pi * self.uniform())

    def normals(self, *dims):
        n = [np.float32(self.normal()) for _ in range(math.prod(dims))]
        return torch.tensor(np.array(n), dtype=torch.float64).reshape(dims)


class Denoiser(nn.Module):
    picture = False

    def __init__(self, mean, deviation, e=64):
        super().__init__()
        self.level = nn.Linear(32, e)
        self.label = nn.Embedding(11, e)
        logs = torch.linspace(math.log(0.5), math.log(8), 16, dtype=torch.float64)
        self.register_buffer("frequencies", torch.exp(logs), persistent=False)
        self.first_buffers = mean, deviation

    def finish(self):
        mean, deviation = self.first_buffers
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)

    def embedding(self, c, label):
        a = c * self.frequencies.float().to(c.dtype)
        return F.silu(self.level(torch.cat([a.sin(), a.cos()], 1))) + self.label(label)

    def scales(self, sigma):
        v = sigma**2 + self.deviation**2
        return self.deviation**2 / v, sigma * self.deviation / v.sqrt(), 1 / v.sqrt()

    def forward(self, x, sigma, label):
        skip, out, into = self.scales(sigma)
        x = x - self.mean
        f = self.answer(x * into, self.embedding(sigma.log() / 4, label))
        return f if self.picture else self.mean + skip * x + out * f

    def loss(self, clean, noise, sigma, label):
        s = sigma.clamp(min=0.15) if self.picture else sigma
        weight = (s**2 + self.deviation**2) / (s * self.deviation)**2
        return (weight * (self(clean + sigma * noise, sigma, label) - clean)**2).mean()


class MLP(Denoiser):
    def __init__(self, mean, deviation, h=8, picture=False):
        super().__init__(mean, deviation)
        self.picture = picture
        self.first, self.second, self.last = nn.Linear(784, h), nn.Linear(h, h), nn.Linear(h, 784)
        self.to_first, self.to_second = nn.Linear(64, h), nn.Linear(64, h)
        self.finish()

    def answer(self, x, e):
        h = F.relu(self.first(x) + self.to_first(e))
        h = h + F.relu(self.second(h) + self.to_second(e))
        return torch.tanh(self.last(h)) if self.picture else self.last(h)


class Block(nn.Module):
    def __init__(self, i, o, e=64):
        super().__init__()
        self.first, self.second = nn.Conv2d(i, o, 3, padding=1), nn.Conv2d(o, o, 3, padding=1)
        self.told = nn.Linear(e, o)
        if i != o:
            self.around = nn.Conv2d(i, o, 1)

    def forward(self, x, e):
        h = self.first(F.relu(x)) + self.told(e)[:, :, None, None]
        return (self.around(x) if hasattr(self, "around") else x) + self.second(F.relu(h))


class Mix(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.places, self.channels = nn.Linear(49, 49), nn.Conv2d(c, c, 1)

    def forward(self, x):
        return x + self.channels(F.relu(self.places(F.relu(x).flatten(2))).view_as(x))


class UNet(Denoiser):
    def __init__(self, mean, deviation, c=6, c2=10):
        super().__init__(mean, deviation)
        self.place14, self.place7 = nn.Parameter(torch.zeros(c, 14, 14)), nn.Parameter(torch.zeros(c2, 7, 7))
        self.enter, self.down = nn.Conv2d(4, c, 3, padding=1), Block(c, c)
        self.shrink = nn.Conv2d(c, c2, 2, stride=2)
        self.middle = nn.ModuleList([Block(c2, c2), Block(c2, c2)])
        self.mix = nn.ModuleList([Mix(c2), Mix(c2)])
        self.grow, self.up = nn.ConvTranspose2d(c2, c, 2, stride=2), Block(2 * c, c)
        self.leave = nn.Conv2d(c, 4, 3, padding=1)
        self.finish()

    def answer(self, x, e):
        x = F.pixel_unshuffle(x.view(-1, 1, 28, 28), 2)
        fine = self.down(self.enter(x) + self.place14, e)
        m = self.shrink(F.relu(fine)) + self.place7
        for block, mix in zip(self.middle, self.mix):
            m = mix(block(m, e))
        y = self.up(torch.cat([fine, self.grow(F.relu(m))], 1), e)
        return F.pixel_shuffle(self.leave(F.relu(y)), 2).reshape(-1, 784)


# The order in which Go draws, and the scale of a weight where it is not 1.
SCALE = {"leave.weight": 0.1} | {f"{b}.second.weight": 0.3 for b in ("down", "up", "middle.0", "middle.1")}
SCALE |= {f"mix.{i}.places.weight": 0.3 for i in range(2)}
ORDER = ["level", "label", "place14", "place7", "enter", "down.first", "down.second", "down.told", "shrink"]
for i in range(2):
    ORDER += [f"middle.{i}.first", f"middle.{i}.second", f"middle.{i}.told", f"mix.{i}.places", f"mix.{i}.channels"]
ORDER += ["grow", "up.first", "up.second", "up.told", "up.around", "leave", "first", "second", "last", "to_first", "to_second"]


def draw(net, seed):
    s, parameters = SplitMix64(seed), dict(net.named_parameters())
    for layer in ORDER:
        for name in (layer, layer + ".weight", layer + ".bias"):
            p = parameters.get(name)
            if p is None or name.startswith("place"):
                continue
            weight = parameters[layer + ".weight"]
            bound = 0.5 if layer == "label" else SCALE.get(name, 1) / math.sqrt(math.prod(weight.shape[1:]))
            x = [np.float32((2 * s.uniform() - 1) * bound) for _ in range(p.numel())]
            p.data = torch.tensor(np.array(x)).reshape(p.shape)


def norms(named):
    return {n: float(p.detach().norm()) for n, p in named}


def save(path, state):
    header, data = {}, b""
    for name, t in state.items():
        b = t.float().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(b)]}
        data += b
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


@torch.no_grad()
def sample(net, kind, steps=8, highest=20.0, lowest=0.02, rho=7.0):
    g, label = SplitMix64(384), torch.tensor([3, 10])
    i = torch.arange(steps, dtype=torch.float64) / (steps - 1)
    levels = (highest**(1 / rho) + i * (lowest**(1 / rho) - highest**(1 / rho)))**rho
    levels = levels.tolist() + [0.0]
    x = highest * g.normals(2, 784)

    def slope(x, s):
        return (x - net(x, torch.full((2, 1), s, dtype=torch.float64), label)) / s

    for s, t in itertools.pairwise(levels):
        k = slope(x, s)
        if kind == "ancestral":
            up = t * math.sqrt(s * s - t * t) / s
            x = x + (math.sqrt(t * t - up * up) - s) * k
            if up > 0:
                x = x + up * g.normals(2, 784)
            continue
        y = x + (t - s) * k
        if kind == "Heun" and t > 0:
            y = x + (t - s) * (k + slope(y, t)) / 2
        x = y
    return x[:, ::4].flatten().tolist()


def train(net, x, y):
    """64 steps; the losses, and norms before and after them."""
    number = net.mean.dtype
    optimiser, g, losses, gradients = torch.optim.Adam(net.parameters(), 1e-3), SplitMix64(383), [], None
    initial = norms(net.named_parameters())
    average = {k: p.detach().clone() for k, p in net.named_parameters()}
    for t in range(STEPS):
        clean, truth = x[t * BATCH:(t + 1) * BATCH].to(number), y[t * BATCH:(t + 1) * BATCH]
        noise = g.normals(BATCH, 784).to(number)
        sigma = torch.tensor([[float(np.float32(math.exp(-0.8 + 1.3 * g.normal())))] for _ in range(BATCH)], dtype=number)
        label = torch.tensor([10 if g.uniform() < 0.3 else int(v) for v in truth])
        optimiser.zero_grad()
        loss = net.loss(clean, noise, sigma, label)
        loss.backward()
        gradients = gradients or norms((k, p.grad) for k, p in net.named_parameters())
        optimiser.step()
        losses.append(loss.item())
        keep = min(0.998, (t + 1) / (t + 11))
        for k, p in net.named_parameters():
            average[k] = keep * average[k] + (1 - keep) * p.detach()
    return {"initial_norms": initial, "gradient_norms": gradients, "loss": losses,
            "norms": norms(net.named_parameters()), "average_norms": norms(average.items())}


def worst(a, b):
    """The largest relative difference of two lists or dictionaries of numbers."""
    pairs = zip(a, b) if isinstance(a, list) else ((a[k], b[k]) for k in a)
    return max(abs(p - q) / max(abs(q), 1e-3) for p, q in pairs)


def main(folder, out):
    raw = lambda name, skip: np.frombuffer(gzip.open(f"{folder}/{name}").read(), np.uint8, offset=skip)  # noqa: E731
    n = BATCH * STEPS
    x = torch.tensor((raw("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:n].astype(np.float32) / 255 - 0.5) / 0.5)
    y = raw("train-labels-idx1-ubyte.gz", 8)[:n]
    mean = x.double().mean(0).float()
    deviation = ((x - mean).double()**2).mean().sqrt().float().reshape(1)
    for name, make in (("unet", UNet), ("mlp", MLP), ("picture", lambda *a: MLP(*a, picture=True))):
        runs = []
        for number in (torch.float32, torch.float64):
            net = make(mean, deviation)
            draw(net, 21)
            runs.append(train(net.to(number), x, y))
        doc = runs[1]
        # How far PyTorch's own float32 is from its float64, relatively: what the test's tolerances are made of.
        doc["float32_apart"] = {k: worst(v, doc[k]) for k, v in runs[0].items()}
        save(f"{out}/torch_{name}.safetensors", net.state_dict())
        net.load_state_dict({k: v.float().double() for k, v in net.state_dict().items()})
        doc["samples"] = {kind: [round(v, 6) for v in sample(net, kind)] for kind in ("Euler", "Heun", "ancestral")}
        with open(f"{out}/torch_{name}.json", "w") as f:
            json.dump({"torch": torch.__version__, "deviation": float(deviation)} | doc, f)
        print(name, doc["loss"][0], doc["loss"][-1], doc["float32_apart"])


main(*sys.argv[1:])
