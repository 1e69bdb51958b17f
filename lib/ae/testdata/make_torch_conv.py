#!/usr/bin/env python3
"""Makes torch_conv.safetensors and torch_conv.json: ae.SmallConv with fewer channels, by PyTorch.

Usage: make_torch_conv.py FOLDER        (needs torch and safetensors)
"""
import json
import math
import sys

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(20)


class ConvAutoencoder(nn.Module):
    def __init__(self, c1=4, c2=6, latent=5):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)),
            nn.Conv2d(1, c1, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(c1, c2, 3, stride=2, padding=1), nn.ReLU(),
            nn.Flatten(), nn.Linear(c2 * 49, latent))
        self.decoder = nn.Sequential(
            nn.Linear(latent, c2 * 49), nn.ReLU(),
            nn.Unflatten(1, (c2, 7, 7)),
            nn.Upsample(scale_factor=2), nn.Conv2d(c2, c1, 3, padding=1), nn.ReLU(),
            nn.Upsample(scale_factor=2), nn.Conv2d(c1, 1, 3, padding=1), nn.Tanh(),
            nn.Flatten())

    def forward(self, x):
        return self.decoder(self.encoder(x))


m = ConvAutoencoder()
save_file(m.state_dict(), f"{sys.argv[1]}/torch_conv.safetensors")
m = m.double()
x = torch.tensor([[math.sin(0.01 * i * (r + 1)) for i in range(784)] for r in range(4)], dtype=torch.float64)
loss = nn.functional.mse_loss(m(x), x)
loss.backward()
with torch.no_grad():
    doc = {"torch": torch.__version__, "input": "row r, column i: sin(0.01 i (r+1))", "codes": m.encoder(x).tolist(),
           "pixels": m(x)[:, ::100].tolist(), "mse": float(loss),
           "gradient_norms": {n: float(p.grad.norm()) for n, p in m.named_parameters()}}
json.dump(doc, open(f"{sys.argv[1]}/torch_conv.json", "w"), indent=1)
