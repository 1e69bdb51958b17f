"""JAX's contenders.

    jax_bench.py step jit|scan BATCH [WIDTH LAYERS]    one training step
    jax_bench.py conv jit|scan BATCH                   the same of the convolutional network
    jax_bench.py code                                  encode and decode the test images
    jax_bench.py first                                 prints the loss of one step and ends

jit is one jitted step, its batch handed over by the host, its state donated;
scan is one jitted lax.scan over a pass, with the data on the device.
"""

import math
import os
import sys
from functools import partial

from common import CONV, CONV_PASS, PASS, dense, parameters, serve, signed, widths

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp


def layers(params, h, first, last):
    """Layers first to last-1: no activation on the code, in the middle, tanh at the end."""
    n = len(params) // 2
    for i in range(first, last):
        h = h @ params[2 * i].T + params[2 * i + 1]
        if i not in (n // 2 - 1, n - 1):
            h = jax.nn.relu(h)
    return jnp.tanh(h) if last == n else h


def reconstruct(params, x):
    """A fully connected autoencoder."""
    return layers(params, x, 0, len(params) // 2)


def convolve(x, weight, bias, stride=1):
    """A 3x3 convolution of pictures whose channels lie side by side; the weight as PyTorch keeps it."""
    return jax.lax.conv_general_dilated(x, weight, (stride, stride), ((1, 1), (1, 1)),
                                        dimension_numbers=("NHWC", "OIHW", "NHWC")) + bias


def conv_reconstruct(p, x):
    """The convolutional network, ae.SmallConv."""
    x = jax.nn.relu(convolve(x.reshape(-1, 28, 28, 1), p[0], p[1], 2))
    x = jax.nn.relu(convolve(x, p[2], p[3], 2))
    z = x.transpose(0, 3, 1, 2).reshape(-1, 1568) @ p[4].T + p[5]
    y = jax.nn.relu(z @ p[6].T + p[7]).reshape(-1, 32, 7, 7).transpose(0, 2, 3, 1)
    y = jax.nn.relu(convolve(y.repeat(2, 1).repeat(2, 2), p[8], p[9]))
    return jnp.tanh(convolve(y.repeat(2, 1).repeat(2, 2), p[10], p[11])).reshape(-1, 784)


def step(reconstruct, state, batch):
    """torch.optim.Adam with coupled weight decay; 1 - b^t by expm1, as exact as torch's."""
    t, params, m, v = state

    def loss_of(params, batch):
        return jnp.mean((reconstruct(params, batch) - batch) ** 2)

    loss, grads = jax.value_and_grad(loss_of)(params, batch)
    t = t + 1
    c1, c2 = -jnp.expm1(t * math.log(0.9)), jnp.sqrt(-jnp.expm1(t * math.log(0.999)))
    grads = [g + 1e-5 * p for g, p in zip(grads, params)]
    m = [0.9 * mi + 0.1 * g for mi, g in zip(m, grads)]
    v = [0.999 * vi + 0.001 * g * g for vi, g in zip(v, grads)]
    params = [p - (1e-3 / c1) * mi / (jnp.sqrt(vi) / c2 + 1e-8) for p, mi, vi in zip(params, m, v)]
    return (t, params, m, v), loss


def begin(weights=None):
    """The state before the first step."""
    params = [jnp.array(p) for p in parameters(weights)]
    return jnp.float32(0), params, [jnp.zeros_like(p) for p in params], [jnp.zeros_like(p) for p in params]


def steps(mode, batch, step, state, most):
    x = signed("train")
    full = min(len(x) // batch, most)
    batches = x[:full * batch].reshape(full, batch, 784)
    if mode == "scan":
        batches = jax.device_put(batches)
        jitted = jax.jit(lambda state, data: jax.lax.scan(step, state, data), donate_argnums=0)
    else:
        jitted = jax.jit(step, donate_argnums=0)

    def once():
        nonlocal state
        if mode == "scan":
            state, losses = jax.block_until_ready(jitted(state, batches))
            return losses
        losses = []
        for b in batches:
            state, loss = jax.block_until_ready(jitted(state, b))
            losses.append(loss)
        return losses

    losses = [float(v) for v in once()]
    last = min(64, most)
    while len(losses) < last:
        losses += [float(v) for v in once()]
    serve({"loss 1": losses[0], f"loss {last}": losses[last - 1]}, once, full)


def code():
    x, params = jnp.array(signed("t10k")), begin()[1]
    encode = jax.jit(lambda x: layers(params, x, 0, 4))
    decode = jax.jit(lambda z: layers(params, z, 4, 8))

    def once():
        z = encode(x)
        return z, jax.block_until_ready(decode(z))

    z, y = once()
    serve({"code": float(jnp.abs(z).mean()), "error": float(((y - x) ** 2).mean())}, once)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "step":
        steps(rest[0], int(rest[1]), partial(step, reconstruct), begin(dense(widths(*rest[2:]))), PASS)
    elif what == "conv":
        steps(rest[0], int(rest[1]), partial(step, conv_reconstruct), begin(CONV), CONV_PASS)
    elif what == "first":
        print(float(jax.jit(partial(step, reconstruct))(begin(), signed("train")[:128])[1]))
    else:
        code()
