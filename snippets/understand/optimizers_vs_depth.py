"""哪些优化器能训练多深 | Which optimizer trains how deep a network

tags: sgd, adagrad, rmsprop, adam, eps, depth, relu
"""
import matplotlib.pyplot as plt
import torch

N, SEEDS = 32, 5
MAKE = {"sgd": lambda p: torch.optim.SGD(p, 0.1),
        "adam": lambda p: torch.optim.Adam(p, 1e-3),
        "rmsprop": lambda p: torch.optim.RMSprop(p, 1e-3),
        "adagrad": torch.optim.Adagrad,
        "tiny_eps": lambda p: torch.optim.Adam(p, 1e-3, eps=1e-16)}


def train(depth: int) -> torch.Tensor:
    """Accuracies, optimizer × seed; layers are N units wide."""
    torch.manual_seed(0)
    x, start = torch.randn(SEEDS, 64, 10), []
    y = (x @ torch.randn(SEEDS, 10, 1)).sign()
    for fan_in, fan_out in zip([10] + depth * [N], depth * [N] + [1]):
        for rows in (fan_in, 1):  # nn.Linear's default
            values = 2 * torch.rand(SEEDS, rows * fan_out) - 1
            start.append(values / fan_in ** 0.5)
    lengths = [p.shape[1] for p in start]
    params = [torch.cat(start, 1).requires_grad_() for _ in MAKE]
    optimizers = [make([p]) for make, p in zip(MAKE.values(), params)]
    for step in range(120):
        parts, h = torch.stack(params).split(lengths, -1), x
        for weight, bias in zip(parts[::2], parts[1::2]):
            weight = weight.unflatten(-1, (h.shape[-1], -1))
            h = (out := h @ weight + bias.unsqueeze(-2)).relu()
        loss = torch.nn.functional.softplus(-y * out).mean((2, 3))
        loss.sum().backward()  # no network sees another's
        if step == 0:
            entries = params[0].grad[:, :lengths[0]].abs()
            print(f"entry_{depth} = {entries.median():.0e}")
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
    return (out * y > 0).float().mean((2, 3))


trained = {name: [] for name in MAKE}
for depth in (5, 10, 20, 30):
    for name, count in zip(MAKE, (train(depth) > 0.9).sum(1).tolist()):
        trained[name].append(count)
        told = count if count in (0, SEEDS) else f"1–{SEEDS - 1}"
        print(f"{name}_{depth} = {told}/{SEEDS}")
fig, ax = plt.subplots(num="depth")
for name, style, label, x, y in (
        ("sgd", "C1s-", "SGD", 6, 0.3), ("adam", "C0o-", "Adam", 11, 2),
        ("adagrad", "C2^--", "AdaGrad", 25, 4.4),
        ("tiny_eps", "C3d:", "Adam, eps 1e-16", 15, 5.3)):
    ax.plot((5, 10, 20, 30), trained[name], style)
    ax.text(x, y, label, color=style[:2])
ax.set(xlabel="hidden layers", ylabel="networks trained, of 5")
plt.show()
assert trained["sgd"][1] == trained["adam"][3] == 0
assert trained["adam"][1] == SEEDS and trained["tiny_eps"][2] >= 4
