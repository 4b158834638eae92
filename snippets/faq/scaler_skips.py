"""GradScaler 跳过的头几步 | The steps that GradScaler skips

tags: gradscaler, loss scale, skipped step, lr_scheduler, overflow, fp16
"""
import math
import warnings

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR


def scaled_step(loss, optimizer, scaler, scheduler=None) -> bool:
    """Whether the optimizer stepped; the scheduler moves only with it."""
    old_scale = scaler.get_scale()  # a GPU waits here
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    optimizer.zero_grad()
    stepped = scaler.get_scale() >= old_scale
    if stepped and scheduler is not None:
        scheduler.step()
    return stepped


def run(n_steps: int, gradient: float, careful: bool = True,
        growth_interval: int = 2000):
    """Multiply in fp16: scaled gradients overflow from 65520 on."""
    weight = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=1e-3)
    scheduler = LambdaLR(optimizer, lambda step: 1.0)
    scaler = torch.amp.GradScaler("cpu", growth_interval=growth_interval)
    done, x = [], torch.tensor([gradient]).half()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(n_steps):
            loss = (weight.half() * x).float().sum()
            moved = scheduler if careful else None
            done.append(scaled_step(loss, optimizer, scaler, moved))
            if not careful:
                scheduler.step()
    scale = f"2^{math.log2(scaler.get_scale()):.0f}"
    return done, scale, scheduler.last_epoch, caught


done, scale, scheduler_steps, caught = run(50, gradient=100.0)
print(f"first_skips = {done.index(True)}")
print(f"settled = {scale}")
print(f"scheduler_steps = {scheduler_steps}")
assert not caught and all(done[done.index(True):])
done, *_ = run(100, 100.0, growth_interval=10)
print(f"probing_skips = {done[done.index(True):].count(False)}")
done, scale, _, _ = run(40, math.inf)  # broken at any scale
print(f"broken_steps = {done.count(True)}")
print(f"broken_scale = {scale}")
_, _, _, caught = run(50, 100.0, careful=False)
print(str(caught[0].message).split(" In PyTorch")[0])
assert "`lr_scheduler.step()` before `opt" in str(caught[0].message)
