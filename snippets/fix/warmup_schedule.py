"""warmup 调度：开头和续训都正确 | Warmup, right at step 0 and at resume

tags: warmup, scheduler, LambdaLR, SequentialLR, resume, checkpoint
"""
import math

import matplotlib.pyplot as plt
import torch
from torch.optim import lr_scheduler as schedules


def warmup_cosine(optimizer, warmup: int = 10, total: int = 100):
    """Linear warmup to the optimizer's own lr, then a cosine towards 0."""
    def factor(step: int) -> float:  # step 0 is the first update
        if step < warmup:
            return (step + 1) / warmup
        done = (step + 1 - warmup) / (total + 1 - warmup)
        return 0.5 * (1 + math.cos(math.pi * done))
    return schedules.LambdaLR(optimizer, factor)


def built_in(optimizer, warmup: int = 10, total: int = 100):
    """The same from two built-in schedulers, for warmup > 1."""
    up = schedules.LinearLR(optimizer, 1 / warmup, total_iters=warmup - 1)
    down = schedules.CosineAnnealingLR(optimizer, total + 1 - warmup)
    return schedules.SequentialLR(optimizer, [up, down], [warmup - 1])


def used(optimizer, scheduler, n_steps: int) -> torch.Tensor:
    """The learning rate of each update."""
    lrs = torch.empty(n_steps)
    for i in range(n_steps):
        lrs[i] = optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()
    return lrs


new = lambda: torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
right = used(optimizer := new(), warmup_cosine(optimizer), 100)
fig, ax = plt.subplots(num="resume")
ax.plot(right, "0.5", lw=4)
print(f"right = {right[41]:.2g}")
for schedule, style in (warmup_cosine, "C0"), (built_in, "C1--"):
    scheduler = schedule(optimizer := new())
    assert used(optimizer, scheduler, 40).allclose(right[:40])
    saved = optimizer.state_dict(), scheduler.state_dict()
    scheduler = schedule(optimizer := new())
    optimizer.load_state_dict(saved[0])  # right: build both, load both
    scheduler.load_state_dict(saved[1])
    assert used(optimizer, scheduler, 60).allclose(right[40:])
    (optimizer := new()).load_state_dict(saved[0])  # too early
    scheduler = schedule(optimizer)  # overwrites the learning rate
    scheduler.load_state_dict(saved[1])
    lrs = used(optimizer, scheduler, 60)
    print(f"{schedule.__name__} = {lrs[0]:.2g}, {lrs[1]:.2g}")
    ax.plot(range(40, 100), lrs, style)
ax.text(99, 0.09, "SequentialLR, wrong order", color="C1", ha="right")
ax.set(xlabel="step", ylabel="learning rate")
plt.show()
