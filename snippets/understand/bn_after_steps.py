"""训练几步后的爆炸 | The explosion after a few steps

tags: batch normalization, exploding gradients, training, learning rate
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, WIDTH, N_STEPS, N_SEEDS = 50, 64, 10, 5


def train(seed: int, lr: float) -> tuple[list[float], float]:
    """‖∂ℒ/∂W‖ first over last layer by step; the first ‖ΔW‖/‖W‖."""
    torch.manual_seed(seed)
    x = torch.randn(128, 10)
    y = (x @ torch.randn(10) > 0).float()
    hidden = [nn.Linear(WIDTH, WIDTH) for _ in range(N_LAYERS)]
    model = nn.Sequential(nn.Linear(10, WIDTH))
    for linear in hidden:
        model.extend([linear, nn.BatchNorm1d(WIDTH), nn.ReLU()])
    model.extend([nn.Linear(WIDTH, 1), nn.Flatten(0)])
    optimizer = torch.optim.SGD(model.parameters(), lr, fused=True)
    first, last = hidden[0].weight, hidden[-1].weight
    ratios, relative_update = [], 0.0
    for step in range(N_STEPS + 1):
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        ratios.append((first.grad.norm() / last.grad.norm()).item())
        if step == 0:
            relative_update = lr * (first.grad.norm() / first.norm()).item()
        optimizer.step()
    return ratios, relative_update


def rounded(value: float) -> str:
    return f"{float(f'{value:.1g}'):g}"


fig, ax = plt.subplots(num="ratio")
for name, lr, style in ("small", 0.001, "C1--"), ("large", 0.1, "C0"):
    ratios, updates = zip(*(train(seed, lr) for seed in range(N_SEEDS)))
    runs = torch.tensor(ratios)
    for step in 0, 1, N_STEPS:
        order = runs[:, step].log10().median().round()
        print(f"{name}_step_{step} = 1e{order:+03.0f}")
    ends = rounded(min(updates)), rounded(max(updates))
    print(f"{name}_first_update =", "–".join(ends))
    ax.semilogy(runs.T, style, lw=1)
    median = runs.log10().median(0).values
    assert 3.5 < median[0] < 4.7 and median[-1] < median[0] - 1
ax.text(4, 2e3, "lr 0.001", color="C1")
ax.text(4, 60, "lr 0.1", color="C0")
ax.axhline(1, color="0.5", lw=1)
ax.set(xlabel="step", ylabel="‖∂ℒ/∂W‖, first ÷ last layer")
plt.show()
assert median[-1] < 1.5
