"""同一个乘积，一个方向爆炸，一个方向消失 | One product, both at once

tags: vanishing, exploding, jacobian, singular value, clipping, rnn
"""
import math

import torch

torch.set_default_dtype(torch.float64)
cos, sin = math.cos(0.5), math.sin(0.5)
axes = torch.tensor([[cos, -sin], [sin, cos]])
weight = axes @ torch.diag(torch.tensor([1.1, 0.9])) @ axes.T

h_0 = torch.zeros(2, requires_grad=True)
h = h_0
for _ in range(100):  # a linear recurrent net of two units
    h = weight @ h
delta = axes.sum(dim=1)  # as much of one direction as of the other
(grad,) = torch.autograd.grad(h, h_0, delta)
grown, shrunk = axes.T @ grad
print(f"grown = {grown:.3g}")
print(f"shrunk = {shrunk:.3g}")
assert grown > 1e4 and shrunk < 1e-4

clipped = grad / grad.norm()  # what clipping by norm at 1.0 leaves
grown, shrunk = axes.T @ clipped
print(f"grown_clipped = {grown:.3g}")
print(f"shrunk_clipped = {shrunk:.2g}")
assert abs(grown - 1) < 1e-9 and abs(shrunk) < 1e-8
