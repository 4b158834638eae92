"""用 fp16 算损失 | A loss computed in fp16

tags: fp16, loss, cross_entropy, autocast, reduction, loss scaling
"""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
n_tokens, n_classes = 8192, 64
labels = torch.zeros(n_tokens, dtype=torch.long)


def run(as_float: bool, reduction: str, scale: float = 1.0):
    """Cross-entropy of fp16 logits that favor a wrong class by 12.

    Returns the loss and the share of zeros in the logits' gradient.
    """
    logits = torch.zeros(n_tokens, n_classes, dtype=torch.float16)
    logits[:, 1] = 12
    logits.requires_grad_()
    used = logits.float() if as_float else logits
    loss = F.cross_entropy(used, labels, reduction=reduction)
    (scale * loss).backward()
    zeros = (logits.grad == 0).double().mean().item()
    return loss.item(), zeros


for name, as_float in (("half", False), ("float", True)):
    total, _ = run(as_float, "sum")
    mean, zeros = run(as_float, "mean")
    print(f"{name}_sum = {total:.3g}")
    print(f"{name}_mean = {mean:.3g}")
    print(f"{name}_zeros = {zeros:.2f}")
_, zeros_scaled = run(True, "mean", scale=2.0**16)
print(f"float_scaled_zeros = {zeros_scaled:.2f}")
assert run(False, "sum")[0] == float("inf") and zeros > 0.9
assert zeros_scaled == 0

x, layer = torch.ones(2, 4), nn.Linear(4, 4)
with torch.autocast("cpu", dtype=torch.float16):  # "cuda" on a GPU
    out = layer(x)
    inside = F.cross_entropy(out, torch.zeros(2, dtype=torch.long))
outside = F.cross_entropy(out, torch.zeros(2, dtype=torch.long))
for name, made in (("output", out), ("inside", inside),
                   ("outside", outside)):
    print(f"{name}_dtype = {str(made.dtype).removeprefix('torch.')}")
