"""MAML 内循环：每步乘一个 (I − αH) | Each inner step of MAML multiplies by I − αH

tags: maml, meta-learning, inner loop, exploding gradients
"""
import torch
from torch import Tensor

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
lr, n_steps = 0.1, 20
curvatures = {"flat": 1.0, "edge": 20.0, "steep": 22.0, "negative": -2.0}


def adapt(theta: Tensor, hessian: Tensor, first_order: bool) -> Tensor:
    """Gradient descent on theta' H theta / 2, as a graph."""
    for _ in range(n_steps):
        loss = theta @ hessian @ theta / 2
        grad, = torch.autograd.grad(loss, theta, create_graph=True)
        if first_order:
            grad = grad.detach()
        theta = theta - lr * grad
    return theta


basis = torch.linalg.qr(torch.randn(4, 4)).Q
hessian = basis @ torch.diag(torch.tensor([*curvatures.values()])) @ basis.T
start = basis.sum(dim=1)
gains = {}
for first_order in (False, True):
    theta = start.clone().requires_grad_()
    adapted = adapt(theta, hessian, first_order)
    # The gradient that arrives at theta, for a unit gradient at the end.
    jacobian = torch.stack([torch.autograd.grad(
        adapted @ v, theta, retain_graph=True)[0] for v in basis.T])
    gains[first_order] = (jacobian @ basis).diagonal().abs()
    if not first_order:
        power = torch.matrix_power(torch.eye(4) - lr * hessian, n_steps)
        assert torch.allclose(jacobian, basis.T @ power, atol=1e-9)

for i, (name, curvature) in enumerate(curvatures.items()):
    print(f"{name}_factor = {1 - lr * curvature:.2g}")
    print(f"{name}_gain = {gains[False][i]:.2g}")
    theory = abs(1 - lr * curvature) ** n_steps
    assert abs(gains[False][i] / theory - 1) < 0.01
print(f"first_order_gain = {gains[True].max():.2g}")
assert torch.allclose(gains[True], torch.ones(4))
