"""微批次、多卡、分片：在哪里裁剪 | Micro-batches, replicas, shards: where to clip

tags: clipping, gradient accumulation, ddp, fsdp, all-reduce, tokens
"""
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grads_with_norm_, get_total_norm


def clip(grads: list[Tensor], norm: Tensor | None = None) -> list[Tensor]:
    """Clipped copies, to norm 1, or by a norm measured elsewhere."""
    params = [torch.zeros_like(g, requires_grad=True) for g in grads]
    for p, g in zip(params, grads):
        p.grad = g.clone()
    norm = get_total_norm(grads) if norm is None else norm
    clip_grads_with_norm_(params, 1.0, norm)
    return [p.grad for p in params]


def show(name: str, g: Tensor) -> None:
    print(f"{name} = ({', '.join(f'{v:.2f}' for v in g.tolist())})")


# Two micro-batches of one update, or two replicas of one model
a, b = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0])
show("clip_once", clip([a + b])[0])
show("clip_each_backward", clip([clip([a])[0] + b])[0])
big, small = torch.tensor([20.0, 0.0]), torch.tensor([0.0, 1.0])
show("average_then_clip", clip([(big + small) / 2])[0])
show("clip_then_average", (clip([big])[0] + clip([small])[0]) / 2)

# Two shards of one gradient of norm 5
shards = [torch.tensor([3.0]), torch.tensor([4.0])]
local = [get_total_norm([s]) for s in shards]
whole = get_total_norm(local)  # what the all-reduce must compute
print(f"norm_of_norms = {whole:.3g}")
show("own_norms", torch.cat([clip([s])[0] for s in shards]))
show("common_norm", torch.cat([clip([s], whole)[0] for s in shards]))
assert torch.allclose(whole, get_total_norm([torch.cat(shards)]))

# Micro-batches with 1 and 9 labels: the mean of means is another loss
torch.manual_seed(0)
logits = torch.randn(10, 5, requires_grad=True)
label, parts = torch.arange(10) % 5, (slice(0, 1), slice(1, 10))


def gradient(loss: Tensor) -> Tensor:
    return torch.autograd.grad(loss, logits)[0]


right = gradient(cross_entropy(logits, label))
means = sum(gradient(cross_entropy(logits[s], label[s]) / 2) for s in parts)
sums = sum(gradient(cross_entropy(
    logits[s], label[s], reduction="sum") / 10) for s in parts)
weights = means.norm(dim=1) / right.norm(dim=1)
print(f"lone_label_counts = {weights[0]:.3g}")
print(f"other_labels_count = {weights[-1]:.2g}")
assert torch.allclose(sums, right, atol=1e-6)
assert torch.allclose(weights[1:], torch.tensor(5 / 9), rtol=1e-3)
