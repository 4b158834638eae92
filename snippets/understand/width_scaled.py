"""单元越少，越靠运气 | Fewer units, more luck

tags: width, depth, he, relu, dead network, fluctuation, random walk init
"""
import matplotlib.pyplot as plt
import torch

L = 50
DRAWS = {8: 1000, 32: 300, 128: 40}  # width: networks drawn


def gains(n: int, n_nets: int, gain: float) -> torch.Tensor:
    """‖∂ℒ/∂h_0‖ / ‖∂ℒ/∂h_L‖ of ReLU networks with weights gain/√n."""
    torch.manual_seed(0)
    h = x = torch.randn(n_nets, n, 1, requires_grad=True)
    for _ in range(L):
        h = torch.relu(torch.randn(n_nets, n, n) * gain / n**0.5 @ h)
    delta = torch.randn_like(h)
    (grad,) = torch.autograd.grad(h, x, delta)
    return (grad.norm(dim=1) / delta.norm(dim=1)).flatten().double()


def theory(n: int) -> tuple[float, float]:
    """Mean and std of ln(gain) with He: per layer gain² ~ χ²_K · 2/n.

    K ~ binomial(n, 1/2) units are active; K = 0 kills the network.
    """
    active = torch.arange(1, n + 1).double()
    half = torch.tensor(0.5).double()
    chance = torch.distributions.Binomial(n, half).log_prob(active).exp()
    chance = chance / chance.sum()
    log = torch.digamma(active / 2) + torch.tensor(4 / n).log()
    mean = (chance * log).sum()
    var = torch.polygamma(1, active / 2) + (log - mean) ** 2
    return L * mean.item() / 2, (L * (chance * var).sum()).item() ** 0.5 / 2


fig, ax = plt.subplots(num="luck")
for i, (n, n_nets) in enumerate(DRAWS.items()):
    he = gains(n, n_nets, 2**0.5)
    walk = gains(n, n_nets, 2**0.5 * torch.e ** (1.2 / (n - 2.4)))
    log, (mean, std) = he[he > 0].log(), theory(n)
    tenths = torch.tensor([0.1, 0.5, 0.9]).double()
    low, mid, high = log.quantile(tenths).exp()
    print(f"n{n}_factor = {mid ** (1 / L):.2f}")
    print(f"n{n}_total = {mid:.2g}")
    print(f"n{n}_range = {low:.2g}–{high:.2g}")
    print(f"n{n}_ln_std = {log.std():.2g}")
    print(f"n{n}_ln_std_theory = {std:.2g}")
    print(f"n{n}_dead = {100 * (he == 0).double().mean():.0f} %")
    print(f"n{n}_dead_theory = {100 * (1 - (1 - 0.5**n) ** L):.0f} %")
    print(f"n{n}_walk_factor = {walk[walk > 0].median() ** (1 / L):.2f}")
    assert abs(log.mean() - mean) < 5 * std / len(log) ** 0.5
    normal = (mean + std * torch.tensor([-1.28, 0, 1.28])).exp()
    ax.semilogy([i - 0.1] * 3, [low, mid, high], "C0o-")
    ax.semilogy([i + 0.1] * 3, normal, "C1s--")
ax.legend(ax.lines[:2], ["measured", "theory"], loc="lower right")
ax.set(xticks=range(3), xticklabels=[f"n = {n}" for n in DRAWS],
       ylabel="relative ‖∂ℒ/∂h‖")
plt.show()
