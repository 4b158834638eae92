"""每层乘的是矩阵，不是一个数 | A layer multiplies by a matrix, not a number

tags: jacobian, singular value, chain rule, backpropagation
"""
import torch

L, n = 10, 50
torch.set_default_dtype(torch.float64)


def net(weights: torch.Tensor, h: torch.Tensor) -> torch.Tensor:
    for weight in weights:
        h = torch.tanh(weight @ h)
    return h


def product(weights: torch.Tensor, h: torch.Tensor):
    """The product of all D_l W_l, and the product of their norms."""
    jacobian, bound = torch.eye(n), torch.tensor(1.0)
    for weight in weights:
        h = torch.tanh(weight @ h)
        layer = (1 - h**2)[:, None] * weight  # D_l W_l
        jacobian = layer @ jacobian
        bound *= torch.linalg.matrix_norm(layer, ord=2)
    return jacobian, bound


rows = []
for seed in range(5):
    torch.manual_seed(seed)
    weights, x = torch.randn(L, n, n) / n**0.5, torch.randn(n)
    jacobian, bound = product(weights, x)
    by_autograd = torch.autograd.functional.jacobian(
        lambda x: net(weights, x), x
    )
    assert torch.allclose(jacobian, by_autograd, rtol=1e-10)
    sigma = torch.linalg.svdvals(jacobian)
    delta = torch.randn(n)  # a random ∂ℒ/∂h at the output
    random = (jacobian.T @ delta).norm() / delta.norm()
    rows.append([bound, sigma[0], random, sigma.median()])
names = "product_of_norms", "largest", "random_direction", "median"
for name, values in zip(names, zip(*rows)):
    print(f"{name} = {min(values):.2g}–{max(values):.2g}")
for bound, largest, random, median in rows:
    assert bound > 10 * largest
    assert largest > 1.5 * random and random > 3 * median
