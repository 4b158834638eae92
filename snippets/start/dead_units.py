"""整层 ReLU 都死了 | A whole layer of dead ReLU units

tags: proof, dead relu, bias, vanishing gradients, reset_parameters
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, lr, new_layer=False):
    torch.manual_seed(seed)
    x = torch.randn(64, 8)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 32),
                          nn.ReLU(), nn.Linear(32, 1))
    nn.init.constant_(model[2].bias, -10)  # fault: after a wild step
    if new_layer:
        model[2].reset_parameters()  # cure: this layer starts anew
    dead = (model[:4](x) == 0).all(dim=0).sum()  # test: 0 for every input?
    optimizer = torch.optim.SGD(model.parameters(), lr)
    for _ in range(50):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return dead.item(), loss.item()


for name, setup in (("without_cure", [0.1]), ("with_lower_rate", [0.001]),
                    ("with_cure", [0.1, True])):
    dead, losses = zip(*[run(seed, *setup) for seed in range(5)])
    n_trained = sum(loss < 0.3 for loss in losses)
    print(f"dead_{name} = {min(dead)}/32")
    print(f"trains_{name} = {n_trained}/5")
    assert n_trained == (5 if name == "with_cure" else 0)
