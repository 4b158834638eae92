"""奇点上的取值与梯度 | Values and gradients at singular points

tags: nan, log, sqrt, norm, normalize, acos, std, softplus, logsumexp, eps
"""
import torch
import torch.nn.functional as F
from torch import Tensor

EPS = 1e-6


def run(f, point: float, size: int, dtype=torch.float32) -> str:
    """Return "value, gradient" of f at a vector of equal entries."""
    x = torch.full((size,), point, dtype=dtype, requires_grad=True)
    (y := f(x)).sum().backward()
    return f"{y.flatten()[0]:.3g}, {x.grad[0]:.3g}"


def unit(x: Tensor, eps: float = EPS) -> Tensor:
    """x over its length, with a gradient of at most eps**-0.5."""
    return x / (x.square().sum(-1, keepdim=True) + eps).sqrt()


OPS = {  # point, size, then the forms to compare
    "log": (0, 1, lambda x: x.log(), lambda x: (x + EPS).log(),
            lambda x: x.clamp(min=EPS).log()),
    "sqrt": (0, 1, lambda x: x.sqrt(), lambda x: x.sqrt() + EPS,
             lambda x: (x + EPS).sqrt()),
    "norm": (0, 4, lambda x: x.square().sum().sqrt(),
             lambda x: x.norm(), lambda x: (x @ x + EPS).sqrt()),
    "unit": (0, 4, lambda x: x / x.norm(),
             lambda x: F.normalize(x, dim=0), unit),
    "cosine": (0, 4, lambda x: x @ (x + 1) / (x.norm() * (x + 1).norm()),
               lambda x: F.cosine_similarity(x, torch.ones(4), 0),
               lambda x: unit(x) @ unit(torch.ones(4))),
    "std": (1, 4, lambda x: x.var().sqrt(), lambda x: x.std(),
            lambda x: (x.var() + EPS).sqrt()),
    "std_of_one": (1, 1, lambda x: x.std(), lambda x: x.std(correction=0)),
    "acos": (1, 1, lambda x: x.acos(),
             lambda x: x.clamp(EPS - 1, 1 - EPS).acos()),
    "power": (0, 1, lambda x: x**0.5, lambda x: (x + EPS) ** 0.5),
    "x_log_x": (0, 1, lambda x: x * x.log(), lambda x: torch.xlogy(x, x),
                lambda x: torch.xlogy(x, x.clamp(min=EPS))),
    "divide": (0, 1, lambda x: x / x, lambda x: x / (x + EPS),
               lambda x: x / torch.where(x == 0, 1, x)),
    "exp": (100, 1, lambda x: x.exp(), lambda x: x.clamp(max=80).exp()),
    "softplus": (100, 1, lambda x: (1 + x.exp()).log(), F.softplus),
    "log_one_minus": (20, 1, lambda x: (1 - x.sigmoid()).log(),
                      lambda x: F.logsigmoid(-x)),
    "logsumexp": (100, 2, lambda x: x.exp().sum().log(),
                  lambda x: x.logsumexp(0)),
}
for name, (point, size, unsafe, *others) in OPS.items():
    said = [run(f, point, size) for f in (unsafe, *others)]
    for form, pair in zip(("unsafe", "second", "third"), said):
        print(f"{name}_{form} = {pair}")
    assert "nan" in said[0] or "inf" in said[0]
    assert "nan" not in said[-1] and "inf" not in said[-1]
half = run(lambda x: (x + 1e-8).log(), 0, 1, torch.float16)
print(f"eps_lost_in_fp16 = {half}")
