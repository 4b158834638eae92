"""梯度是所有路径之和 | The gradient is a sum over paths

tags: residual, jacobian, path length, ensemble
"""
from itertools import combinations
from math import comb

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)
N_BLOCKS, WIDTH = 10, 64
lengths = torch.arange(N_BLOCKS + 1.0)


def gradients_by_length(scale: float, seed: int) -> Tensor:
    """Row k: the part of ∂ℒ/∂h_0 that came through k of the branches."""
    torch.manual_seed(seed)
    h_0 = h = torch.randn(WIDTH, requires_grad=True)
    jacobians = []
    for _ in range(N_BLOCKS):
        w1, w2 = (nn.init.kaiming_normal_(
            torch.empty(WIDTH, WIDTH), nonlinearity="relu") for _ in "12")
        a = w1 @ torch.relu(h)  # the branch is w2 · relu(w1 · relu(h))
        jacobians.append(scale * (w2 * (a > 0)) @ (w1 * (h > 0)))
        h = h + scale * w2 @ torch.relu(a)
    delta = torch.randn(WIDTH)  # ∂ℒ/∂h at the output
    rows = torch.zeros(N_BLOCKS + 1, WIDTH)
    for k in range(N_BLOCKS + 1):
        for path in combinations(jacobians, k):  # the branches it takes
            gradient = delta
            for jacobian in reversed(path):
                gradient = jacobian.T @ gradient
            rows[k] += gradient
    expected, = torch.autograd.grad(h, h_0, delta)
    assert (rows.sum(0) - expected).norm() < 1e-10 * expected.norm()
    return rows


print(f"n_paths = {2 ** N_BLOCKS}")
fig, ax = plt.subplots(num="lengths")
for name, scale, style in (("he", 1, "C1o"),
                           ("scaled", N_BLOCKS ** -0.5, "C0s")):
    runs = [gradients_by_length(scale, seed) for seed in range(5)]
    power = torch.stack(runs).pow(2).sum(2)
    share, gain = power / power.sum(1, keepdim=True), scale ** 2
    theory = torch.tensor([comb(N_BLOCKS, k) * gain ** k / (1 + gain)
                           ** N_BLOCKS for k in range(N_BLOCKS + 1)])
    length = share @ lengths
    print(f"{name}_length = {length.min():.1f}–{length.max():.1f}")
    print(f"{name}_theory = {theory @ lengths:.2g}")
    ax.plot(lengths, theory, "--", color="0.5")
    ax.plot(lengths, share.T, style, markersize=4)
    assert (share.mean(0) - theory).abs().max() < 0.12
ax.text(1.6, 0.36, "He ÷ √10", color="C0")
ax.text(6.3, 0.3, "He", color="C1")
ax.text(8, 0.1, "theory", color="0.5")
ax.set(xlabel="branches on the path", ylabel="share of the squared norm")
plt.show()
