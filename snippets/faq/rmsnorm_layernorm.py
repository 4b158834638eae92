"""RMSNorm 与 LayerNorm：差在均值 | RMSNorm and LayerNorm differ by the mean

tags: rmsnorm, layer normalization, float16, overflow, eps, gradient
"""
import torch
from torch import Tensor, nn

torch.manual_seed(0)
D = 512


def gain(norm: nn.Module, x: Tensor) -> float:
    """How a random gradient changes its norm on the way back."""
    x = x.clone().requires_grad_()
    y = norm(x)
    back = torch.randn_like(y)
    grad, = torch.autograd.grad(y, x, back)
    return (grad.norm() / back.norm()).item()


def hand_made(x: Tensor, eps: float) -> Tensor:
    """The formula, in the dtype of x: do not copy this."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps)


layer_norm = nn.LayerNorm(D, eps=1e-5).double()
rms_norm = nn.RMSNorm(D, eps=1e-5).double()
x = torch.randn(64, D, dtype=torch.float64)
for name, norm in (("ln", layer_norm), ("rms", rms_norm)):
    print(f"{name}_mean_0 = {gain(norm, x):.1f}")
    print(f"{name}_mean_10 = {gain(norm, x + 10):.1f}")
zeros = torch.zeros(1, D, dtype=torch.float64)
print(f"rms_zero_row = {gain(rms_norm, zeros):.3g}")  # 1 / √eps
assert gain(layer_norm, zeros) > 250

built_in = nn.RMSNorm(D, eps=1e-8, dtype=torch.float16)
for name, value in (("300", 300.0), ("0", 0.0)):
    row = torch.full((1, D), value, dtype=torch.float16)
    hand = hand_made(row, 1e-8)[0, 0].item()
    print(f"hand_half_{name} = {hand:.3g}")
    print(f"built_in_half_{name} = {built_in(row)[0, 0].item():.3g}")
    wide = hand_made(row.float(), 1e-8).half()[0, 0].item()
    assert wide == built_in(row)[0, 0].item()
