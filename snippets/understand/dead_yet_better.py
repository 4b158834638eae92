"""更多死亡单元，更低的损失 | More dead units, lower loss

tags: relu, dying relu, dead unit, learning rate, training
"""
import math

import torch
from torch import nn
from torch.nn.functional import mse_loss


def train(seed: int, lr: float) -> tuple[float, float]:
    """Fit y = x_1 + 5; return the loss and the share of dead units."""
    torch.manual_seed(seed)
    x = torch.randn(256, 10)
    y = x[:, :1] + 5
    model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64),
                          nn.ReLU(), nn.Linear(64, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr)
    for _ in range(200):
        optimizer.zero_grad()
        mse_loss(model(x), y).backward()
        optimizer.step()
    with torch.no_grad():
        dead = (model[:4](x) == 0).all(dim=0).float().mean()
        return mse_loss(model(x), y).item(), dead.item()


losses, dead = {}, {}
for lr in (0.01, 0.3):
    losses[lr], dead[lr] = zip(*[train(seed, lr) for seed in range(5)])
    median = sorted(losses[lr])[2]
    print(f"loss_{lr:g} = 1e{round(math.log10(median))}")
    print(f"over_half_dead_{lr:g} = {sum(d > 0.5 for d in dead[lr])}/5")
assert max(dead[0.01]) < 0.2 and min(dead[0.3]) > 0.4
assert sorted(losses[0.3])[2] < sorted(losses[0.01])[2] / 3
