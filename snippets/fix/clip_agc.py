"""自适应梯度裁剪 AGC | Adaptive gradient clipping (AGC)

tags: agc, adaptive gradient clipping, nfnet, unit-wise, clip_grad_norm_
"""
from collections.abc import Iterable

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn


def unit_norm(x: Tensor) -> Tensor:
    """Norm of each unit's incoming weights; of a whole bias or gain."""
    dims = tuple(range(1, x.dim())) or None
    return torch.linalg.vector_norm(x.detach(), dim=dims, keepdim=True)


@torch.no_grad()
def adaptive_clip_(parameters: Iterable[Tensor], clipping: float = 0.01,
                   eps: float = 1e-3) -> float:
    """Clip each unit to `clipping` × its weight norm; return their share.

    Leave the last layer out. Dimension 0 of weights must be the outputs.
    """
    clipped = units = 0
    for p in parameters:
        if p.grad is not None:
            limit = clipping * unit_norm(p).clamp(min=eps)
            norm = unit_norm(p.grad).clamp(min=1e-12)
            p.grad.mul_((limit / norm).clamp(max=1.0))
            clipped += (norm > limit).sum().item()
            units += norm.numel()
    return clipped / max(units, 1)


torch.manual_seed(0)
body, head = nn.Linear(32, 48), nn.Linear(48, 1)
head.weight.data *= torch.logspace(-4, 1, 48)  # a few units run away
out = head(torch.relu(body(torch.randn(256, 32))))
(out - torch.randn(256, 1)).square().mean().backward()
weight, full = body.weight, body.weight.grad.clone()
print(f"clipped_share = {adaptive_clip_([weight]):.2f}")
by_unit, weight.grad = weight.grad, full.clone()
nn.utils.clip_grad_norm_(weight, by_unit.norm().item())  # a step as long
before, agc, norm = ((unit_norm(g) / unit_norm(weight)).flatten()
                     for g in (full, by_unit, weight.grad))
small = before < 0.01
print(f"largest_ratio = {before.max():.2g}")
print(f"largest_ratio_agc = {agc.max():.2g}")
print(f"norm_factor = {(norm / before)[small].mean():.1g}")
assert torch.allclose(agc[small], before[small]) and agc.max() < 0.0101
assert (norm / before).max() < 0.2 and 5 < small.sum() < 43

fig, ax = plt.subplots(num="ratio")
ax.loglog(before, agc, "C0o", ms=4)
ax.loglog(before, norm, "C1s", ms=3)
ax.text(3e-4, 2e-3, "AGC", color="C0")
ax.text(3e-2, 2e-5, "by norm", color="C1")
ax.set(xlabel="‖G‖ / ‖W‖ before", ylabel="after clipping")
plt.show()
