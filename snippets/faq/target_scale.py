"""标签尺度与梯度 | The scale of the targets and the gradient

tags: regression, mse, huber, standardize, target, normalization
"""
import math

import torch
import torch.nn.functional as F
from torch import nn

STEPS, RATE, SEEDS = 20, 0.05, range(3)


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))


def run(seed: int, scale: float, loss_fn=F.mse_loss, standardize=False):
    """Return the first gradient norm and the final error / variance."""
    torch.manual_seed(seed)
    x, model = torch.randn(128, 8), network()
    y = scale * (x[:, :1] + 3)  # the mean is three times the spread
    mean, std = (y.mean(), y.std()) if standardize else (0.0, 1.0)
    for step in range(STEPS):
        loss = loss_fn(model(x), (y - mean) / std)
        grads = torch.autograd.grad(loss, [*model.parameters()])
        if step == 0:
            first = nn.utils.get_total_norm(grads).item()
        with torch.no_grad():
            for p, grad in zip(model.parameters(), grads):
                p -= RATE * grad
    error = (model(x).detach() * std + mean - y).square().mean() / y.var()
    return first, error.item()


SETUPS = {"unit": dict(scale=1), "large": dict(scale=1e4),
          "huber": dict(scale=1e4, loss_fn=F.huber_loss),
          "standardized": dict(scale=1e4, standardize=True)}
results = {name: [run(seed, **options) for seed in SEEDS]
           for name, options in SETUPS.items()}
unit = [norm for norm, _ in results["unit"]]
for name, runs in results.items():
    ratios = [norm / one for (norm, _), one in zip(runs, unit)]
    finite = sum(error < float("inf") for _, error in runs)
    learned = sum(error < 0.5 for _, error in runs)
    print(f"{name}_finite = {finite}/{len(SEEDS)}")
    print(f"{name}_learned = {learned}/{len(SEEDS)}")
    assert learned == (3 if name in ("unit", "standardized") else 0)
    assert finite == (0 if name == "large" else 3)
    if name == "large":
        print(f"gradient_decades = {math.log10(ratios[0]):.0f}")
        assert min(ratios) > 7e3 and max(ratios) < 1.5e4
    elif name != "unit":
        assert max(ratios) < 1
