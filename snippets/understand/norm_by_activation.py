"""归一化 × 激活函数 | Normalization × activation

tags: batch normalization, layer normalization, rmsnorm, sigmoid, relu
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)
N_LAYERS, WIDTH, BATCH, N_SEEDS = 30, 128, 128, 4
ACTIVATIONS = {"linear": nn.Identity(), "ReLU": nn.ReLU(),
    "GELU": nn.GELU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid()}
NORMS = {"BN": nn.BatchNorm1d, "LN": nn.LayerNorm, "RMSNorm": nn.RMSNorm}


def factor_per_layer(norm: str, activation: str, seed: int) -> float:
    """How ‖∂ℒ/∂h‖ changes per layer: Linear → norm → activation."""
    torch.manual_seed(seed)
    h, hidden = torch.randn(BATCH, WIDTH), []
    for _ in range(N_LAYERS + 1):
        linear = nn.Linear(WIDTH, WIDTH, bias=False)
        y = NORMS[norm](WIDTH)(linear(h))
        hidden.append(h := ACTIVATIONS[activation](y))
    delta = torch.randn_like(h)
    first, = torch.autograd.grad(h, hidden[0], delta)
    return (first.norm() / delta.norm()).item() ** (1 / N_LAYERS)


def theory(norm: str, activation: str) -> float:
    """√(E φ′² / Var φ) for BN, √(E φ′² / E φ²) per sample; y ~ N(0, 1)."""
    y = torch.linspace(-8, 8, 4001).requires_grad_()
    density = torch.exp(-y.detach() ** 2 / 2)

    def mean(values: Tensor) -> Tensor:
        return (values * density).sum() / density.sum()

    phi = ACTIVATIONS[activation](y)
    slope, = torch.autograd.grad(phi.sum(), y)
    centre = mean(phi) if norm == "BN" else 0
    return (mean(slope ** 2) / mean((phi - centre) ** 2)).sqrt().item()


fig, ax = plt.subplots(num="factors")
for column, activation in enumerate(ACTIVATIONS):
    for row, (norm, style) in enumerate(zip(NORMS, ("C0o", "C1s", "C2^"))):
        runs = [factor_per_layer(norm, activation, seed)
                for seed in range(N_SEEDS)]
        name, place = f"{norm}_{activation}".lower(), column + (row - 1) / 4
        ends = dict.fromkeys(f"{end(runs):.2f}" for end in (min, max))
        print(f"{name} =", "–".join(ends))
        expected = theory(norm, activation)
        print(f"{name}_theory = {expected:.2f}")
        assert all(abs(run / expected - 1) < 0.07 for run in runs)
        ax.plot([place] * N_SEEDS, runs, style, label=norm)
        ax.plot([place - 0.1, place + 0.1], [expected] * 2, color="0.5")
ax.axhline(1, color="0.5", ls=":", lw=1)
ax.legend(handles=ax.lines[0:6:2], loc="lower left")
ax.set(xticks=range(5), xticklabels=ACTIVATIONS, ylim=(0, 1.4),
       ylabel="factor per layer")
plt.show()
