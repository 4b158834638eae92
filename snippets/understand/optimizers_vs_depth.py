"""哪些优化器能训练多深 | Which optimizer trains how deep a network

tags: sgd, adagrad, rmsprop, adam, eps, depth, relu
"""
import matplotlib.pyplot as plt
import torch

WIDTH, SEEDS = 32, 5
MAKE = {"sgd": lambda p: torch.optim.SGD(p, 0.1),
        "adam": lambda p: torch.optim.Adam(p, 1e-3),
        "rmsprop": lambda p: torch.optim.RMSprop(p, 1e-3),
        "adagrad": torch.optim.Adagrad,
        "tiny_eps": lambda p: torch.optim.Adam(p, 1e-3, eps=1e-16)}


def train(depth: int) -> tuple[torch.Tensor, float]:
    """Accuracies, optimizer × seed; an entry of the first gradient."""
    torch.manual_seed(0)
    x, start = torch.randn(SEEDS, 64, 10), []
    y = (x @ torch.randn(SEEDS, 10, 1)).sign()
    sizes = [10] + depth * [WIDTH] + [1]
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        for rows in (fan_in, 1):  # nn.Linear's default
            values = 2 * torch.rand(SEEDS, rows, fan_out) - 1
            start.append(values / fan_in ** 0.5)
    params = [[p.clone().requires_grad_() for p in start] for _ in MAKE]
    optimizers = [make(p) for make, p in zip(MAKE.values(), params)]
    for step in range(120):
        layers, h = [torch.stack(p) for p in zip(*params)], x
        for weight, bias in zip(layers[::2], layers[1::2]):
            h = (out := h @ weight + bias).relu()
        loss = torch.nn.functional.softplus(-y * out).mean((2, 3))
        loss.sum().backward()  # no network sees another's
        if step == 0:
            entry = params[0][0].grad.abs().median()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
    return (out * y > 0).float().mean((2, 3)), entry.item()


trained = {name: [] for name in MAKE}
for depth in (5, 10, 20, 30):
    accuracy, entry = train(depth)
    print(f"entry_{depth} = {entry:.0e}")
    for name, count in zip(MAKE, (accuracy > 0.9).sum(1).tolist()):
        trained[name].append(count)
        told = count if count in (0, SEEDS) else f"1–{SEEDS - 1}"
        print(f"{name}_{depth} = {told}/{SEEDS}")
fig, ax = plt.subplots(num="depth")
for name, style, label, x, y in (
        ("sgd", "C1s-", "SGD", 6, 0.3), ("adam", "C0o-", "Adam", 15, 2),
        ("adagrad", "C2^--", "AdaGrad", 25, 4.4),
        ("tiny_eps", "C3d:", "Adam, eps 1e-16", 15, 5.3)):
    ax.plot((5, 10, 20, 30), trained[name], style)
    ax.text(x, y, label, color=style[:2])
ax.set(xlabel="hidden layers", ylabel="networks trained, of 5")
plt.show()
assert trained["sgd"][1] == trained["adam"][3] == 0
assert trained["adam"][1] == SEEDS and trained["tiny_eps"][2] >= 4
