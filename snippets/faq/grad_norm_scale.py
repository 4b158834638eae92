"""没有通用的“正常”梯度范数 | No gradient norm is normal everywhere

tags: gradient norm, reduction, monitoring, percentile
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

batch, outputs, n_steps = 64, 10, 60


def norm_history(seed: int, width: int = 64, reduction: str = "mean",
                 unit: float = 1.0, lr: float = 0.01) -> torch.Tensor:
    """Global gradient norm, step by step, of one regression task."""
    torch.manual_seed(seed)
    inputs = torch.randn(n_steps, batch, 20, dtype=torch.float64)
    model = nn.Sequential(
        nn.Linear(20, width), nn.ReLU(), nn.Linear(width, outputs))
    for layer in model[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    optimizer = torch.optim.SGD(model.double().parameters(), lr)
    norms = []
    for x in inputs:
        target = unit * x[:, :outputs].square()
        loss = nn.functional.mse_loss(model(x), target, reduction=reduction)
        optimizer.zero_grad()
        loss.backward()
        grads = [p.grad for p in model.parameters()]
        norms.append(nn.utils.get_total_norm(grads).item())
        optimizer.step()
    return torch.tensor(norms, dtype=torch.float64)


elements = batch * outputs  # what "mean" divides by
settings = {
    "mean": {}, "sum": dict(reduction="sum", lr=0.01 / elements),
    "width_1024": dict(width=1024), "unit_100": dict(unit=100.0)}
runs = {name: torch.stack([norm_history(s, **kw) for s in range(5)])
        for name, kw in settings.items()}
for name in list(settings)[1:]:
    ratio = runs[name][:, 0] / runs["mean"][:, 0]
    low, high = f"{ratio.min():.3g}", f"{ratio.max():.3g}"
    print(f"{name}_over_mean =", "–".join(sorted({low, high})))
    assert ratio.min() > 1.5
shape, levels = {}, torch.tensor([0.5, 0.9], dtype=torch.float64)
for name in "mean", "sum":
    low, high = runs[name].quantile(levels, dim=1)
    shape[name] = high / low
    print(f"{name}_p90_over_median = "
          f"{shape[name].min():.2g}–{shape[name].max():.2g}")
assert torch.allclose(runs["sum"], elements * runs["mean"])
assert torch.allclose(shape["sum"], shape["mean"])

fig, ax = plt.subplots(num="same_run")
for name, style in ("sum", "C1--"), ("mean", "C0-"):
    ax.semilogy(runs[name].T, style, lw=1)
ax.text(30, 4e3, "sum", color="C1")
ax.text(30, 6, "mean", color="C0")
ax.set(xlabel="step", ylabel="gradient norm", ylim=(0.5, 1e4))
plt.show()
