"""只换激活函数 | Swap only the activation

tags: relu, leaky relu, tanh, sigmoid, default init, vanishing
"""
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.functional import leaky_relu

L, n = 50, 100
activations = {  # φ and √E[φ′²] for pre-activations around 0
    "sigmoid": (torch.sigmoid, 1 / 4),
    "ReLU": (torch.relu, (1 / 2) ** 0.5),
    "LeakyReLU": (leaky_relu, ((1 + 0.01**2) / 2) ** 0.5),
    "tanh": (torch.tanh, 1),
    "linear": (lambda a: a, 1),
}


def shrinkage(phi, seed):
    """‖∂ℒ/∂h_0‖ / ‖∂ℒ/∂h_L‖ at nn.Linear's default init."""
    torch.manual_seed(seed)
    x = torch.randn(64, n, dtype=torch.float64, requires_grad=True)
    h = x
    for _ in range(L):
        h = phi(nn.Linear(n, n).double()(h))
    delta = torch.randn_like(h)  # any ∂ℒ/∂h_L will do
    grad_x, = torch.autograd.grad(h, x, delta)
    return (grad_x.norm() / delta.norm()).item()


factors, theory = {}, {}
for name, (phi, rms_slope) in activations.items():
    ratios = [shrinkage(phi, seed) for seed in range(5)]
    factors[name] = [ratio ** (1 / L) for ratio in ratios]
    theory[name] = rms_slope / 3**0.5  # default init: n·Var w = 1/3
    low, high = min(factors[name]), max(factors[name])
    print(f"{name.lower()}_factor = {low:.3f}–{high:.3f}")
    print(f"{name.lower()}_total = {min(ratios):.0e}–{max(ratios):.0e}")
    assert 0.94 * theory[name] < low and high < 1.04 * theory[name]
assert max(factors["sigmoid"]) < 0.16 and min(factors["ReLU"]) > 0.38
assert max(factors["ReLU"]) < 0.45 and min(factors["tanh"]) > 0.54
assert max(factors["linear"]) < 0.61  # no activation, and it vanishes too

fig, ax = plt.subplots(num="factors")
names = list(activations)
for y, name in enumerate(names):
    ax.plot(factors[name], [y] * 5, "C0o", label="measured")
    ax.plot(theory[name], y, "C1|", ms=20, mew=2, label="theory")
ax.axvline(1, color="0.5", ls="--")
handles, labels = ax.get_legend_handles_labels()
ax.legend(handles[:2], labels[:2], markerscale=0.6)
ax.set(xlabel="factor per layer", xlim=(0, 1.05), ylim=(-0.6, 4.6),
       yticks=range(5), yticklabels=names)
plt.show()
