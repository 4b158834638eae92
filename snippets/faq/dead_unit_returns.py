"""落到负侧很远的单元能回来吗 | Does a unit far on the negative side come back?

tags: dead relu, leaky relu, gelu, silu, elu
"""
from functools import partial

import torch
import torch.nn.functional as F

activations = {"relu": F.relu, "leaky_relu": F.leaky_relu, "elu": F.elu,
               "gelu": F.gelu, "silu": F.silu,
               "gelu_tanh": partial(F.gelu, approximate="tanh")}


def slope(function, at: float) -> float:
    a = torch.tensor(at, requires_grad=True)
    function(a).backward()
    return a.grad.item()


# One unit each, plain SGD at lr 1 on (output - 1)**2 / 2.
a = torch.full((len(activations),), -10.0, requires_grad=True)
for _ in range(2000):
    out = torch.stack([f(x) for f, x in zip(activations.values(), a)])
    grad, = torch.autograd.grad((out - 1).square().sum() / 2, a)
    a.data -= grad
end = dict(zip(activations, a.tolist()))

for name, function in activations.items():
    print(f"{name}_slope = {slope(function, -10.0):.2g}")
    print(f"{name}_end = {end[name]:.3g}")

grid = torch.linspace(-3, 0, 3001)
for name in ("gelu", "silu"):  # to the left of this the slope is negative
    lowest = grid[activations[name](grid).argmin()].item()
    print(f"{name}_lowest_at = {lowest:.2f}")

assert slope(F.relu, -10.0) == 0 and end["relu"] == -10
assert abs(end["leaky_relu"] - 1) < 0.01  # the only one that is back
assert end["gelu"] == -10  # a gradient too small to move a float32
assert slope(F.gelu, -2.0) < 0 and slope(F.silu, -2.0) < 0
assert end["silu"] < -10  # the slope is negative: it walks away
assert -10 < end["elu"] < -9
