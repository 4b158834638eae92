"""一个离群批次把训练带偏 | One outlier batch throws a run off

tags: proof, gradient clipping, outlier, loss spike, clip_grad_norm_
"""
import math

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import clip_grad_norm_


def run(seed, max_norm):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    norms = []
    for step in range(60):
        x = torch.randn(32, 8)
        y = x[:, :1].clone()
        if step == 30:
            x *= 1000  # fault
        loss = mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        norms.append(clip_grad_norm_(model.parameters(), max_norm))
        optimizer.step()
    usual = torch.stack(norms[:30]).median()  # test: against the usual norm
    return (norms[30] / usual).item(), loss.item()


for name, max_norm in (("without", math.inf), ("with", 1.0)):  # cure
    ratios, losses = zip(*[run(seed, max_norm) for seed in range(5)])
    print(f"norm_over_usual_{name} = {min(ratios):.0e}–{max(ratios):.0e}")
    n_trained = sum(loss < 0.3 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if name == "with" else 0)
