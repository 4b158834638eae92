"""常数权重的每层倍数 | Constant weights: the factor per layer

tags: initialization, constant_, spectral norm, sigmoid, tanh, relu
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, WIDTH = 50, 100
ACTIVATIONS = {"ReLU": torch.relu, "tanh": torch.tanh,
               "sigmoid": torch.sigmoid}
CONSTANTS = (0.001, 0.002, 0.005, 0.01, 0.013, 0.017, 0.025, 0.05)


def factor_per_layer(activation, c: float) -> float:
    """How ‖∂ℒ/∂h‖ changes per layer if every weight equals c."""
    h, hidden = torch.rand(64, WIDTH).double(), []
    for _ in range(N_LAYERS):
        layer = nn.Linear(WIDTH, WIDTH).double()
        nn.init.constant_(layer.weight, c)
        nn.init.zeros_(layer.bias)
        h = activation(layer(h))
        h.retain_grad()
        hidden.append(h)
    h.sum().backward()
    ratio = hidden[0].grad.norm() / hidden[-1].grad.norm()
    return ratio.item() ** (1 / (N_LAYERS - 1))


torch.manual_seed(0)
constant = torch.full((WIDTH, WIDTH), 0.01)
for name, weight in (("constant", constant),
                     ("default", nn.Linear(WIDTH, WIDTH).weight)):
    spectral_norm = torch.linalg.matrix_norm(weight.double(), ord=2)
    print(f"spectral_norm_{name} = {spectral_norm:.2f}")

fig, ax = plt.subplots(num="factor")
ax.axhline(1, color="0.5", lw=1)
factors = {}
for (name, activation), marker in zip(ACTIVATIONS.items(), "os^"):
    factors[name] = [factor_per_layer(activation, c) for c in CONSTANTS]
    ax.plot(CONSTANTS, factors[name], marker=marker, lw=1, label=name)
    print(f"{name.lower()}_c_0_01 = {factors[name][3]:.2f}")
ax.plot(CONSTANTS, [WIDTH * c for c in CONSTANTS], "0.5", ls="--",
        label="theory 100c")
ax.set(xlabel="constant c", ylabel="factor per layer",
       xscale="log", yscale="log")
ax.legend(loc="lower left")
plt.show()

print("c     ", *ACTIVATIONS)
for c, *row in zip(CONSTANTS, *factors.values()):
    print(f"{c:<6}", *(f"{factor:#.2g}" for factor in row))
    assert abs(row[0] / (WIDTH * c) - 1) < 1e-6  # ReLU: exactly 100c
    assert row[1] < 1 and row[2] < 0.3  # tanh, sigmoid: never growth
