"""半精度参数上的 Adam | Adam on half-precision parameters

tags: nan, adam, eps, float16, bfloat16, optimizer.step
"""
import torch
from torch import nn


def one_step(dtype: torch.dtype, eps: float) -> list[float]:
    """Two weights of 1 after one Adam step; gradients 0 and 1e-3."""
    w = nn.Parameter(torch.ones(2, dtype=dtype))
    w.grad = torch.tensor([0, 1e-3], dtype=dtype)
    torch.optim.Adam([w], lr=1e-3, eps=eps, foreach=False).step()
    return w.tolist()


after = {}
for name, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16),
                    ("fp16", torch.float16)):
    for eps in (1e-8, 1e-7, 1e-4):
        after[name, eps] = one_step(dtype, eps)
        values = ", ".join(f"{w:.3g}" if abs(w) < 2 else f"{w:.2g}"
                           for w in after[name, eps])
        print(f"{name}_{eps:.0e} = {values}".replace("e-0", "e_"))

eps = torch.tensor(1e-8).half().item()
second_moment = torch.tensor(1e-3 * 1e-3 ** 2).half().item()
print(f"fp16_eps = {eps:g}")
print(f"fp16_second_moment = {second_moment:g}")
assert eps == second_moment == 0
assert after["fp16", 1e-8][0] != after["fp16", 1e-8][0]  # NaN
assert after["fp16", 1e-8][1] == -torch.inf
assert after["fp16", 1e-7][1] < -1  # should be 0.999
assert 0.98 < after["fp16", 1e-4][1] < 1
assert after["bf16", 1e-8] == [1, 1]  # finite, but nothing learned
