"""clip_grad_norm_ 行为表 | What clip_grad_norm_ returns and leaves behind

tags: clip_grad_norm_, nan, inf, max_norm, norm_type, fp16, edge cases
"""
import warnings

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

INF, NAN = torch.inf, torch.nan


def params(*grads: float | None, dtype=torch.float32) -> list[Tensor]:
    """One scalar parameter for each gradient."""
    made = [nn.Parameter(torch.zeros(1, dtype=dtype)) for _ in grads]
    for p, grad in zip(made, grads):
        p.grad = None if grad is None else torch.full_like(p, grad)
    return made


def left(given: list[Tensor]) -> str:
    """The gradients of the parameters, each named once."""
    grads = [p.grad for p in dict.fromkeys(given)]
    said = ["None" if g is None else f"{g.item():.3g}" for g in grads]
    return f"({', '.join(said)})"


F16, BF16, F64 = torch.float16, torch.bfloat16, torch.float64
CASES = {
    "above": (params(3, 4), {}),
    "below": (params(0.03, 0.04), {}),
    "none": (params(3, 4, None), {}),
    "all_none": (params(None, None), {}), "empty": ([], {}),
    "inf": (params(INF, 4), {}),
    "nan": (params(NAN, 4), {}),
    "huge": (params(1e30, 4), {}),
    "huge_float64": (params(1e30, 4, dtype=F64), {}),
    "large_float16": (params(6e4, 6e4, dtype=F16), {}),
    "bfloat16": (params(3, 4, dtype=BF16), {}),
    "mixed": (params(3) + params(4, dtype=BF16), {}),
    "listed_twice": (params(4) * 2, {}),
    "limit_zero": (params(3, 4), {"max_norm": 0}),
    "limit_negative": (params(3, 4), {"max_norm": -1}),
    "limit_tiny": (params(3e-8, 4e-8), {"max_norm": 1e-8}),
    "limit_inf": (params(3, 4), {"max_norm": INF}),
    "limit_inf_norm_inf": (params(INF, 4), {"max_norm": INF}),
    "limit_inf_huge": (params(1e30, 4), {"max_norm": INF}),
    "norm_type_inf": (params(3, 4), {"norm_type": INF}),
    "norm_type_1": (params(3, 4), {"norm_type": 1}),
}
for name, (given, options) in CASES.items():
    norm = clip_grad_norm_(given, **({"max_norm": 1.0} | options))
    print(f"{name}_returned = {norm.item():.3g}")
    print(f"{name} = {left(given)}")
assert left(CASES["limit_inf_huge"][0]) == "(nan, nan)"
stored = (p for p in params(3, 4))  # like params = model.parameters()
with warnings.catch_warnings(record=True):  # "empty generator"
    norms = [clip_grad_norm_(stored, 10.0).item() for _ in range(2)]
print(f"generator_again = {norms[1]:g}")
