"""同一个网络，每次只用一种办法 | One network, one cure at a time

tags: vanishing, exploding, he, batch normalization, layer norm, residual
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, WIDTH = 50, 64
CURES = {"default": "default", "he": "He", "batch_norm": "BatchNorm",
         "layer_norm": "LayerNorm", "skips": "skips"}
NORMS = {"batch_norm": nn.BatchNorm1d, "layer_norm": nn.LayerNorm}


class Layer(nn.Module):
    """h becomes W φ(norm(h)) + b, plus h itself with a skip."""

    def __init__(self, cure: str, activation: nn.Module):
        super().__init__()
        self.skip, linear = cure == "skips", nn.Linear(WIDTH, WIDTH)
        if cure == "he":
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
            nn.init.zeros_(linear.bias)
        norm = NORMS.get(cure, nn.Identity)(WIDTH)
        self.branch = nn.Sequential(norm, activation, linear)

    def forward(self, h: torch.Tensor) -> torch.Tensor:
        return h + self.branch(h) if self.skip else self.branch(h)


def first_over_last(cure: str, activation: nn.Module, seed: int) -> float:
    """‖∂ℒ/∂h‖ at the first layer, relative to the last one."""
    torch.manual_seed(seed)
    x = h = torch.randn(128, WIDTH).double().requires_grad_()
    for _ in range(N_LAYERS):
        h = Layer(cure, activation).double()(h)
    last = torch.randn_like(h)  # a random ∂ℒ/∂h at the output
    return (torch.autograd.grad(h, x, last)[0].norm() / last.norm()).item()


factor, (_, ax) = {}, plt.subplots(num="ratio")
for activation, style in ((nn.Sigmoid(), "C1o"), (nn.ReLU(), "C0s")):
    name = type(activation).__name__.lower()
    for row, cure in enumerate(CURES):
        runs = [first_over_last(cure, activation, s) for s in range(5)]
        factors = [run ** (1 / N_LAYERS) for run in runs]
        digits = 2 - (row == 2)  # BatchNorm: rounding decides the second
        ends = {f"{f(factors):.{digits}f}": f for f in (min, max)}
        print(f"{name}_{cure} =", "–".join(ends))
        factor[name, cure] = factors[0]
        ax.semilogx(runs, [row] * 5, style, ms=6)
ax.set(yticks=range(5), yticklabels=CURES.values(), ylim=(4.6, -0.6),
       xlabel="first layer / last layer, ‖∂ℒ/∂h‖", xticks=[1e-40, 1e-20, 1])
ax.text(1e-40, 0.45, "sigmoid", color="C1")
ax.text(1e-19, 0.45, "ReLU", color="C0")
ax.axvline(1, color="0.5", ls="--")
plt.show()
assert factor["relu", "default"] < 0.45 and factor["sigmoid", "he"] < 0.4
assert factor["sigmoid", "layer_norm"] < 0.5 < 0.9 < factor["relu", "he"]
assert 1.04 < factor["relu", "skips"] < 1.12 < factor["relu", "batch_norm"]
