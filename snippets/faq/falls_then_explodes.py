"""学习率只超出上限一点：先降后爆 | Slightly above the limit: down, then up

tags: divergence, learning rate, curvature, sharpness, quadratic
"""
import torch

curvature = torch.tensor([1.0, 100.0], dtype=torch.float64)
limit = 2 / curvature.max().item()
print(f"limit = {limit:g}")


def losses(lr: float, n_steps: int = 200) -> torch.Tensor:
    """Gradient descent on a bowl, started in its flat direction."""
    w = torch.tensor([1.0, 1e-6], dtype=torch.float64)
    history = []
    for _ in range(n_steps + 1):
        history.append(0.5 * (curvature * w * w).sum())
        w = w - lr * curvature * w
    return torch.stack(history)


histories = {"below": losses(0.95 * limit), "above": losses(1.1 * limit)}
for name, history in histories.items():
    print(f"{name}_lowest_step = {history.argmin().item()}")
    print(f"{name}_lowest = {history.min():.1g}")
    print(f"{name}_last = {history[-1]:.0e}")

assert histories["below"][-1] < 1e-3
assert histories["above"][40] < 0.2 < 1e10 < histories["above"][-1]
