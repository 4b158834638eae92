"""所有单元都一样 | All units are the same

tags: proof, constant init, symmetry, initialization, xor
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])  # exclusive or


def run(seed, constant):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
    if constant:
        for p in model.parameters():
            nn.init.constant_(p, 0.1)  # fault
    mse_loss(model(x), y).backward()
    rows = model[0].weight.grad  # test: one row for each unit
    same = torch.allclose(rows, rows[:1].expand_as(rows))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05, fused=True)
    for _ in range(100):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return same, loss.item()


for name, constant in (("without", True), ("with", False)):  # cure: random
    same, losses = zip(*[run(seed, constant) for seed in range(5)])
    n_trained = sum(loss < 0.05 for loss in losses)
    print(f"equal_gradients_{name} = {sum(same)}/5")
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (0 if constant else 5)
