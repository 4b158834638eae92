"""哪个增益才是临界的 | Which gain is critical

tags: initialization, calculate_gain, gelu, selu, tanh, mean field
"""
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
SLACK = {"tanh": 0.04, "SELU": 0.04, "GELU": 0.2}  # GELU's draws differ
Z = torch.linspace(-8, 8, 4001).requires_grad_()
DENSITY = torch.softmax(-Z.detach() ** 2 / 2, 0)


def moments(phi, q: torch.Tensor):
    """E[φ²] and E[φ′²] for pre-activations of variance q."""
    h = phi(a := q.sqrt() * Z)
    (slope,) = torch.autograd.grad(h.sum(), a)
    return (DENSITY * h.detach() ** 2).sum(), (DENSITY * slope ** 2).sum()


def theory(phi, gain: float) -> float:
    """The gradient's factor per layer in the limit of wide layers."""
    h2 = factor = torch.tensor(1.0)
    for _ in range(50):
        h2, slope2 = moments(phi, gain ** 2 * h2)
        factor = factor * (gain ** 2 * slope2) ** (0.5 / 50)
    return factor.item()


def measure(phi, gain: float, seed: int) -> tuple[float, float]:
    """Return the std of the last h; the gradient's factor per layer."""
    torch.manual_seed(seed)
    x = h = torch.randn(16, 128).requires_grad_()
    for _ in range(50):
        h = phi(h @ torch.randn(128, 128) * gain / 128 ** 0.5)
    (delta,) = torch.autograd.grad(h, x, v := torch.randn_like(h))
    return h.std().item(), (delta.norm() / v.norm()).item() ** (1 / 50)


fig, ax = plt.subplots(num="gains")
grid = torch.linspace(0.7, 1.75, 22)
for row, (name, phi, *gains) in enumerate((
        ("tanh", torch.tanh, 1, 5 / 3), ("SELU", F.selu, 0.75, 1),
        ("GELU", F.gelu, 2 ** 0.5, 1.47, 1.53))):
    curve = [theory(phi, g.item()) for g in grid]
    ax.plot(grid, curve, f"C{row}")
    ax.text(0.8, curve[2] - 0.08, name, color=f"C{row}")
    for gain in gains:
        runs = [measure(phi, gain, seed) for seed in range(5)]
        std, factor = torch.tensor(runs).T
        key = f"{name.lower()}_{gain:.3g}".replace(".", "_")
        print(f"{key}_std = {std.min():.2g}–{std.max():.2g}")
        print(f"{key}_factor = {factor.min():.2f}–{factor.max():.2f}")
        ax.plot(gain, factor.mean(), f"C{row}" + "osD"[row])
        assert abs(factor.mean() - theory(phi, gain)) < SLACK[name]
dies = [moments(F.gelu, g ** 2)[0] < 1 for g in torch.linspace(1, 2, 1001)]
print(f"gelu_critical = {1 + sum(dies) / 1000:.2f}")
ax.set(xlabel="weight gain", ylabel="factor per layer")
plt.show()
