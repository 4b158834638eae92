"""手写按全局范数裁剪 | Clipping by global norm from scratch

tags: gradient clipping, global norm, interview, clip_grad_norm_
"""
from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.linalg import vector_norm


@torch.no_grad()
def clip_global_norm_(parameters: Iterable[nn.Parameter], max_norm: float,
                      eps: float = 1e-6) -> Tensor:
    """Scale dense gradients in place; return the norm before clipping.

    A norm that is not finite leaves them alone: skip that step.
    """
    grads = [p.grad for p in parameters if p.grad is not None]
    if not grads:
        return torch.tensor(0.0)
    norms = []
    for grad in grads:  # at least float32: squares overflow in float16
        dtype = torch.promote_types(grad.dtype, torch.float32)
        norms.append(vector_norm(grad, dtype=dtype).to(grads[0].device))
    total = vector_norm(torch.stack(norms))
    if total.isfinite():  # makes a GPU wait
        factor = (max_norm / (total + eps)).clamp(max=1.0)  # never lifts
        for grad in grads:
            grad.mul_(factor.to(grad.device))
    return total


def planted(*rows: list[float], dtype=torch.float32) -> list[nn.Parameter]:
    params = [nn.Parameter(torch.zeros(2, dtype=dtype)) for _ in range(3)]
    for p, row in zip(params, rows):
        p.grad = torch.tensor(row, dtype=dtype)
    return params  # the last one has no gradient


ours, theirs = planted([3, 4], [0, 12]), planted([3, 4], [0, 12])
print(f"norm = {clip_global_norm_(ours, 1.0):g}")
nn.utils.clip_grad_norm_(theirs, 1.0)
after = torch.cat([p.grad for p in ours[:2]])
print(f"norm_after = {after.norm():.3f}")
assert all(torch.allclose(a.grad, b.grad) for a, b in zip(ours, theirs[:2]))

small = planted([0.3, 0.4])
clip_global_norm_(small, 1.0)
assert torch.equal(small[0].grad, torch.tensor([0.3, 0.4]))

bad = planted([torch.inf, 1], [3, 4])
print(f"inf_norm = {clip_global_norm_(bad, 1.0):g}")
print(f"inf_other = {bad[1].grad[0]:g}")  # untouched

half = planted([300, 400], dtype=torch.float16)
print(f"half_squares = {half[0].grad.square().sum():g}")
print(f"half_norm = {clip_global_norm_(half, 1.0):g}")
assert half[0].grad.dtype == torch.float16
assert half[0].grad.float().norm() < 1.01
