"""所有标签都是 −100 | Every label is −100

tags: nan, loss, cross-entropy, ignore_index, mask, fine-tuning
"""
import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def builtin_mean(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits, labels, ignore_index=-100)


def sum_over_count(logits: Tensor, labels: Tensor) -> Tensor:
    total = F.cross_entropy(logits, labels, reduction="sum")
    return total / (labels != -100).sum()


def masked_mean(logits: Tensor, labels: Tensor) -> Tensor:
    mask = labels != -100
    picked = labels.clamp(min=0).unsqueeze(1)
    log_p = logits.log_softmax(dim=1).gather(1, picked).squeeze(1)
    return -(log_p * mask).sum() / mask.sum()


def safe_mean(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy per counted label; 0 when no label counts."""
    total = F.cross_entropy(logits, labels, reduction="sum")
    return total / (labels != -100).sum().clamp(min=1)


torch.manual_seed(0)
model = nn.Linear(16, 50)
tokens = torch.randn(12, 16)
ignored = torch.full((12,), -100)
one_left = ignored.clone()
one_left[3] = 7
results = {}
for loss_fn in (builtin_mean, sum_over_count, masked_mean, safe_mean):
    model.zero_grad()
    loss = loss_fn(model(tokens), ignored)
    loss.backward()
    grad_norm = model.weight.grad.norm().item()
    name = loss_fn.__name__
    print(f"{name}_loss = {loss.item():g}")
    print(f"{name}_grad_norm = {grad_norm:g}")
    results[name] = loss.item(), grad_norm
    # With a single label left, all four are the same number.
    assert torch.isclose(loss_fn(model(tokens), one_left),
                         builtin_mean(model(tokens), one_left))

assert math.isnan(results["builtin_mean"][0])
assert results["builtin_mean"][1] == results["sum_over_count"][1] == 0
assert all(math.isnan(value) for value in results["masked_mean"])
assert results["safe_mean"] == (0, 0)
