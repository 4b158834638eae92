"""组合起来，梯度不再按指数增长 | Combined, growth is no longer exponential

tags: residual, he, batch normalization, layer norm, pre-norm, depth
"""
import math

import matplotlib.pyplot as plt
import torch
from torch import nn

WIDTH, BATCH, DEPTHS = 64, 128, (6, 12, 25, 50, 100, 200)
COMBINATIONS = {  # label and its place, variance per branch, style
    "he_skips": ("He + skips", 7, 300, None, "C1o"),
    "batch_norm": ("+ BatchNorm", 20, 40, 1 - 1 / math.pi, "C3^"),
    "layer_norm": ("+ LayerNorm", 60, 4.5, 1.0, "C0s"),
    "scaled": ("÷ √L instead", 60, 0.95, None, "C2D"),
}


def theory(name: str, depth: int) -> float:
    """The expected ‖∂ℒ/∂h‖ at the input, relative to the output."""
    if name == "he_skips":
        return 2 ** (depth / 2)
    if name == "scaled":
        return (1 + 1 / depth) ** (depth / 2)
    growth = COMBINATIONS[name][3]  # the branch sees h / std(h)
    return math.prod(1 + 1 / (1 + growth * l) for l in range(depth)) ** 0.5


def measure(name: str, depth: int, seed: int) -> float:
    torch.manual_seed(seed)
    norm = {"batch_norm": nn.BatchNorm1d(WIDTH, dtype=torch.float64),
            "layer_norm": nn.LayerNorm(WIDTH, dtype=torch.float64)}
    norm = norm.get(name, nn.Identity())
    scale = depth ** -0.5 if name == "scaled" else 1.0
    x = h = torch.randn(BATCH, WIDTH).double().requires_grad_()
    for _ in range(depth):
        weight = nn.init.kaiming_normal_(torch.empty(WIDTH, WIDTH).double())
        h = h + scale * torch.relu(norm(h)) @ weight.T
    cotangent = torch.randn_like(h)
    gradient, = torch.autograd.grad(h, x, cotangent)
    return (gradient.norm() / cotangent.norm()).item()


fig, ax = plt.subplots(num="depth")
for name, (label, left, bottom, _, style) in COMBINATIONS.items():
    ax.loglog(DEPTHS, [theory(name, d) for d in DEPTHS], style[:2] + "--",
              lw=1)
    runs = torch.tensor([[measure(name, depth, seed) for depth in DEPTHS]
                         for seed in range(3)])
    ax.loglog(DEPTHS, runs.T, style, ms=4)
    ax.text(left, bottom, label, color=style[:2])
    for i, depth in ((3, 50), (5, 200)):
        ends = dict.fromkeys(f"{f:.2g}" for f in runs[:, i].aminmax())
        print(f"{name}_{depth} =", "–".join(ends))
        error = runs[:, i].log10().mean() - math.log10(theory(name, depth))
        assert abs(error) < 0.02 * depth ** 0.75
ax.set(xlabel="depth L", ylabel="‖∂ℒ/∂h‖, output = 1", ylim=(0.6, 3e3))
plt.show()
