"""其余裁剪函数的行为 | The other clipping calls, and two loops to avoid

tags: clip_grad_value_, get_total_norm, clip_grads_with_norm_, nan, inf
"""
import torch
from torch import Tensor, nn
from torch.nn import utils

INF, NAN = torch.inf, torch.nan


def params(*grads: float | None) -> list[Tensor]:
    made = [nn.Parameter(torch.zeros(1)) for _ in grads]
    for p, grad in zip(made, grads):
        p.grad = None if grad is None else torch.tensor([float(grad)])
    return made


def left(given: list[Tensor]) -> str:
    said = ["None" if p.grad is None else f"{p.grad.item():.3g}"
            for p in given]
    return f"({', '.join(said)})"


for name, grads, bound in (
        ("value", (-3, 4), 1), ("value_none", (-3, None), 1),
        ("value_inf", (-INF, 4), 1), ("value_nan", (NAN, 4), 1),
        ("value_zero", (-3, 4), 0), ("value_negative", (-3, 4), -1),
        ("value_unlimited", (-INF, 4), INF)):
    given = params(*grads)
    assert utils.clip_grad_value_(given, bound) is None
    print(f"{name} = {left(given)}")

for name, grads in (("total", (3, 4)), ("total_inf", (INF, 4)),
                    ("total_nan", (NAN, 4)), ("total_huge", (1e30, 4))):
    given = params(*grads)
    norm = utils.get_total_norm([p.grad for p in given])
    print(f"{name}_returned = {norm.item():g}")
    print(f"{name} = {left(given)}")

for name, norm in (("with_norm", 5.0), ("with_wrong_norm", 1.0),
                   ("with_inf_norm", INF), ("with_nan_norm", NAN)):
    given = params(3, 4)
    utils.clip_grads_with_norm_(given, 1.0, torch.tensor(norm))
    print(f"{name} = {left(given)}")

one_by_one = params(300, 4)
for p in one_by_one:  # each alone: all come out equally long
    utils.clip_grad_norm_(p, 1.0)
print(f"one_by_one = {left(one_by_one)}")
by_hand = params(NAN, 4)  # nan > 1.0 is False: nothing happens
assert not utils.get_total_norm([p.grad for p in by_hand]) > 1.0

strict = params(INF, 4)
try:
    utils.clip_grad_norm_(strict, 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print(error)
    print(f"strict = {left(strict)}")  # nothing was changed
    assert "is non-finite, so it cannot be clipped" in str(error)
