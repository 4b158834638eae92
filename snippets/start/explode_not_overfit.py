"""爆炸不是过拟合 | An explosion is not overfitting

tags: exploding, overfitting, sgd, initialization, train and test loss
"""

import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

mse, n_train, sizes = nn.functional.mse_loss, 64, [10] + 5 * [64] + [1]


def curves(seed: int, gain: float) -> Tensor:
    """Train and test loss before each update; gain is σ_w."""
    torch.manual_seed(seed)
    x = torch.randn(n_train + 500, 10)
    y = torch.sin(2 * x[:, :1]) + 0.5 * torch.randn(len(x), 1)  # noisy
    model = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:])
                            for m in (nn.Linear(a, b), nn.ReLU())][:-1])
    for layer in model[::2]:
        nn.init.normal_(layer.weight, std=gain / layer.in_features**0.5)
        nn.init.zeros_(layer.bias)
    optimizer, history = torch.optim.SGD(model.parameters(), lr=0.02), []
    for _ in range(201):
        loss = mse(model(x[:n_train]), y[:n_train])
        with torch.no_grad():
            test = mse(model(x[n_train:]), y[n_train:])
        if not loss.isfinite() or not test.isfinite():
            break
        history.append(torch.stack([loss.detach(), test]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return torch.stack(history, dim=1)


fig, ax = plt.subplots(num="curves")
for name, gain, colour in ("he", 2**0.5, "C0"), ("big", 2.2, "C1"):
    runs = [curves(seed, gain) for seed in range(5)]
    steps = [run.shape[1] - 1 for run in runs]  # updates that stay finite
    ends = torch.stack([run[:, -1] for run in runs], dim=1)
    ratios = ends[1] / ends[0]
    for what, values in (("updates", steps), ("last_train", ends[0]),
                         ("last_test", ends[1]), ("ratio", ratios)):
        low_high = (float(f"{end(values):.1g}") for end in (min, max))
        shown = dict.fromkeys(f"{value:g}" for value in low_high)
        print(f"{name}_{what} =", "–".join(shown))
    for train, test in runs:
        ax.plot(train, colour + "-", lw=1)
        ax.plot(test, colour + "--", lw=1)
    assert name != "he" or ratios.min() > 10 and min(steps) == 200
    assert name != "big" or max(steps) < 20 and abs(ratios - 1).max() < 0.8
ax.text(1.5, 1e9, "σ_w = 2.2: train and test", color="C1")
ax.text(6, 8, "He: test", color="C0")
ax.text(4, 2e-3, "He: train", color="C0")
ax.set(xlabel="step", ylabel="loss", yscale="log", ylim=(1e-4, 1e14))
ax.set_xscale("symlog", linthresh=1)
ax.set_xlim(0, 200)
plt.show()
