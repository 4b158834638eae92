"""残差分支的尺度与深度 | The scale of residual branches, and depth

tags: residual, he, layer norm, pre-activation, depth, second moment
"""
from math import sqrt

import matplotlib.pyplot as plt
import torch
from torch.nn.functional import layer_norm, relu

torch.set_default_dtype(torch.float64)
WIDTH, BATCH, DEPTHS = 100, 32, (5, 10, 25, 50, 100)


def he(x):
    return x @ (torch.randn(WIDTH, WIDTH) * sqrt(2 / WIDTH))


def block(h, kind: str, scale: float):
    if kind == "post":
        return relu(h + he(relu(he(h))))
    if kind == "norm":
        return h + he(relu(he(layer_norm(h, [WIDTH]))))
    return h + scale * he(relu(he(relu(h))))


def growth(kind: str, n_blocks: int, seed: int) -> tuple[float, float]:
    """Gradient, input over output; mean square, output over input."""
    torch.manual_seed(seed)
    scale = n_blocks ** -0.5 if kind == "scaled" else 1.0
    h_0 = h = torch.randn(BATCH, WIDTH, requires_grad=True)
    for _ in range(n_blocks):
        h = block(h, kind, scale)
    delta = torch.randn_like(h)
    gradient, = torch.autograd.grad(h, h_0, delta)
    ratio = (gradient.norm() / delta.norm()).item()
    return ratio, (h.norm() / h_0.norm()).item() ** 2


THEORY = {"pre": lambda n: 2 ** (n / 2), "norm": lambda n: sqrt(1 + 2 * n),
          "scaled": lambda n: (1 + 1 / n) ** (n / 2)}
fig, ax = plt.subplots(num="depth")
for kind, style, x, y, label in (
        ("pre", "C1o", 55, 1e6, "He"), ("post", "C3d", 9, 1e12, "He, post"),
        ("norm", "C2^", 70, 60, "LN + He"),
        ("scaled", "C0s", 70, 0.01, "He ÷ √N")):
    runs = torch.tensor([[growth(kind, n, seed) for n in DEPTHS]
                         for seed in range(5)])
    for name, values in (("gradient_100", runs[:, 4, 0]),
                         ("second_moment", runs[:, 3, 1] ** (1 / 50))):
        ends = dict.fromkeys(f"{end:.2g}" for end in values.aminmax())
        print(f"{kind}_{name} =", "–".join(ends))
    ax.semilogy(DEPTHS, runs[..., 0].T, style, markersize=4)
    ax.text(x, y, label, color=style[:2])
    if kind in THEORY:
        expected = torch.tensor([THEORY[kind](n) for n in DEPTHS])
        ax.semilogy(DEPTHS, expected, "--", color="0.5")
        assert (runs[..., 0].mean(0) / expected).log10().abs().max() < 0.7
ax.set(xlabel="blocks", ylabel="‖∂ℒ/∂h‖, output = 1", ylim=(1e-3, 1e20))
plt.show()
