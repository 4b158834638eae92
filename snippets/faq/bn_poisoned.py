"""一个坏批次毁掉 BN 的滑动统计量 | One bad batch poisons BatchNorm's averages

tags: nan, batchnorm, eval, inference, running_var, tool
"""
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


@torch.no_grad()
def recalibrate_batchnorm(model: nn.Module,
                          batches: Iterable[Tensor]) -> None:
    """Replace all running averages by plain means over clean batches."""
    norms = [m for m in model.modules() if isinstance(m, _BatchNorm)]
    momenta, was_training = [m.momentum for m in norms], model.training
    for m in norms:
        m.reset_running_stats()
        m.momentum = None  # the plain mean of all batches
    model.train()
    for x in batches:
        model(x)
    model.train(was_training)
    for m, momentum in zip(norms, momenta):
        m.momentum = momentum


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)


def bad_share(x: Tensor) -> float:
    return (~model(x).isfinite()).double().mean().item()


for step in range(100):
    x = torch.randn(32, 8)
    if step == 10:
        x[0, 0] = torch.nan  # one entry of one sample
    loss = (model(x) - x[:, :1]).square().mean()
    if loss.isfinite():  # the usual guard: skip the bad step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

good = torch.randn(64, 8)
finite = all(bool(p.isfinite().all()) for p in model.parameters())
shares = [bad_share(good)]
model.eval()
shares += [bad_share(good)]
recalibrate_batchnorm(model, [torch.randn(32, 8) for _ in range(20)])
shares += [bad_share(good)]
print(f"parameters_finite = {finite}")
print("train = {:.0%}\neval = {:.0%}\nrepaired = {:.0%}".format(*shares))
assert finite and shares == [0, 1, 0]
norm = nn.BatchNorm1d(1).eval()
norm.running_var.zero_()  # a constant feature: large, not NaN
print(f"zero_variance_gain = {norm(torch.ones(1, 1)).item():.0f}")
