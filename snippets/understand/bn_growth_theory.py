"""批量归一化的每层倍数 | The factor per layer of batch normalization

tags: batch normalization, exploding gradients, batch size, eval, theory
"""
from math import acos, pi, sqrt

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
N_LAYERS = 30


def theory(batch: int) -> float:
    """Yang et al. 2019, Theorem 3.10 (ReLU); the root, for norms."""
    c = -1 / (batch - 1)  # correlation of two samples of a centered batch
    slope = 1 - acos(c) / pi
    kernel = sqrt(1 - c * c) / pi + c * slope
    return sqrt(((batch - 1 + slope) / (1 - kernel) - 1) / (batch - 3))


def factors(name, batch, width, training=True, scale=1.0) -> list[float]:
    """Print and return the factor per layer of ‖∂ℒ/∂h‖ in 4 seeds."""
    runs, gain = [], scale * sqrt(2 / width)
    for seed in range(4):
        torch.manual_seed(seed)
        h, hidden = torch.randn(batch, width), []
        for _ in range(N_LAYERS + 1):
            weight = torch.randn(width, width, requires_grad=True)
            norm = nn.BatchNorm1d(width).train(training)
            hidden.append(h := torch.relu(norm(h @ weight * gain)))
        delta = torch.randn_like(h)
        first, = torch.autograd.grad(h, hidden[0], delta)
        ratio = (first.norm() / delta.norm()).item()
        runs.append(ratio ** (1 / N_LAYERS))
    ends = dict.fromkeys(f"{end(runs):.2f}" for end in (min, max))
    print(f"{name} =", "–".join(ends))
    return runs


fig, ax = plt.subplots(num="batch_size")
for batch in (8, 32, 128, 512):
    print(f"theory_b{batch} = {theory(batch):.4g}")
    for width, style in (64, "C1o"), (256, "C0s"):
        runs = factors(f"b{batch}_n{width}", batch, width)
        assert all(0.94 < run / theory(batch) < 1.06 for run in runs)
        ax.semilogx([batch] * 4, runs, style, markersize=4)
sizes = [8 * 2 ** (k / 4) for k in range(25)]
ax.semilogx(sizes, [*map(theory, sizes)], "--", color="0.5")
ax.axhline(sqrt(pi / (pi - 1)), color="0.5", lw=1)
ax.text(12, 1.31, "theory", color="0.5")
ax.set(xlabel="batch size B", ylabel="factor per layer", ylim=(1.17, 1.4))
plt.show()
assert min(factors("half_weights_train", 128, 64, True, 0.5)) > 1.15
assert max(factors("half_weights_eval", 128, 64, False, 0.5)) < 0.6
try:
    nn.BatchNorm1d(4)(torch.randn(1, 4))
except ValueError as error:
    print(f"one_sample = ValueError: {error}")
