"""PyTorch's contenders.

    torch_bench.py step eager|fused|compile BATCH [WIDTH LAYERS]
                                                    one training step
    torch_bench.py conv eager|fused|channels-last|compile BATCH
                                                    the same of the convolutional network
    torch_bench.py epoch eager|fused [N]            an epoch of N images with evaluation, as an expert writes it
    torch_bench.py slides                           an epoch of the slides' own script
    torch_bench.py code                             encode and decode the test images
    torch_bench.py first                            prints the loss of one step and ends

eager is torch.optim.Adam as everybody writes it, fused that with fused=True,
compile is torch.compile of forward, loss, backward and the default Adam,
channels-last is fused with pictures whose channels lie side by side.
"""

import sys
from itertools import pairwise

# Before torch, which imports numpy: common changes what that reads.
from common import CONV, CONV_PASS, DIMS, PASS, THREADS, dense, parameters, pixels, serve, signed, widths

# isort: split
import torch
from torch import nn

torch.set_num_threads(THREADS)
if THREADS == 1:
    torch.set_num_interop_threads(1)


def network(dims=DIMS):
    """AE-3, or an autoencoder of other widths, with the weights that all start from."""
    layers, last = [], len(dims) - 2
    for i, (n_in, n_out) in enumerate(pairwise(dims)):
        layers += [nn.Linear(n_in, n_out), nn.Tanh() if i == last else nn.Identity() if i == last // 2 else nn.ReLU()]
    return started(nn.Sequential(*layers), parameters(dense(dims)))


def convolutional():
    """The convolutional network, ae.SmallConv, with the weights that all start from."""
    return started(nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(1568, 16),
        nn.Linear(16, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7)),
        nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 3, padding=1), nn.ReLU(),
        nn.Upsample(scale_factor=2), nn.Conv2d(16, 1, 3, padding=1), nn.Tanh(),
        nn.Flatten()), parameters(CONV))


def started(model, weights):
    """The model with these weights."""
    with torch.no_grad():
        for p, w in zip(model.parameters(), weights):
            p.copy_(torch.from_numpy(w))
    return model


def stepper(model, mode):
    """A function that takes one step on a batch."""
    criterion = nn.MSELoss()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-5, fused=True if mode in ("fused", "channels-last") else None)

    def step(batch):
        loss = criterion(model(batch), batch)
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.detach()

    return torch.compile(step) if mode == "compile" else step


def steps(mode, batch, model, most):
    x = torch.from_numpy(signed("train"))
    batches = [x[i:i + batch] for i in range(0, len(x) - batch + 1, batch)][:most]
    if mode == "channels-last":
        model = model.to(memory_format=torch.channels_last)
    step = stepper(model, mode)

    def once():
        return [step(b) for b in batches]

    losses = [float(v) for v in once()]
    last = min(64, most)
    while len(losses) < last:
        losses += [float(v) for v in once()]
    serve({"loss 1": losses[0], f"loss {last}": losses[last - 1]}, once, len(batches))


def epochs(mode, n=0):
    x, test = torch.from_numpy(signed("train", n)), torch.from_numpy(signed("t10k"))
    model = network()
    step = stepper(model, mode)

    def once():
        total = 0.0
        for index in torch.randperm(len(x)).split(128):
            total += step(x[index]).item() * len(index)
        with torch.no_grad():
            return nn.functional.mse_loss(model(test), test).item()

    serve({"test loss": once()}, once)


def slides():
    """The script that a student copies from slides 9 to 12."""
    from PIL import Image
    from torch.utils.data import DataLoader, Dataset
    from torchvision import transforms

    img_transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5], [0.5])])

    class MNIST(Dataset):
        data = torch.from_numpy(pixels("train").reshape(-1, 28, 28).copy())

        def __len__(self):
            return len(self.data)

        def __getitem__(self, index):
            return img_transform(Image.fromarray(self.data[index].numpy())), 0

    loader = DataLoader(MNIST(), batch_size=128, shuffle=True)
    model = network()
    step = stepper(model, "eager")

    def once():
        for img, _ in loader:
            step(img.view(img.size(0), -1))

    once()
    test = torch.from_numpy(signed("t10k"))
    with torch.no_grad():
        loss = nn.functional.mse_loss(model(test), test).item()
    serve({"test loss": loss}, once)


def code():
    x, model = torch.from_numpy(signed("t10k")), network()

    def once():
        with torch.no_grad():
            z = model[:8](x)
            return z, model[8:](z)

    z, y = once()
    serve({"code": float(z.double().abs().mean()), "error": float(((y - x).double() ** 2).mean())}, once)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "step":
        steps(rest[0], int(rest[1]), network(widths(*rest[2:])), PASS)
    elif what == "conv":
        steps(rest[0], int(rest[1]), convolutional(), CONV_PASS)
    elif what == "epoch":
        epochs(rest[0], *map(int, rest[1:]))
    elif what == "first":
        print(float(stepper(network(), "eager")(torch.from_numpy(signed("train"))[:128])))
    else:
        {"slides": slides, "code": code}[what]()
