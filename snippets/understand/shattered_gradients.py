"""破碎的梯度 | Shattered gradients

tags: residual, batch normalization, shattered gradients, autocorrelation
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)
WIDTH, N_SEEDS = 100, 5
x = torch.linspace(-2, 2, 200)


def input_gradient(kind: str, n_layers: int, seed: int) -> Tensor:
    """df/dx along a line of inputs, at initialization."""
    torch.manual_seed(seed)
    inputs = x[:, None].clone().requires_grad_()
    h = nn.Linear(1, WIDTH)(inputs)
    for _ in range(n_layers):
        linear, norm = nn.Linear(WIDTH, WIDTH), nn.BatchNorm1d(WIDTH)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        if kind == "plain":
            h = torch.relu(linear(h))
        elif kind == "plain_bn":
            h = torch.relu(norm(linear(h)))
        else:
            scale = 0.1 if kind == "skip_bn_small" else 1.0
            h = h + scale * linear(torch.relu(norm(h)))
    f = nn.Linear(WIDTH, 1)(h)
    return torch.autograd.grad(f.sum(), inputs)[0].squeeze()


def autocorrelation(gradient: Tensor) -> float:
    """Between neighbouring inputs: 1 is smooth, 0 is white noise."""
    g = gradient - gradient.mean()
    return (g[1:] @ g[:-1] / (g @ g)).item()


CASES = (("plain_bn", 2), ("plain_bn", 50), ("skip_bn_small", 50),
         ("skip_bn", 50), ("plain_bn", 10), ("plain", 50))
mean, traces = {}, []
for case in CASES:
    gradients = [input_gradient(*case, seed) for seed in range(N_SEEDS)]
    traces.append(gradients[0])
    runs = [autocorrelation(gradient) for gradient in gradients]
    mean[case] = sum(runs) / N_SEEDS
    print(f"{case[0]}_{case[1]} = {min(runs):.2f}…{max(runs):.2f}")
assert mean["plain_bn", 50] < 0.15 < 0.25 < mean["skip_bn", 50]
assert min(mean[CASES[0]], mean[CASES[2]], mean["plain", 50]) > 0.5
fig, axes = plt.subplots(3, num="traces", sharex=True, figsize=(5.2, 4.2))
for ax, gradient, color, label in zip(
        axes, traces, ("C0", "C1", "C2"),
        ("2 layers, BN", "50 layers, BN", "50 blocks, BN, branch × 0.1")):
    ax.plot(x, gradient / gradient.abs().max(), color, lw=1)
    ax.set(ylim=(-1.1, 1.7), yticks=[-1, 0, 1])
    ax.text(-2, 1.2, label, color=color)
axes[1].set_ylabel("df/dx, scaled")
axes[2].set_xlabel("input x")
plt.show()
