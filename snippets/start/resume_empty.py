"""续训时没加载优化器状态 | A resume without the optimizer state

tags: proof, resume, checkpoint, adam, optimizer state, state_dict
"""
import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, restore):
    torch.manual_seed(seed)
    x = torch.randn(64, 8)
    model = nn.Linear(8, 1)

    def train(optimizer, n_steps):
        losses = []
        for _ in range(n_steps):
            optimizer.zero_grad()
            losses.append(mse_loss(model(x), x[:, :1]))
            losses[-1].backward()
            optimizer.step()
        return torch.stack(losses)

    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    train(optimizer, 400)
    saved = copy.deepcopy([model.state_dict(), optimizer.state_dict()])
    went_on = train(optimizer, 10)  # test: compare the next ten losses
    model.load_state_dict(saved[0])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    if restore:
        optimizer.load_state_dict(saved[1])  # cure
    return (train(optimizer, 10) / went_on).max().item()


for name, restore in (("without", False), ("with", True)):
    ratios = [run(seed, restore) for seed in range(5)]
    print(f"loss_jumps_{name}_cure = {sum(r > 2 for r in ratios)}/5")
    assert min(ratios) > 2 if name == "without" else max(ratios) < 1.01
