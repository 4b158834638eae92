"""批量太小时的三件事 | Three things that happen in a tiny batch

tags: batch size, batchnorm, nan, divergence, learning rate
"""
import torch
from torch import nn


def stays_finite(batch: int, lr: float, seed: int) -> bool:
    """300 steps of SGD on noise-free least squares with 32 inputs."""
    torch.manual_seed(seed)
    error = torch.randn(32)  # w minus the solution
    for _ in range(300):
        x = torch.randn(batch, 32)
        error -= lr * x.T @ (x @ error) / batch
    return bool(error.isfinite().all())


# Stable in the mean square for lr < 2 B / (B + inputs + 1).
for batch, lr, expected in ((64, 0.5, 5), (1, 0.5, 0), (1, 0.5 / 64, 5)):
    finite = sum(stays_finite(batch, lr, seed) for seed in range(5))
    name = f"finite_{batch}" + ("" if lr == 0.5 else "_small_lr")
    print(f"{name} = {finite}/5")
    assert finite == expected

torch.manual_seed(0)
bn = nn.BatchNorm1d(4)
try:
    bn(torch.randn(1, 4))
    raise AssertionError("a batch of one passed")
except ValueError as error:
    print(f"bn_one = {error}")
pair = bn(5 * torch.randn(2, 4, dtype=torch.double).float() + 1)
size = pair.abs()
print(f"bn_pair = ±{size.median():.2g}")
assert (size.median() - 1).abs() < 1e-2
