"""muP：一步更新的大小不随宽度变 | muP: one update, the same size at every width

tags: mup, width, adam, learning rate transfer, coordinate check
"""
import math

import torch
from torch import nn

WIDTHS, LR = (64, 1024), 1e-3


def change(width: int, mup: bool, seed: int) -> float:
    """How far one Adam step moves a hidden layer, root mean square."""
    torch.manual_seed(seed)
    x, y = torch.randn(16, 32), torch.randn(16, 1)
    model = nn.Sequential(nn.Linear(32, width), nn.ReLU(),
                          nn.Linear(width, width), nn.ReLU(),
                          nn.Linear(width, 1))
    for layer in model[::2]:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    scale = WIDTHS[0] / width if mup else 1.0
    if mup:  # readout weights of size 1/n instead of 1/√n
        model[4].weight.data /= width ** 0.5
    wide = [model[2].weight, model[4].weight]  # their fan-in grows
    rest = [p for p in model.parameters() if all(p is not w for w in wide)]
    optimizer = torch.optim.Adam(
        [{"params": rest}, {"params": wide, "lr": LR * scale}], LR,
        eps=1e-16)  # muP makes the gradients small as well
    before = model[:3](x).detach()
    nn.functional.mse_loss(model(x), y).backward()
    optimizer.step()
    return (model[:3](x) - before).square().mean().sqrt().item()


for name, mup in (("standard", False), ("mup", True)):
    moved = [sum(change(n, mup, seed) for seed in range(5)) for n in WIDTHS]
    power = math.log(moved[-1] / moved[0], WIDTHS[-1] / WIDTHS[0])
    print(f"{name}_power = {round(power)}")  # moved ∝ width ** power
    assert abs(power - (0 if mup else 1)) < 0.25
