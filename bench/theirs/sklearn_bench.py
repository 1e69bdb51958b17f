"""The classical half in scikit-learn and scikit-dimension.

    sklearn_bench.py pca|neighbours|others|among|tree|trustworthiness|mle|twonn|isomap N

N is the number of points (pca, others, among, tree, mle, twonn), of queries
(neighbours) or of embedded points (trustworthiness, isomap).
"""

import sys

from common import np, serve, unit


def swiss_roll(n):
    """As bench/ours makes it: no chance in it, no two points equal."""
    i = np.arange(n)
    t = 1.5 * np.pi * (1 + 2 * ((i * 0.6180339887498949) % 1))
    return np.stack([t * np.cos(t), 21 * ((i * 0.7548776662466927) % 1), t * np.sin(t)], 1).astype(np.float32)


def pca(n):
    from sklearn.decomposition import PCA

    x = unit("train", n)
    return lambda: {"share": float(PCA(64).fit(x).explained_variance_ratio_.sum())}


def neighbours(n, m):
    """The ten nearest of n images to m others."""
    from sklearn.neighbors import NearestNeighbors

    x, q = unit("train", n), unit("t10k", m)
    return lambda: {"distance": float(NearestNeighbors(n_neighbors=10).fit(x).kneighbors(q)[0].mean())}


def near(x):
    """The ten nearest of each point among the rest."""
    from sklearn.neighbors import NearestNeighbors

    return lambda: {"distance": float(NearestNeighbors(n_neighbors=10, n_jobs=-1).fit(x).kneighbors()[0].mean())}


def trustworthiness(n):
    from sklearn.manifold import trustworthiness as measure

    x = unit("t10k", n)
    z = (x.astype(np.float64) @ np.cos(np.outer(np.arange(784), [1, 2, 3]))).astype(np.float32)  # any projection
    return lambda: {"trust": float(measure(x, z, n_neighbors=10))}


def mle(n):
    from skdim.id import MLE

    x = unit("train")[:n]
    return lambda: {"dimension": float(MLE().fit(x, n_neighbors=20, n_jobs=-1).dimension_)}


def twonn(n):
    from skdim.id import TwoNN

    x = unit("train")[:n]
    return lambda: {"dimension": float(TwoNN().fit(x).dimension_)}


def isomap(n):
    from sklearn.manifold import Isomap

    x = swiss_roll(n)

    def fit():
        z = Isomap(n_neighbors=10, n_components=2, n_jobs=-1).fit_transform(x)
        return {"spread 1": float(z[:, 0].std()), "spread 2": float(z[:, 1].std())}

    return fit


what, n = sys.argv[1], int(sys.argv[2])
once = {"pca": pca, "neighbours": lambda n: neighbours(60000, n), "among": lambda n: neighbours(n, 1000),
        "others": lambda n: near(unit("train", n)), "tree": lambda n: near(swiss_roll(n)),
        "trustworthiness": trustworthiness, "mle": mle, "twonn": twonn, "isomap": isomap}[what](n)
serve(once(), once)
