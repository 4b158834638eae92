"""QK-Norm 给注意力 logits 加上界 | QK-norm bounds the attention logits

tags: transformer, attention, qk-norm, softmax, saturation, loss spike
"""
import math

import torch
from torch import Tensor

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
D, N = 64, 256


def unit_rms(z: Tensor) -> Tensor:
    return z / z.square().mean(-1, keepdim=True).sqrt()


def logits(x: Tensor, w_q: Tensor, w_k: Tensor, norm: bool) -> Tensor:
    """Scores of one head; QK-norm without its learned gains."""
    q, k = x @ w_q, x @ w_k
    if norm:
        q, k = unit_rms(q), unit_rms(k)
    return q @ k.T / math.sqrt(D)


x, start = torch.randn(N, D), torch.randn(2, D, D) / math.sqrt(D)
bound = math.sqrt(D)  # |q·k| ≤ ‖q‖ ‖k‖ = D, and then ÷ √D
print(f"bound = {bound:.3g}")
print(f"bound_gains_4 = {4 * 4 * bound:.3g}")  # both learned gains at 4
for kind in ("plain", "qk_norm"):
    sizes, saturated = [], []
    for growth in (1, 10, 100):  # how far training has grown W_q and W_k
        z = logits(x, *(growth * start), norm=kind == "qk_norm")
        sizes.append(z.abs().max().item())
        top = z.softmax(-1).amax(-1)
        saturated.append((top > 0.99).double().mean().item())
        print(f"{kind}_growth_{growth} = {sizes[-1] / sizes[0]:.3g}")
    if kind == "plain":  # most rows look at a single key
        assert saturated[0] == 0 and saturated[1] > 0.6
    else:
        assert max(saturated) == 0 and max(sizes) <= bound
