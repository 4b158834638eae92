"""同一个网络，训练 80 步 | The same network after 80 steps of training

tags: training, sgd, adam, batch normalization, layer norm, residual, he
"""
import matplotlib.pyplot as plt
import torch
from torch.nn.functional import layer_norm, softplus

SIZES, N_STEPS, SEEDS = [10] + 31 * [32] + [1], 80, 3
CURES = ["default", "He", "BatchNorm", "LayerNorm", "skips", "combined"]


def logits(x, weights, cure):
    """h has dimensions activation, optimizer, seed, sample, unit."""
    activate = lambda a: torch.stack((a[0].sigmoid(), a[1].relu()))
    h = x @ weights[0]
    for weight in weights[1:-1]:
        a = layer_norm(h, (32,)) if cure in ("LayerNorm", "combined") else h
        a = layer_norm(h.mT, (len(x),)).mT if cure == "BatchNorm" else a
        branch = activate(a) @ weight
        h = h + branch if cure in ("skips", "combined") else branch
    return (activate(h) @ weights[-1]).squeeze(-1)


def accuracies(cure: str) -> torch.Tensor:
    """Training accuracy: activation × optimizer × seed, side by side."""
    torch.manual_seed(0)
    x, start = torch.randn(512, 10), []
    y = (x @ torch.randn(10)).sign()  # linearly separable
    for n_in, n_out in zip(SIZES, SIZES[1:]):
        weight = torch.rand(SEEDS, n_in, n_out) * 2 - 1  # as nn.Linear
        if n_in == n_out and cure in ("He", "combined"):
            weight = torch.randn_like(weight) * 2 ** 0.5 * (cure == "He")
        start.append((weight / n_in ** 0.5).expand(2, 1, -1, -1, -1))
    sgd, adam = ([w.clone().requires_grad_() for w in start] for _ in "12")
    optimizers = torch.optim.SGD(sgd, 0.01, 0.9), torch.optim.Adam(adam)
    for _ in range(N_STEPS):
        batch = torch.randint(len(x), (64,))
        weights = [torch.cat(pair, 1) for pair in zip(sgd, adam)]
        z = y[batch] * logits(x[batch], weights, cure)
        softplus(-z).mean(-1).sum().backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
    return (logits(x, weights, cure) * y > 0).float().mean(-1)


_, axes = plt.subplots(1, 2, num="accuracy", sharey=True)
for row, cure in enumerate(CURES):
    for ax, name, runs in zip(axes, ("sigmoid", "relu"), accuracies(cure)):
        for i, optimizer in enumerate(("sgd", "adam")):
            told = ("0", "1–2", "1–2", "3")[(runs[i] > 0.79).sum()]
            print(f"{name}_{cure}_{optimizer} = {told}/3".lower())
            ax.plot(runs[i], [row + 0.3 * i] * SEEDS, ("C1o", "C0s")[i])
        ax.set(xlabel=f"accuracy, {name}", xlim=(0.4, 1.03))
    assert cure != "BatchNorm" or runs.median() < 0.75  # ReLU
    assert cure != "combined" or runs.min() > 0.8
axes[0].text(0.6, 0.3, "○ SGD, □ Adam")
ax.set(yticks=range(6), yticklabels=CURES, ylim=(5.6, -0.4))
plt.show()
