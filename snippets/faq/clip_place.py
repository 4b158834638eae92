"""裁剪写在哪一行才有用 | The line where clipping works

tags: clip_grad_norm_, training loop, gradient accumulation, order
"""
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_

MICRO_BATCHES = torch.tensor([[2.0, 0.0], [0.0, 2.0]])


def step_made(place: str) -> torch.Tensor:
    """One SGD update at lr 1 from two micro-batches; clip at 1.0."""
    weight = nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.SGD([weight], lr=1.0)
    for gradient in MICRO_BATCHES:
        loss = weight @ gradient
        if place == "before_backward":
            clip_grad_norm_([weight], max_norm=1.0)
        loss.backward()  # adds to weight.grad
        if place == "each_backward":
            clip_grad_norm_([weight], max_norm=1.0)
    if place == "right":
        clip_grad_norm_([weight], max_norm=1.0)
    optimizer.step()
    if place == "after_step":
        clip_grad_norm_([weight], max_norm=1.0)
    return -weight.detach()


for place in ("right", "each_backward", "before_backward", "after_step"):
    step = step_made(place)
    print(f"{place} = ({step[0]:.3g}, {step[1]:.3g})")
    print(f"{place}_length = {step.norm():.3g}")
    plain = torch.equal(step, MICRO_BATCHES.sum(0))  # as if never called
    assert plain == (place == "after_step")
