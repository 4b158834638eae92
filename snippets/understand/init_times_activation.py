"""初始化 × 激活函数 | Initialization × activation

tags: initialization, xavier, he, calculate_gain, sigmoid, tanh, relu, gelu
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, WIDTH = 50, 100
ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh,
               "ReLU": torch.relu, "GELU": nn.functional.gelu}
INITS = {
    "default": lambda weight: None,  # keep what nn.Linear drew
    "xavier": nn.init.xavier_normal_,
    "he": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    "gain_5_3": lambda w: nn.init.xavier_normal_(
        w, gain=nn.init.calculate_gain("tanh")),
}


def factor_per_layer(activation: str, init: str, seed: int) -> float:
    """How ‖∂ℒ/∂h‖ changes per layer on its way back to the input."""
    torch.manual_seed(seed)
    h, hidden = torch.randn(64, WIDTH).double(), []
    for _ in range(N_LAYERS):
        layer = nn.Linear(WIDTH, WIDTH).double()
        INITS[init](layer.weight)
        if init != "default":
            nn.init.zeros_(layer.bias)
        h = ACTIVATIONS[activation](layer(h))
        h.retain_grad()
        hidden.append(h)
    h.backward(torch.randn_like(h))  # a random ∂ℒ/∂h at the output
    ratio = hidden[0].grad.norm() / hidden[-1].grad.norm()
    return ratio.item() ** (1 / (N_LAYERS - 1))


fig, axes = plt.subplots(4, num="grid", sharex=True, figsize=(5.2, 4.6))
mean = {}
for ax, activation in zip(axes, ACTIVATIONS):
    for row, init in enumerate(INITS):
        runs = [factor_per_layer(activation, init, s) for s in range(5)]
        ends = dict.fromkeys(f"{end(runs):.2f}" for end in (min, max))
        print(f"{activation.lower()}_{init} =", "–".join(ends))
        value = mean[activation, init] = sum(runs) / len(runs)
        ax.barh(row, value, color=f"C{row}")
        ax.text(1.35, row, f"{value:.2f}", ha="right", va="center")
    ax.set(yticks=range(4), yticklabels=["default", "Xavier", "He", "5/3"],
           ylim=(3.6, -0.6), xlim=(0, 1.37))
    ax.set_ylabel(activation, labelpad=14)
    ax.axvline(1, color="0.5", ls="--", lw=1)
    ax.grid(axis="y", visible=False)
ax.set_xlabel("factor per layer")
plt.show()

assert 0.95 < mean["ReLU", "he"] < 1.05
assert 0.66 < mean["ReLU", "xavier"] < 0.74
assert mean["ReLU", "default"] < 0.45 < 0.54 < mean["tanh", "default"]
assert 0.93 < mean["tanh", "xavier"] < 1 < 1.06 < mean["tanh", "gain_5_3"]
assert all(mean["sigmoid", init] < 0.4 for init in INITS)
