"""梯度消失会变成 NaN 吗 | Does a vanished gradient become NaN?

tags: nan, vanishing, adam, eps, underflow, normalization
"""
import torch
from torch import nn


def step(grad: float, optimizer: type, **options: float) -> float:
    """One optimizer step from w = 1 with this gradient in float32."""
    w = torch.ones(4, requires_grad=True)
    w.grad = torch.full_like(w, grad)
    optimizer([w], lr=0.1, **options).step()
    return 1 - w[0].item()


torch.manual_seed(0)
layers = [m for _ in range(50) for m in (nn.Linear(32, 32), nn.Sigmoid())]
model = nn.Sequential(*layers)
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
x, y = torch.randn(64, 32), torch.randn(64, 32)
finite = 0
for _ in range(20):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    finite += all(p.isfinite().all() for p in model.parameters())
largest = max(p.grad.abs().max().item() for p in layers[0].parameters())
print(f"finite_steps = {finite}/20")
assert largest < 1e-25 and finite == 20 and loss.isfinite()

for name, grad in (("1e_30", 1e-30), ("zero", 0.0)):
    print(f"sgd_{name} = {step(grad, torch.optim.SGD):g}")
    print(f"adam_{name} = {step(grad, torch.optim.Adam):g}")
    print(f"adam_eps_0_{name} = {step(grad, torch.optim.Adam, eps=0.0):g}")

grad = torch.full((4,), 1e-30)  # what a division does with it
print(f"norm = {grad.norm().item():g}")
print(f"unit_by_norm = {(grad / grad.norm())[0].item():g}")
print(f"zero_by_norm = {(0 * grad / (0 * grad).norm())[0].item():g}")
safe = grad / (grad.norm() + 1e-6)
print(f"unit_with_eps = {safe[0].item():g}")
assert safe.isfinite().all()
