#!/usr/bin/env python3
"""Makes frechet.json: Fréchet distances by scipy's matrix square root.

Usage: make_frechet.py FOLDER        (needs numpy and scipy)
"""
import json
import sys

import numpy as np
import scipy
from scipy.linalg import sqrtm


def points(n, d, turn, scale, shift, rank):
    """Row i, column j: scale·Σ_k sin(0.7 i (k+1) + turn)·cos(0.3 (k+1) (j+1)) + shift·j, as float32."""
    i, j, k = np.arange(n)[:, None, None], np.arange(d)[None, :, None], np.arange(rank)[None, None, :]
    x = scale * (np.sin(0.7 * i * (k + 1) + turn) * np.cos(0.3 * (k + 1) * (j + 1))).sum(2) + shift * np.arange(d)
    return x.astype(np.float32)


def frechet(a, b):
    a, b = a.astype(float), b.astype(float)
    ca, cb = np.atleast_2d(np.cov(a.T)), np.atleast_2d(np.cov(b.T))
    tiny = 1e-14 * np.eye(len(ca))  # sqrtm of a singular product may fail
    root = sqrtm((ca + tiny) @ (cb + tiny))
    return float(((a.mean(0) - b.mean(0))**2).sum() + np.trace(ca + cb - 2 * np.real(root)))


cases = []
for d, a, b in ((1, (50, 0, 1, 0, 3), (60, 1, 2, 0.5, 3)), (4, (50, 0, 1, 0, 8), (70, 1, 1.5, 0.2, 8)),
                (6, (40, 0, 1, 0, 2), (40, 0.5, 1, 0, 2)), (16, (300, 0, 1, 0, 30), (200, 2, 0.7, -0.1, 25))):
    row = {"d": d}
    for name, (n, turn, scale, shift, rank) in (("a", a), ("b", b)):
        row[name] = {"n": n, "turn": turn, "scale": scale, "shift": shift, "rank": rank}
    row["distance"] = frechet(points(a[0], d, *a[1:]), points(b[0], d, *b[1:]))
    cases.append(row)
json.dump({"scipy": scipy.__version__, "cases": cases}, open(f"{sys.argv[1]}/frechet.json", "w"), indent=1)
