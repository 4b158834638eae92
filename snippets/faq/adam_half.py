"""半精度里的 Adam | Adam in half precision

tags: adam, eps, fp16, bf16, nan, master weights, second moment
"""
import torch
from torch import nn


def first_step(grad: float, dtype: torch.dtype, eps: float) -> float:
    """How far Adam's first step moves a weight, in units of lr."""
    weight = nn.Parameter(torch.zeros(1, dtype=dtype))
    optimizer = torch.optim.Adam([weight], lr=1.0, eps=eps, foreach=False)
    weight.grad = torch.full_like(weight, grad)
    optimizer.step()
    return -weight.item()


HALF, BF16, FULL = torch.float16, torch.bfloat16, torch.float32
for name, dtype, eps in (("fp32", FULL, 1e-8), ("bf16", BF16, 1e-8),
                         ("fp16", HALF, 1e-8), ("fp16_eps_6", HALF, 1e-6),
                         ("fp16_eps_4", HALF, 1e-4)):
    for case, grad in (("zero", 0.0), ("small", 1e-3), ("large", 1.0)):
        step = first_step(grad, dtype, eps)
        print(f"{name}_{case} = {float(f'{step + 0.0:.1g}'):g}")
assert first_step(1e-3, HALF, 1e-8) == torch.inf
assert first_step(1e-3, HALF, 1e-6) > 500


def trained(dtype: torch.dtype, master: bool) -> tuple[float, float]:
    """Weight after 100 steps of 0.003 from 1; share of v left 500 later.

    master: keep the weight in float32 and hand out copies in dtype.
    """
    weight = nn.Parameter(torch.ones(1, dtype=FULL if master else dtype))
    optimizer = torch.optim.Adam([weight], lr=0.003)
    for step in range(600):
        if step == 100:
            reached = weight.item()
        loss = -weight.to(dtype).float().sum() * (step < 100)
        optimizer.zero_grad()
        loss.backward()
        if step == 100:
            before = optimizer.state[weight]["exp_avg_sq"].item()
        optimizer.step()
    return reached, optimizer.state[weight]["exp_avg_sq"].item() / before


for name, master in (("bf16_weights", False), ("fp32_master", True)):
    reached, kept = trained(BF16, master)
    print(f"{name}_reach = {reached:.2g}")
    print(f"{name}_v_kept = {kept:.2g}")
