"""深层 sigmoid：梯度到不了前几层 | Deep sigmoids: no gradient at the front

tags: proof, vanishing gradients, sigmoid, saturation, relu, he
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, activation, init):
    torch.manual_seed(seed)
    x, model = torch.randn(64, 8), nn.Sequential()
    for n_in in [8] + 7 * [32]:
        model.append(nn.Sequential(nn.Linear(n_in, 32), activation()))
        init(model[-1][0].weight)
    model.append(nn.Linear(32, 1))
    last = model[1:8](first := model[0](x))
    loss = mse_loss(model[8](last), x[:, :1])
    grads = torch.autograd.grad(loss, (first, last))  # test
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, fused=True)
    for _ in range(30):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return (grads[0].norm() / grads[1].norm()).item(), loss.item()


sigmoid = nn.Sigmoid, nn.init.xavier_normal_  # fault
relu = nn.ReLU, nn.init.kaiming_normal_  # cure
for name, setup in (("without", sigmoid), ("with", relu)):
    ratios, losses = zip(*[run(seed, *setup) for seed in range(5)])
    print(f"first_over_last_{name} = {min(ratios):.0e}–{max(ratios):.0e}")
    n_trained = sum(loss < 0.3 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if name == "with" else 0)
