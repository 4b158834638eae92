"""忘记 zero_grad 等于动量 1 | Forgetting zero_grad is momentum 1

tags: zero_grad, accumulation, momentum, divergence, bug
"""
import torch


def train(zero_grad: bool, momentum: float = 0.0) -> tuple[list, list]:
    """100 steps of SGD on w²/2 from w = 1: |w| and |.grad| per step."""
    w = torch.ones(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1, momentum=momentum)
    sizes, grads = [], []
    for _ in range(100):
        if zero_grad:
            optimizer.zero_grad()
        (w**2 / 2).sum().backward()
        grads.append(w.grad.item())
        optimizer.step()
        sizes.append(w.item())
    return sizes, grads


right, _ = train(zero_grad=True)
forgotten, summed = train(zero_grad=False)
momentum, _ = train(zero_grad=True, momentum=1.0)
print(f"right_end = {right[-1]:.3g}")
print(f"forgotten_largest_late = {max(map(abs, forgotten[50:])):.1f}")
print(f"grad_largest = {max(map(abs, summed)):.1f}")
difference = max(abs(a - b) for a, b in zip(forgotten, momentum))
print(f"same_as_momentum_1 = {difference < 1e-12}")
turns = sum(a * b < 0 for a, b in zip(summed, summed[1:]))
print(f"sign_changes = {turns}")

slope = torch.ones(3, requires_grad=True)  # gradient always the same
norms = []
for _ in range(10):
    slope.sum().backward()
    norms.append(slope.grad.norm().item())
print(f"constant_step_10 = {norms[-1] / norms[0]:.0f}")
assert difference < 1e-12 and right[-1] < 1e-4
assert max(map(abs, forgotten[50:])) > 0.9
