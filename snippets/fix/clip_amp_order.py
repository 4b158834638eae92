"""混合精度：先反缩放，再裁剪 | Mixed precision: unscale, then clip

tags: gradient clipping, amp, mixed precision, gradscaler, unscale_
"""
import math

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def amp_step(gradient: torch.Tensor, n_unscale: int):
    """Make one SGD step at lr 1 from a loss with the given gradient.

    Returns the norm before clipping, the step length, the new scale.
    """
    weight = nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu")  # "cuda" on a GPU
    scaler.scale(weight @ gradient).backward()
    for _ in range(n_unscale):  # once is right
        scaler.unscale_(optimizer)
    norm = clip_grad_norm_([weight], max_norm=1.0)
    scaler.step(optimizer)  # skipped if a gradient is not finite
    scaler.update()
    return norm.item(), weight.norm().item(), scaler.get_scale()


def power_of_two(x: float) -> str:
    return f"2^{math.log2(x):.0f}"


gradient = torch.tensor([3.0, 4.0])
norm, right_step, scale = amp_step(gradient, n_unscale=1)
print(f"scale = {power_of_two(scale)}")
print(f"right_norm = {norm:.3g}")
print(f"right_step = {right_step:.3g}")

norm, wrong_step, _ = amp_step(gradient, n_unscale=0)
print(f"wrong_norm = {norm:.3g}")
print(f"wrong_step = {wrong_step:.3g}")
print(f"too_small = {power_of_two(right_step / wrong_step)}")
assert math.isclose(right_step, 1.0, rel_tol=1e-3)
assert math.isclose(right_step / wrong_step, scale, rel_tol=1e-3)

_, step, new_scale = amp_step(gradient * torch.inf, n_unscale=1)
print(f"inf_step = {step:.3g}")
print(f"inf_scale = {power_of_two(new_scale)}")
assert step == 0 and new_scale == scale / 2

try:
    amp_step(gradient, n_unscale=2)
except RuntimeError as error:
    print(error)
    assert "unscale_() has already been called" in str(error)
