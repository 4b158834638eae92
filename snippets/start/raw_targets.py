"""目标值没有标准化 | Targets that are not standardized

tags: proof, regression, target, standardize, exploding gradients
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import get_total_norm


def run(seed, standardize):
    torch.manual_seed(seed)
    x = torch.randn(64, 8)
    y = 3000 + 1000 * x[:, :1]  # fault: thousands, as prices are
    if standardize:
        y = (y - y.mean()) / y.std()  # cure; undo it after prediction
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    norms = []
    for _ in range(40):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        loss.backward()
        norms.append(get_total_norm([p.grad for p in model.parameters()]))
        optimizer.step()
    return norms[0].item(), (loss / y.var()).item()


for name, standardize in (("without", False), ("with", True)):
    norms, losses = zip(*[run(seed, standardize) for seed in range(5)])
    print(f"first_norm_{name} = {min(norms):.0e}–{max(norms):.0e}")  # test
    n_trained = sum(loss < 0.3 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if standardize else 0)
