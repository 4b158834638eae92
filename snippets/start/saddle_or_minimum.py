"""梯度为零：鞍点还是极小值 | Zero gradient: saddle or minimum?

tags: saddle point, minimum, hessian, stationary point
"""

import torch
from torch import Tensor


def loss(weights: Tensor) -> Tensor:
    """A linear network with one unit per layer: w₂ · w₁ should be 1."""
    return (weights.prod() - 1) ** 2


for name, start in ("saddle", torch.zeros(2)), ("minimum", torch.ones(2)):
    gradient = torch.autograd.functional.jacobian(loss, start)
    hessian = torch.autograd.functional.hessian(loss, start)
    low, high = torch.linalg.eigvalsh(hessian).round().int().tolist()
    print(f"{name}_gradient_norm = {gradient.norm():g}")
    print(f"{name}_loss = {loss(start):g}")
    print(f"{name}_curvature = {low}, {high}")

    torch.manual_seed(0)
    weights = (start + 0.01 * torch.randn(2)).requires_grad_()
    optimizer = torch.optim.SGD([weights], lr=0.05)
    for _ in range(200):  # plain gradient descent after a small push
        optimizer.zero_grad()
        loss(weights).backward()
        optimizer.step()
    assert (low < 0) == (name == "saddle") and gradient.norm() == 0
    assert loss(weights) < 1e-6
