"""where 挡不住 NaN 梯度 | The where trap: hidden value, NaN gradient

tags: nan, where, mask, nan_to_num, xlogy, log, sqrt, safe_where
"""
from collections.abc import Callable

import torch
from torch import Tensor


def safe_where(condition: Tensor, f: Callable[[Tensor], Tensor], x: Tensor,
               other: float = 0.0, inside: float = 1.0) -> Tensor:
    """Return f(x) where the condition holds and `other` elsewhere.

    f never sees the bad entries: it gets `inside`, a harmless point.
    """
    harmless = torch.where(condition, x, inside)
    return torch.where(condition, f(harmless), other)


def masked(f):
    """The ways to write "f(x) where x > 0, else 0"."""
    return {
        "where": lambda x: torch.where(x > 0, f(x), 0.0),
        "times_mask": lambda x: (x > 0) * f(x),
        "nan_to_num": lambda x: f(x).nan_to_num(0.0, neginf=0.0),
        "safe_where": lambda x: safe_where(x > 0, f, x),
        "indexing": lambda x: f(x[x > 0]),
    }


def gradients(f, points: list[float]) -> tuple[bool, list[float]]:
    """Whether the value is finite, and the gradient at each point."""
    x = torch.tensor(points, requires_grad=True)
    y = f(x)
    y.sum().backward()
    return bool(y.isfinite().all()), x.grad.tolist()


for function in (torch.log, torch.sqrt):
    for way, f in masked(function).items():
        finite, grads = gradients(f, [-1.0, 0.0, 4.0])
        said = ", ".join(f"{g:g}" for g in grads)
        print(f"{function.__name__}_{way} = {said}")
        print(f"{function.__name__}_{way}_finite = {finite}")
        assert ("nan" in said) == (way not in ("safe_where", "indexing"))
        assert finite or way == "times_mask"

# A hand-written ELU is finite at 100; its unused branch overflows.
elu = {"where": lambda x: torch.where(x > 0, x, x.exp() - 1),
       "built_in": torch.nn.functional.elu,
       "clamped": lambda x: torch.where(x > 0, x, x.clamp(max=0).expm1())}
for way, f in elu.items():
    finite, (grad,) = gradients(f, [100.0])
    print(f"elu_{way} = {grad:g}")
    assert finite and (grad == 1) == (way != "where")
