"""clip_grad_norm_ 返回什么，何时报错 | What clip_grad_norm_ returns

tags: clip_grad_norm_, clip_grad_norm, error_if_nonfinite, max_norm, dtype
"""
import math
import warnings

import torch
from torch import Tensor, nn
from torch.nn import utils


def params(*grads: float, dtype=torch.float32) -> list[nn.Parameter]:
    made = [nn.Parameter(torch.zeros(1, dtype=dtype)) for _ in grads]
    for p, grad in zip(made, grads):
        p.grad = torch.full_like(p, grad)
    return made


norm = utils.clip_grad_norm_(given := params(3, 4), max_norm=1.0)
print(f"returned = {norm.item():g}")
print(f"norm_after = {utils.get_total_norm([p.grad for p in given]):.3g}")
assert norm.device == given[0].device and norm.shape == ()
half = params(3, 4, dtype=torch.bfloat16)
for name, case in (("bfloat16", half), ("mixed", params(3) + half)):
    dtype = utils.clip_grad_norm_(case, 1.0).dtype  # after promotion
    print(f"{name}_returns = {str(dtype).removeprefix('torch.')}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    old = utils.clip_grad_norm(params(3, 4), 1.0)  # without underscore
print(f"old_name_returned = {old.item():g}")
print(f"old_name_warns = {caught[0].category.__name__}")
print(caught[0].message)

for bad in (math.inf, math.nan, 1e30):  # 1e30: the squares overflow
    strict, message = params(bad, 4), ""
    try:
        utils.clip_grad_norm_(strict, 1.0, error_if_nonfinite=True)
    except RuntimeError as error:
        message = str(error)
    assert "is non-finite, so it cannot be clipped" in message
    assert strict[1].grad.item() == 4  # nothing was changed


def checked_clip_(parameters, max_norm: float) -> Tensor:
    """clip_grad_norm_ that refuses limits nobody means, NaN included."""
    if not 0 < max_norm < math.inf:
        raise ValueError(f"max_norm={max_norm}: not positive and finite")
    return utils.clip_grad_norm_(list(parameters), max_norm)


utils.clip_grad_norm_(small := params(0.03, 0.04), max_norm=-1.0)
print(f"negative = ({', '.join(f'{p.grad.item():.1f}' for p in small)})")
for limit in (-1.0, 0.0, math.inf, math.nan):
    try:
        checked_clip_(params(3, 4), limit)
        raise AssertionError
    except ValueError as error:
        print(error)
