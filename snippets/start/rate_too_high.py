"""学习率太高：梯度逐步变大 | Rate too high: the gradient grows from step to step

tags: proof, learning rate, exploding gradients, divergence, sgd
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import get_total_norm


def run(seed, lr):
    torch.manual_seed(seed)
    x = torch.randn(64, 8)
    model = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr)
    norms = []
    for _ in range(50):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        norms.append(get_total_norm([p.grad for p in model.parameters()]))
        optimizer.step()
    return norms, loss


for name, lr in (("without", 1.0), ("with", 0.1)):  # fault, cure
    norms, losses = zip(*[run(seed, lr) for seed in range(5)])
    first, sixth = zip(*[(n[0], n[5]) for n in norms])  # test
    print(f"first_norm_{name} = {min(first):.1f}–{max(first):.1f}")
    n_grew = sum(b > 10 * a for a, b in zip(first, sixth))
    print(f"grew_in_5_steps_{name} = {n_grew}/5")
    n_trained = sum(loss < 0.1 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert [n_grew, n_trained] == ([5, 0] if name == "without" else [0, 5])
