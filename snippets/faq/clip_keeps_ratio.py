"""裁剪不改变层与层的比例 | Clipping keeps the ratio between layers

tags: gradient clipping, vanishing gradients, sigmoid
"""
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
layers = [nn.Sequential(nn.Linear(64, 64), nn.Sigmoid()) for _ in range(20)]
model = nn.Sequential(*layers)
params = list(model.parameters())
x, target = torch.randn(32, 64), torch.randn(32, 64)


def backward() -> None:
    model.zero_grad()
    nn.functional.mse_loss(model(x), target, reduction="sum").backward()


def ratio() -> float:
    """Weight gradient of the first layer over that of the last."""
    first, last = layers[0][0].weight.grad, layers[-1][0].weight.grad
    return (first.norm() / last.norm()).item()


backward()
before = ratio()
print(f"below_1e_10 = {before < 1e-10}")
assert before < 1e-10

norm = nn.utils.clip_grad_norm_(params, max_norm=1.0)
assert norm > 10  # so it did clip
print(f"clipped = {ratio() / before:.3g}")
assert abs(ratio() / before - 1) < 1e-6

backward()
for p in params:
    p.grad *= 1e6 / norm  # scaled up instead: a larger learning rate
print(f"scaled_up = {ratio() / before:.3g}")
assert abs(ratio() / before - 1) < 1e-6

backward()
small = layers[0][0].weight.grad.clone()
nn.utils.clip_grad_value_(params, clip_value=0.01)
first_gain = (layers[0][0].weight.grad / small).abs().max().item()
print(f"first_layer_by_value = {first_gain:.3g}")
assert first_gain == 1  # clipping by value does not lift it either
