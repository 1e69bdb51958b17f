"""How long a cell takes, from handing it over to its end: the seminar's kernel
against ipykernel with PyTorch."""

import os
import sys
import time
from pathlib import Path

from jupyter_client.manager import KernelManager

REPO = Path(__file__).resolve().parent.parent

GO_MODEL = """import (
    "github.com/janpfeifer/must"
    "seminar.example/datasets"
    "seminar.example/lib/ae"
    "seminar.example/lib/backend"
)
%%
b, _ := must.M2(backend.Open())
m := must.M1(ae.New(b, ae.AE3, 1))
x := datasets.Signed(must.M1(datasets.MNIST(datasets.Test)).Image(0))
fmt.Println(must.M1(m.Loss(x, nil)))"""
GO_FIGURE = """import (
    "github.com/janpfeifer/must"
    "seminar.example/lib/plot"
    "seminar.example/lib/show"
)
%%
must.M(show.Figure(plot.Curves{Name: "x", Title: "A parabola", Alt: "A parabola", XLabel: "x", YLabel: "y",
    Lines: []plot.Line{{Label: "y", X: []float64{0, 1, 2, 3}, Y: []float64{0, 1, 4, 9}}}}.Figure()))"""
TORCH_MODEL = """import sys; sys.path.insert(0, "theirs")
from torch_bench import network, signed, torch
x, model = torch.from_numpy(signed("t10k")[:1]), network()
print(torch.nn.functional.mse_loss(model(x), x).item())"""
TORCH_FIGURE = """import matplotlib.pyplot as plt
%matplotlib inline
plt.plot([0, 1, 2, 3], [0, 1, 4, 9]); plt.show()"""

KERNELS = {  # the program, its environment, its cells
    "ours, pure Go": (["go"], {"SEMINAR_CHOICE": "go", "SEMINAR_BACKEND": "go"}),
    "ours, XLA": (["go"], {"SEMINAR_CHOICE": "xla", "SEMINAR_BACKEND": "xla"}),
    "ipykernel": (["python"], {"PYTHONPATH": str(REPO / ".bin" / "bench")}),
}
CELLS = {  # name, in Go, in Python
    "cell that prints a line": ("%%\nfmt.Println(1)", "print(1)"),
    "cell that loads MNIST and runs the network": (GO_MODEL, TORCH_MODEL),
    "cell that draws a figure": (GO_FIGURE, TORCH_FIGURE),
}


class Kernel:
    """A kernel that runs."""

    def __init__(self, name, mnist):
        (language, *_), env = KERNELS[name]
        self.which = 0 if language == "go" else 1
        if language == "go":
            command = [sys.executable, str(REPO / "kernel-setup/environ.py"), "python",
                       str(REPO / "kernel-setup/jupyter/kernels/seminar-go/start.py"), "{connection_file}"]
        else:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self.manager = KernelManager(kernel_name="python3")
        self.manager.kernel_spec.argv[:] = command
        self.manager.start_kernel(cwd=str(REPO / "bench"), env={
            **os.environ, "SEMINAR_HEADLESS": "1", "MNIST": mnist, **env})
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def seconds(self, cells):
        """How long a cell takes, what it shows included."""
        began = time.perf_counter()
        reply = self.client.execute_interactive(cells[self.which], output_hook=lambda _: None, timeout=300)
        if reply["content"]["status"] != "ok":
            self.end()
            sys.exit(f"bench: a cell failed: {reply['content']}")
        return time.perf_counter() - began

    def end(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def cells(progress, mnist, rounds=5):
    """A row for each kind of cell, and one for a kernel's first."""
    found, first = {name: {k: {"ms": [], "proof": {}} for k in KERNELS} for name in CELLS}, {}
    for name in KERNELS:
        progress(f"cells: starting {name}")
        Kernel(name, mnist).end()  # builds and reads what the first one ever does
        began = time.perf_counter()
        kernel = Kernel(name, mnist)
        kernel.seconds(CELLS["cell that loads MNIST and runs the network"])
        first[name] = {"ms": [(time.perf_counter() - began) * 1e3], "proof": {}}
        for what, texts in CELLS.items():
            kernel.seconds(texts)
            for r in range(rounds):
                progress(f"{what}: round {r + 1} of {rounds}, {name}")
                found[what][name]["ms"].append(kernel.seconds(texts) * 1e3)
        kernel.end()
    rows = {**found, "kernel's start and first run of the network": first}
    return [{"name": what, "group": "cell", "unit": "s", "found": by} for what, by in rows.items()]
