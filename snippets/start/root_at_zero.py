"""根号下是 0 | The square root of zero

tags: proof, nan, sqrt, distance, eps, anomaly mode
"""
import torch
from torch import nn


def trains(seed, eps):
    torch.manual_seed(seed)
    a, b = torch.randn(2, 64, 4)
    b[0] = a[0]  # fault: one pair is equal, its distance is 0
    target = (a - b).norm(dim=1)
    model = nn.Linear(4, 8)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(40):
        optimizer.zero_grad()
        squares = (model(a) - model(b)).square().sum(dim=1)
        distance = (squares + eps).sqrt()
        loss = (distance - target).square().mean()
        loss.backward()
        optimizer.step()
    return loss.item() < 0.1  # False for NaN


with torch.autograd.set_detect_anomaly(True):  # test: who made the NaN?
    try:
        trains(0, eps=0.0)
    except RuntimeError as error:
        print("nan_from =", str(error).split("'")[1])
for name, eps in (("without", 0.0), ("with", 1e-12)):  # cure
    n_trained = sum(trains(seed, eps) for seed in range(5))
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if eps else 0)
