"""批量归一化的爆炸能撑几步 | How long the explosion of batch norm lasts

tags: batch normalization, exploding gradients, training, sgd
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

n_layers, width, n_steps = 50, 64, 10


def ratios(seed: int, lr: float) -> torch.Tensor:
    """‖∂ℒ/∂W‖ of the first layer over the last, before each SGD step."""
    torch.manual_seed(seed)
    x = torch.randn(128, 10)
    y = (x @ torch.randn(10) > 0).float()
    blocks = [
        nn.Sequential(
            nn.Linear(width, width), nn.BatchNorm1d(width), nn.ReLU()
        )
        for _ in range(n_layers)
    ]
    model = nn.Sequential(
        nn.Linear(10, width), *blocks, nn.Linear(width, 1), nn.Flatten(0)
    )
    optimizer = torch.optim.SGD(model.parameters(), lr)
    seen = []
    for _ in range(n_steps + 1):
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        first, last = (blocks[l][0].weight.grad.norm() for l in (0, -1))
        seen.append(first / last)
        optimizer.step()
    return torch.stack(seen)


fig, ax = plt.subplots(num="range")
runs = {}
for name, lr, style in (("small", 1e-3, "C1--"), ("large", 0.1, "C0-")):
    runs[name] = torch.stack([ratios(seed, lr) for seed in range(5)])
    ax.semilogy(runs[name].T, style, lw=1)
    ax.text(5, runs[name][:, 4].max() * 1.8, f"lr {lr:g}", color=style[:2])
low, high = runs["large"][:, 0].aminmax()
print(f"at_start = {low:.0e}–{high:.0e}")
print("large_lr_below = 100")
print("small_lr_above = 100")
ax.axhline(1, color="0.5", lw=1)
ax.set(xlabel="step", ylabel="first ‖∂ℒ/∂W‖ / last")
plt.show()
assert runs["large"][:, 0].min() > 1e3
assert runs["large"][:, -1].max() < 100 < runs["small"][:, -1].min()
