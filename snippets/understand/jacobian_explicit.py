"""雅可比连乘就是反向传播 | The Jacobian product is backpropagation

tags: jacobian, chain rule, spectral norm, bound, tanh, xavier
"""
import matplotlib.pyplot as plt
import torch
from torch.autograd.functional import jacobian
from torch.linalg import matrix_norm

torch.set_default_dtype(torch.float64)
L, n = 30, 100


def net(weights, h):
    for weight in weights:
        h = torch.tanh(weight @ h)
    return h


def layer_jacobians(weights, h):
    """Yield J_l = D_l W_l, where D_l is the diagonal of slopes."""
    for weight in weights:
        h = torch.tanh(weight @ h)
        yield (1 - h**2)[:, None] * weight


curves, ratios = [], []
for seed in range(5):
    torch.manual_seed(seed)
    weights = [torch.randn(n, n) / n**0.5 for _ in range(L)]
    x = torch.randn(n, requires_grad=True)
    delta = torch.randn(n)  # any ∂ℒ/∂h_L will do
    product, bound, curve = torch.eye(n), 1.0, []
    for J_l in layer_jacobians(weights, x.detach()):
        product, bound = J_l @ product, bound * matrix_norm(J_l, 2)
        typical = product.norm() / n**0.5
        curve.append([bound, matrix_norm(product, 2), typical])
    curves.append(curve)

    whole = jacobian(lambda h, weights=weights: net(weights, h), x)
    (grad_x,) = torch.autograd.grad(net(weights, x), x, delta)
    ratios.append((grad_x.norm() / delta.norm()).item())
    assert torch.allclose(product, whole, rtol=1e-9, atol=1e-13)
    assert torch.allclose(product.T @ delta, grad_x, rtol=1e-9, atol=1e-13)

curves = torch.tensor(curves)  # seed, layer, quantity
for name, last in zip(("bound", "largest", "typical"), curves[:, -1].T):
    print(f"{name} = {last.min():.2g}–{last.max():.2g}")
print(f"gradient_ratio = {min(ratios):.2g}–{max(ratios):.2g}")
assert curves[:, -1, 0].min() > 1e5 and curves[:, -1, 1].max() < 10

fig, ax = plt.subplots(num="bound")
for i, (label, style, y) in enumerate((
        ("bound ∏ σ_max(J_l)", "--", 3e5), ("σ_max(J)", "-", 4),
        ("typical gain", "-.", 0.015))):
    ax.semilogy(range(1, L + 1), curves[:, :, i].T, f"C{i}", ls=style, lw=1)
    ax.text(19, y, label, color=f"C{i}", ha="right" if i == 0 else "left")
ax.set(xlabel="layers multiplied", ylabel="gain", ylim=(5e-3, 1e9))
plt.show()
