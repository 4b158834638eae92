"""没有残差连接的批量归一化网络 | Batch normalization without skips

tags: batch normalization, exploding gradients, residual
"""
from math import acos, pi, sqrt

import matplotlib.pyplot as plt
import torch
from torch import nn

L, layers = 50, torch.arange(1, 51)


def gradients(seed, batch, act=nn.ReLU(), skip=False, scale=1.0, n=100):
    """‖∂ℒ/∂h‖ of all layers over the last; ‖∂ℒ/∂W‖ first over last."""
    torch.manual_seed(seed)
    h, hidden, weights = torch.randn(batch, n).double(), [], []
    for _ in range(L):
        linear, norm = nn.Linear(n, n).double(), nn.BatchNorm1d(n).double()
        linear.weight.data *= scale
        h = act(norm(linear(h))) + (h if skip else 0)
        hidden.append(h)
        weights.append(linear.weight)
    # a random cotangent: h.sum() has almost no gradient after BN
    grads = torch.autograd.grad(h, hidden + weights, torch.randn_like(h))
    norms = torch.stack([grad.norm() for grad in grads])
    return norms[:L] / norms[L - 1], norms[L] / norms[-1]


def theory(batch: int) -> float:
    """Factor per layer, infinite width (Yang et al. 2019, Theorem 3.10)."""
    slope = 1 - acos(c := -1 / (batch - 1)) / pi
    kernel = sqrt(1 - c * c) / pi + c * slope
    return sqrt(((batch - 1 + slope) / (1 - kernel) - 1) / (batch - 3))


_, ax = plt.subplots(num="growth")
for name, color, expected, case in (
    ("b8", "C1", theory(8), dict(batch=8)),
    ("b128", "C0", theory(128), dict(batch=128)),
    ("b128_w_x10", "", theory(128), dict(batch=128, scale=10)),
    ("linear", "", 1.0, dict(batch=128, act=nn.Identity())),
    ("skip", "C2", 1.0, dict(batch=128, skip=True))):
    norms, ratio = zip(*(gradients(seed, **case) for seed in range(5)))
    factor = [g[0].item() ** (1 / (L - 1)) for g in norms]
    spread = f"{min(factor):.2f}–{max(factor):.2f}"
    spread = f"{sum(factor) / 5:.1f}" if name == "b8" else spread
    print(f"factor_{name} = {spread}")  # B = 8 is chaotic: one decimal
    print(f"first_over_last_{name} = {sum(ratio) / 5:.0e}")
    assert all(0.92 < f / expected < 1.08 for f in factor)
    if color:
        ax.semilogy(layers, torch.stack(norms).T, color, lw=1)
for batch, x, y in (8, 20, 4e4), (128, 5, 2e2):
    print(f"theory_b{batch} = {theory(batch):.2f}")
    ax.semilogy(layers, theory(batch) ** (L - layers), "--", color="0.5")
    ax.text(x, y, f"B = {batch}")
ax.text(12, 5, "B = 128, skips")
ax.legend(ax.lines[-1:], ["theory"])
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂h‖, last layer = 1")
plt.show()
