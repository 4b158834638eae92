"""同一个网络，训练 80 步 | The same network after 80 steps of training

tags: training, sgd, adam, batch normalization, layer norm, residual, he
"""
import matplotlib.pyplot as plt
import torch
from torch.nn.functional import layer_norm, softplus

SIZES, N_STEPS, SEEDS = [10] + [32] * 51 + [1], 80, 5  # 50 hidden layers
CURES = ["default", "He", "BatchNorm", "LayerNorm", "skips", "combined"]


def logits(x, weights, cure, activation):
    """Layers as in cures_at_init, without bias; h is seeds × batch × n."""
    h = x @ weights[0]
    for weight in weights[1:-1]:
        a = layer_norm(h, (32,)) if cure in ("LayerNorm", "combined") else h
        if cure == "BatchNorm":  # normalize each unit over the batch
            a = layer_norm(h.mT, (len(x),)).mT
        branch = activation(a) @ weight
        h = h + branch if cure in ("skips", "combined") else branch
    return (activation(h) @ weights[-1]).squeeze(-1)


def accuracies(cure, activation, adam: bool) -> torch.Tensor:
    """Training accuracy of all seeds; they train side by side."""
    torch.manual_seed(0)
    x, weights = torch.randn(512, 10), []
    y = (x @ torch.randn(10)).sign()  # linearly separable
    for n_in, n_out in zip(SIZES, SIZES[1:]):
        weight = torch.rand(SEEDS, n_in, n_out) * 2 - 1  # as nn.Linear
        if n_in == n_out and cure in ("He", "combined"):
            weight = torch.randn_like(weight) * 2 ** 0.5 * (cure == "He")
        weights.append((weight / n_in ** 0.5).requires_grad_())
    optimizer = (torch.optim.Adam(weights, 1e-3, fused=True) if adam else
                 torch.optim.SGD(weights, 0.01, 0.9, fused=True))
    for _ in range(N_STEPS):
        batch = torch.randint(len(x), (64,))
        z = y[batch] * logits(x[batch], weights, cure, activation)
        optimizer.zero_grad()
        softplus(-z).mean(1).sum().backward()
        optimizer.step()
    return (logits(x, weights, cure, activation) * y > 0).float().mean(1)


_, axes = plt.subplots(1, 2, num="accuracy", sharey=True)
for ax, activation in zip(axes, (torch.sigmoid, torch.relu)):
    for row, adam in ((i // 2, i % 2) for i in range(12)):
        acc = accuracies(CURES[row], activation, adam)
        ends = dict.fromkeys(f"{end:.1f}" for end in acc.aminmax())
        name = f"{activation.__name__}_{CURES[row]}_{('sgd', 'adam')[adam]}"
        print(name.lower(), "=", "–".join(ends))
        ax.plot(acc, [row + 0.3 * adam] * SEEDS, ("C1o", "C0s")[adam])
        assert "relu_Ba" not in name or acc.max() < 0.75
        assert "relu_co" not in name or acc.min() > 0.8
    ax.set(xlabel=f"accuracy, {activation.__name__}", xlim=(0.4, 1.03))
for adam, name in enumerate(("SGD", "Adam")):
    axes[0].text(0.6, 0.1 + adam / 2, name, color=f"C{1 - adam}")
ax.set(yticks=range(6), yticklabels=CURES, ylim=(5.6, -0.4))
plt.show()
