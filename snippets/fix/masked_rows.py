"""整行被遮住的 softmax | Softmax over a row that is masked out entirely

tags: attention, mask, softmax, nan, masked_fill, nan_to_num, logsumexp
"""
import torch
import torch.nn.functional as F
from torch import Tensor

allowed = torch.tensor([[True, True, False],
                        [False, False, False],  # nothing to attend to
                        [True, True, True]])
MINUS_INF = torch.tensor(0.0).masked_fill(~allowed, -torch.inf)


def masked_softmax(logits: Tensor, allowed: Tensor) -> Tensor:
    """Softmax over the allowed entries; an empty row becomes zeros."""
    lowest = torch.finfo(logits.dtype).min
    weights = logits.masked_fill(~allowed, lowest).softmax(-1)
    return weights * allowed


WAYS = {
    "masked_fill": lambda z: z.masked_fill(
        ~allowed, -torch.inf).softmax(-1),
    "add_inf": lambda z: (z + MINUS_INF).softmax(-1),
    "fill_then_zero": lambda z: z.masked_fill(
        ~allowed, -torch.inf).softmax(-1).nan_to_num(0.0),
    "add_then_zero": lambda z: (z + MINUS_INF).softmax(-1).nan_to_num(0.0),
    "lowest": lambda z: z.masked_fill(
        ~allowed, torch.finfo(z.dtype).min).softmax(-1),
    "masked_softmax": lambda z: masked_softmax(z, allowed)}
torch.manual_seed(0)
qkv = [torch.randn(3, 4, requires_grad=True) for _ in range(3)]


def report(name: str, attention) -> bool:
    """Print what the empty row gives, and how many entries of each
    gradient are bad; return whether all is finite."""
    row = attention(*qkv)[1]
    grads = torch.autograd.grad(attention(*qkv).square().sum(), qkv)
    bad = [int((~g.isfinite()).sum()) for g in grads]
    print(f"{name}_row = {row[0]:.2g}")
    print(f"{name}_bad_qkv = {', '.join(map(str, bad))}")
    return bool(row.isfinite().all()) and not any(bad)


good = {name for name, weights in WAYS.items() if report(
    name, lambda q, k, v: weights(q @ k.T / 2) @ v)}
assert good == {"fill_then_zero", "lowest", "masked_softmax"}
assert report("sdpa", lambda q, k, v: F.scaled_dot_product_attention(
    q, k, v, attn_mask=allowed))

empty = torch.full((3,), -torch.inf, requires_grad=True)
total = empty.logsumexp(0)
total.backward()
print(f"logsumexp = {total.item()}, {empty.grad[0]}")
