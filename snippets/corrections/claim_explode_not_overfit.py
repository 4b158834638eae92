"""梯度爆炸不是过拟合 | Exploding is not overfitting

tags: exploding gradients, overfitting, generalization, sgd, clipping
"""
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
n_steps, lr = 100, 0.005
sizes = [10] + 12 * [64] + [1]


def train(seed: int, gain: float, max_norm: float) -> tuple[float, float]:
    """Loss on 96 training and 512 test points after full-batch SGD."""
    torch.manual_seed(seed)
    model = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:])
                            for m in (nn.Linear(a, b), nn.ReLU())][:-1])
    for layer in model[::2]:
        nn.init.normal_(layer.weight, std=gain / layer.in_features**0.5)
        nn.init.zeros_(layer.bias)
    x = torch.randn(608, 10)
    y = torch.sin(2 * x[:, :1]) + x[:, 1:2]  # variance about 1.5
    optimizer = torch.optim.SGD(model.parameters(), lr)
    for _ in range(n_steps):
        loss = nn.functional.mse_loss(model(x[:96]), y[:96])
        if not loss.isfinite():
            break
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    with torch.no_grad():
        test = nn.functional.mse_loss(model(x[96:]), y[96:])
    return loss.item(), test.item()


for name, gain, max_norm in (("he", 2**0.5, torch.inf),
                             ("big", 2.2, torch.inf), ("clipped", 2.2, 1)):
    runs = [train(seed, gain, max_norm) for seed in range(5)]
    for part, values in zip(("train", "test"), zip(*runs)):
        values = torch.tensor(values)
        finite = values.isfinite()
        low, high = values.aminmax()
        print(f"{name}_{part} =",
              f"{low:.2g}–{high:.2g}" if finite.all() else "inf or nan")
        assert finite.all() if name != "big" else not finite.any()
    for loss, test in runs:
        if name == "he":  # overfits: good here, worse there
            assert test > 2 * loss
        if name == "clipped":  # fits neither
            assert min(loss, test) > 10
