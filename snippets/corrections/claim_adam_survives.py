"""梯度爆炸时的 SGD、Adam 与 Adagrad | SGD, Adam and Adagrad facing explosion

tags: exploding gradients, adam, adagrad, sgd, initialization
"""
import torch
from torch import nn

sizes, n_steps = [10] + 12 * [64] + [1], 150
OPTIMIZERS = {
    "sgd": lambda params: torch.optim.SGD(params, lr=0.005),
    "adam": lambda params: torch.optim.Adam(params, lr=1e-3),
    "adagrad": lambda params: torch.optim.Adagrad(params, lr=1e-2),
}


def train(seed: int, optimizer_class) -> tuple[float, int, float]:
    """First gradient norm, updates made, final loss / variance of y."""
    torch.manual_seed(seed)
    model = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:])
                            for m in (nn.Linear(a, b), nn.ReLU())][:-1])
    for layer in model[::2]:
        nn.init.normal_(layer.weight, std=1.8 / layer.in_features**0.5)
        nn.init.zeros_(layer.bias)
    x = torch.randn(128, 10)
    y = torch.sin(2 * x[:, :1]) + x[:, 1:2]
    optimizer = optimizer_class(model.parameters())
    for step in range(n_steps + 1):
        loss = nn.functional.mse_loss(model(x), y)
        if step == n_steps or not loss.isfinite():
            break
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            first_norm = nn.utils.get_total_norm(
                [p.grad for p in model.parameters()]
            ).item()
        optimizer.step()
    return first_norm, step, (loss / y.var()).item()


runs = {}
for name, optimizer_class in OPTIMIZERS.items():
    runs[name] = [train(seed, optimizer_class) for seed in range(5)]
    print(name, *(f"{ratio:.2g}" for _, _, ratio in runs[name]))
norms, updates, _ = zip(*runs["sgd"])
print(f"first_norm = {min(norms):.1g}–{max(norms):.1g}")
print(f"sgd_updates_at_most = {max(updates)}")
assert min(norms) > 100 and max(updates) < 20
bound = 0.5
for name in "adam", "adagrad":
    assert all(step == n_steps for _, step, _ in runs[name])
    assert all(ratio < bound for _, _, ratio in runs[name])
print(f"adaptive_below = {bound}")
