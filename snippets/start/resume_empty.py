"""续训时没加载优化器状态 | A resume without the optimizer state

tags: proof, resume, checkpoint, adam, optimizer state, state_dict
"""
import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss


def train(model, optimizer, x, n_steps):
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return loss.item()


def run(seed, restore):
    torch.manual_seed(seed)
    x, model = torch.randn(64, 8), nn.Linear(8, 1)
    optimizer = torch.optim.Adam(model.parameters(), 0.02, fused=True)
    train(model, optimizer, x, 200)
    again, state = copy.deepcopy((model, optimizer.state_dict()))
    resumed = torch.optim.Adam(again.parameters(), 0.02, fused=True)
    if restore:
        resumed.load_state_dict(state)  # cure
    went_on = train(model, optimizer, x, 3)  # test: the next losses
    return train(again, resumed, x, 3) / went_on


for name, restore in (("without", False), ("with", True)):
    ratios = [run(seed, restore) for seed in range(3)]
    print(f"loss_jumps_{name}_cure = {sum(r > 2 for r in ratios)}/3")
    assert min(ratios) > 2 if name == "without" else max(ratios) < 1.01
