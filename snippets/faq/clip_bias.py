"""小批量裁剪有偏：平均变成了近似的中位数 | Clipping mini-batches is biased: toward the median

tags: gradient clipping, bias, mini-batch, accuracy
"""
import torch
from torch import Tensor

torch.set_default_dtype(torch.float64)
targets = torch.tensor([0.0, 0.0, 0.0, 8.0])  # the mean is 2


def clipped(grad: Tensor, max_norm: float) -> Tensor:
    return grad * (max_norm / grad.abs().clamp(min=max_norm))


def minimize(max_norm: float, batch_size: int) -> float:
    """Expected SGD step on the loss (w - target)**2 / 2, repeated."""
    w = torch.tensor(2.0)  # start at the best point
    batches = torch.combinations(targets, batch_size)
    for _ in range(1000):
        grads = (w - batches).mean(dim=1)  # one gradient per mini-batch
        w -= 0.02 * clipped(grads, max_norm).mean()
    return w.item()


for name, max_norm, batch_size, end in (
        ("never", 10.0, 1, 2), ("some", 5.0, 1, 5 / 3),  # the 8 is clipped
        ("constant", 1.0, 1, 1 / 3), ("full", 1.0, 4, 2)):
    w = minimize(max_norm, batch_size)
    print(f"{name} = {w:.2f}")
    assert abs(w - end) < 0.01
# Always clipped: only lr * max_norm counts, not the size of the loss.
grad = torch.tensor(5.0)
same = 0.1 * clipped(grad, 1.0) == 1.0 * clipped(100 * grad, 0.1)
print(f"only_the_product_counts = {bool(same)}")
assert same
