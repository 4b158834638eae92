"""权重太小：信号逐层消失 | Weights too small: the signal dies layer by layer

tags: proof, vanishing gradients, initialization, he, relu
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, std):
    torch.manual_seed(seed)
    x, model = torch.randn(64, 8), nn.Sequential()
    for n_in in [8] + 7 * [32]:
        model.append(nn.Sequential(nn.Linear(n_in, 32), nn.ReLU()))
        nn.init.normal_(model[-1][0].weight, std=std or (2 / n_in) ** 0.5)
        nn.init.zeros_(model[-1][0].bias)
    model.append(nn.Linear(32, 1))
    first = model[0](x)  # test: what does one layer do to the signal?
    factor = (model[1:8](first).norm() / first.norm()) ** (1 / 7)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, fused=True)
    for _ in range(30):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return factor.item(), loss.item()


for name, std in (("without", 0.01), ("with", None)):  # fault, cure: He
    factors, losses = zip(*[run(seed, std) for seed in range(5)])
    print(f"per_layer_{name} = {min(factors):.2f}–{max(factors):.2f}")
    n_trained = sum(loss < 0.3 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if name == "with" else 0)
