"""一次更新就毁掉模型 | One update destroys the model

tags: exploding, sgd, initialization, learning rate, clipping
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

sizes = [10] + 12 * [64] + [1]


def train(seed: int, gain: float, lr: float, max_norm=torch.inf) -> dict:
    """SGD on a 12-layer ReLU net; gain is σ_w = weight std · √fan-in."""
    torch.manual_seed(seed)
    model = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:])
                            for m in (nn.Linear(a, b), nn.ReLU())][:-1])
    for layer in model[::2]:
        nn.init.normal_(layer.weight, std=gain / layer.in_features ** 0.5)
        nn.init.zeros_(layer.bias)
    params = list(model.parameters())
    size = nn.utils.get_total_norm(params).item()
    optimizer = torch.optim.SGD(params, lr)
    x = torch.randn(256, 10)
    target = torch.sin(2 * x[:, :1]) + x[:, 1:2]
    norms = []
    for step in range(31):
        loss = nn.functional.mse_loss(model(x), target)
        if not loss.isfinite() or step == 30:
            break
        optimizer.zero_grad()
        loss.backward()
        norms.append(nn.utils.clip_grad_norm_(params, max_norm).item())
        optimizer.step()
    return {"norms": norms, "updates": step, "first_norm": norms[0],
            "first_update": lr * min(norms[0], max_norm) / size,
            "loss": loss.item()}


fig, ax = plt.subplots(num="norm")
runs = {}
for name, style, *args in (
        ("he", "C0-", 2 ** 0.5, 0.01), ("big", "", 2.2, 0.01),
        ("tiny_lr", "C1o:", 2.2, 1e-5), ("clipped", "C2--", 2.2, 0.01, 1)):
    runs[name] = [train(seed, *args) for seed in range(5)]
    for what in "first_norm", "first_update", "updates":
        values = [run[what] for run in runs[name]]
        ends = f"{min(values):.3g}", f"{max(values):.3g}"
        print(f"{name}_{what} =", "–".join(dict.fromkeys(ends)))
    for run in runs[name] if style else []:
        ax.semilogy(run["norms"], style, lw=1)
for name in "he", "clipped":
    assert all(run["updates"] == 30 for run in runs[name])
assert all(run["updates"] < 5 for run in runs["big"] + runs["tiny_lr"])
assert all(run["loss"] > 50 for run in runs["clipped"])  # no cure
ax.text(12, 40, "He", color="C0")
ax.text(12, 2e7, "gain 2.2, clipped", color="C2")
ax.text(3, 1e12, "gain 2.2, lr 1e-5", color="C1")
ax.set(xlabel="step", ylabel="gradient norm")
plt.show()
