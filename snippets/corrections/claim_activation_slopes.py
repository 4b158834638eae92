"""激活函数的最大斜率 | The largest slope of each activation

tags: sigmoid, tanh, relu, gelu, silu, selu, exploding gradients
"""
import torch
import torch.nn.functional as F

activations = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": F.softplus,
    "mish": F.mish,
    "silu": F.silu,
    "gelu": F.gelu,
    "selu": F.selu,
}
a = torch.linspace(-30, 30, 600_001, dtype=torch.float64)
slopes = {}
for name, phi in activations.items():
    x = a.clone().requires_grad_()
    (slopes[name],) = torch.autograd.grad(phi(x).sum(), x)
    print(f"{name} = {slopes[name].max():.3g}")
sigmoid = slopes["sigmoid"]
print(f"sigmoid_beyond_5 = {sigmoid[a.abs() >= 5].max():.2g}")
print(f"sigmoid_beyond_10 = {sigmoid[a.abs() >= 10].max():.2g}")
assert sigmoid.max() <= 0.25
assert max(slope.max() for slope in slopes.values()) < 1.8
assert sigmoid[a.abs() >= 5].max() < 0.01
