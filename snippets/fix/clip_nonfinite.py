"""裁剪救不了 NaN：跳过这一步 | Clipping does not cure NaN: skip the step

tags: gradient clipping, nan, inf, clip_grad_norm_, error_if_nonfinite
"""
import math

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_


def safe_step(optimizer: torch.optim.Optimizer, max_norm: float) -> float:
    """Clip and step; skip the update if the gradient norm is not finite.

    Returns the norm before clipping, so that the caller can count skips.
    Gradients must be dense; parameters without a gradient are ignored.
    """
    groups = optimizer.param_groups
    params = [p for group in groups for p in group["params"]]
    norm = clip_grad_norm_(params, max_norm).item()
    if math.isfinite(norm):
        optimizer.step()
    optimizer.zero_grad()
    return norm


def planted(entry: float) -> list[nn.Parameter]:
    bad, rest, unused = (nn.Parameter(torch.zeros(2)) for _ in range(3))
    bad.grad = torch.tensor([entry, 1.0])
    rest.grad = torch.tensor([3.0, 4.0])
    return [bad, rest, unused]  # unused.grad is None


columns = "norm", "entry", "rest", "by_value"
for name, entry, expected in (("inf", torch.inf, "inf nan 0 1"),
                              ("nan", torch.nan, "nan nan nan nan"),
                              ("huge", 1e30, "inf 0 0 1")):
    by_norm, by_value = planted(entry), planted(entry)
    norm = clip_grad_norm_(by_norm, max_norm=1.0)
    clip_grad_value_(by_value, clip_value=1.0)
    values = [f"{x:g}" for x in (norm, by_norm[0].grad[0],
                                 by_norm[1].grad[0], by_value[0].grad[0])]
    for column, value in zip(columns, values):
        print(f"{name}_{column} = {value}")
    assert values == expected.split()
    params = planted(entry)
    safe_step(torch.optim.SGD(params), max_norm=1.0)
    assert not torch.cat(params).any()  # no parameter has moved

params = planted(3.0)
print(f"before_backward = {clip_grad_norm_(params[2:], 1.0):g}")
safe_step(torch.optim.SGD(params), max_norm=1.0)
assert torch.cat(params[:2]).all()  # a finite step does move them
message = ""
try:
    clip_grad_norm_(planted(torch.inf), 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    message = str(error)
print(message)
assert "is non-finite, so it cannot be clipped" in message
