"""权重太大：第 0 步就爆炸 | Weights too large: an explosion at step 0

tags: proof, exploding gradients, initialization, he, gradient norm
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import get_total_norm


def run(seed, init):
    torch.manual_seed(seed)
    x = torch.randn(64, 32)
    model = nn.Sequential()
    for _ in range(6):
        model.extend([nn.Linear(32, 32), nn.ReLU()])
        init(model[-2].weight)
    model.append(nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, fused=True)
    norms = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        norms.append(get_total_norm([p.grad for p in model.parameters()]))
        optimizer.step()
    return norms[0], loss


std_1, he = nn.init.normal_, nn.init.kaiming_normal_  # fault, cure
for name, init in (("without", std_1), ("with", he)):
    norms, losses = zip(*[run(seed, init) for seed in range(5)])
    print(f"first_norm_{name} = {min(norms):.0e}–{max(norms):.0e}")  # test
    n_trained = sum(loss < 0.5 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if name == "with" else 0)
