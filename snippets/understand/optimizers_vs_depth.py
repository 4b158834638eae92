"""哪些优化器能训练多深 | Which optimizer trains how deep a network

tags: sgd, adagrad, rmsprop, adam, eps, depth, relu, exploding
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, optim

WIDTH, DEPTHS = 32, (5, 10, 20, 30)


def train(depth: int, make, scale=1.0) -> tuple[Tensor, Tensor, Tensor]:
    """Accuracies, losses, first-layer gradients of 5 networks."""
    torch.manual_seed(0)
    x = torch.randn(5, 64, 10)
    y = (x @ torch.randn(5, 10, 1)).sign()
    sizes, params = [10] + depth * [WIDTH] + [1], []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        bound = fan_in ** -0.5  # nn.Linear's default, times scale
        for rows, size in (fan_in, scale * bound), (1, bound):
            values = size * (2 * torch.rand(5, rows, fan_out) - 1)
            params.append(values.requires_grad_())
    optimizer = make(params)
    for step in range(120):
        h = x
        for weight, bias in zip(params[::2], params[1::2]):
            h = (out := torch.baddbmm(bias, h, weight)).relu()
        loss = torch.nn.functional.softplus(-y * out).mean((1, 2))
        optimizer.zero_grad()
        loss.sum().backward()  # no network sees another's loss
        optimizer.step()
        entry = entry if step else params[0].grad.abs().median()
    return (out * y > 0).double().mean((1, 2)), loss.detach(), entry


mean = {}
fig, ax = plt.subplots(num="depth")
for name, make, style, label, x, y in (
        ("sgd", lambda p: optim.SGD(p, 0.1), "C1s-", "SGD", 9, 0.58),
        ("adam", lambda p: optim.Adam(p, 1e-3), "C0o-", "Adam", 11, 0.8),
        ("rmsprop", lambda p: optim.RMSprop(p, 1e-3), "C0 ", "", 5, 1),
        ("adagrad", optim.Adagrad, "C2^--", "AdaGrad", 20.5, 0.78),
        ("tiny_eps", lambda p: optim.Adam(p, 1e-3, eps=1e-16), "C3d:",
         "Adam, eps 1e-16", 20, 1.03)):
    for depth in DEPTHS:
        accuracy, _, entry = train(depth, make)
        mean[name, depth] = accuracy.mean()
        ends = dict.fromkeys(f"{end:.2f}" for end in accuracy.aminmax())
        print(f"{name}_{depth} =", "–".join(ends))
        if name == "adam":
            print(f"entry_{depth} = {entry:.0e}")
    ax.plot(DEPTHS, [mean[name, depth] for depth in DEPTHS], style)
    ax.text(x, y, label, color=style[:2])
    alive = train(12, make, 5.0)[1].isfinite()
    print(f"{name}_finite = {alive.sum()}")
    assert not alive.any() if name == "sgd" else alive.all()
ax.set(xlabel="hidden layers", ylabel="accuracy", ylim=(0.45, 1.08))
plt.show()
assert mean["sgd", 10] < 0.65 < 0.9 < mean["adam", 10]
assert mean["adam", 30] < 0.65 < 0.9 < mean["tiny_eps", 20]
