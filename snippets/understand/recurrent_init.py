"""循环权重的三种初始化 | Three initializations of the recurrent weights

tags: rnn, orthogonal, identity, irnn, relu, default
"""
from math import comb

import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
N_STEPS, WIDTH, BATCH = 100, 64, 16
INITS = {"default": "tanh", "orthogonal": "tanh", "identity": "relu"}


def init_rnn_(rnn: nn.RNN) -> None:
    """Recurrent weights: identity for ReLU, orthogonal for tanh."""
    relu = rnn.nonlinearity == "relu"
    (nn.init.eye_ if relu else nn.init.orthogonal_)(rnn.weight_hh_l0)
    nn.init.normal_(rnn.weight_ih_l0, std=0.03)
    nn.init.zeros_(rnn.bias_ih_l0)
    nn.init.zeros_(rnn.bias_hh_l0)


def gradient_norms(name: str, seed: int) -> torch.Tensor:
    """‖∂ℒ/∂h_t‖ for t = 1…T, relative to t = T."""
    torch.manual_seed(seed)
    rnn = nn.RNN(8, WIDTH, nonlinearity=INITS[name])
    if name != "default":
        init_rnn_(rnn)
    h, hidden = torch.zeros(1, BATCH, WIDTH), []
    for x in torch.randn(N_STEPS, 1, BATCH, 8):
        hidden.append(h := rnn(x, h)[1])
    deltas = torch.autograd.grad(h, hidden, torch.randn_like(h))
    return torch.stack([d.norm() / deltas[-1].norm() for d in deltas])


# h_t = max(0, h_{t−1} + ξ_t): a gradient gets from T back to t if the
# minimum of the walk lies at or before t. That is the arcsine law.
u = [comb(2 * m, m) / 4 ** m for m in range(N_STEPS + 1)]
minimum = torch.tensor([p * q for p, q in zip(u, reversed(u))])
theory = minimum.cumsum(0)[1:].sqrt()

fig, ax = plt.subplots(num="inits")
back, first = range(N_STEPS - 1, -1, -1), {}
for row, name in enumerate(INITS):
    runs = torch.stack([gradient_norms(name, seed) for seed in range(5)])
    first[name] = runs[:, 0]
    digits = ".2f" if name == "identity" else ".0e"
    ends = [f"{end:{digits}}" for end in runs[:, 0].aminmax()]
    print(f"{name} =", "–".join(dict.fromkeys(ends)))
    ax.semilogy(back[::3], runs.T[::3], f"C{row}", lw=1)
print(f"identity_theory = {theory[0]:.2f}")
assert first["default"].max() < 1e-15 < 1e-3 < first["orthogonal"].min()
assert abs(first["identity"].mean() / theory[0] - 1) < 0.2
ax.text(98, 1e-14, "default", color="C0", ha="right")
ax.text(98, 1e-6, "orthogonal + tanh", color="C1", ha="right")
ax.text(98, 3, "identity + ReLU", color="C2", ha="right")
ax.set(xlabel="steps back from the end", ylabel="‖∂ℒ/∂h‖, last step = 1")
plt.show()
