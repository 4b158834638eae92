"""损失乘以常数，更新量变多少 | Multiply the loss: how the update changes

tags: sgd, adam, eps, loss scale, update
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

POWERS = range(-12, 4)


def first_update(power: int, optimizer_class, **options):
    """Norm of the first update, and all gradients as one vector."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 1))
    model.double()
    params = list(model.parameters())
    optimizer = optimizer_class(params, **options)
    x = torch.randn(128, 10).double()
    before = nn.utils.parameters_to_vector(params)
    loss = nn.functional.mse_loss(model(x), x[:, :1] * x[:, 1:2])
    (10.0 ** power * loss).backward()
    optimizer.step()
    update = nn.utils.parameters_to_vector(params) - before
    gradient = torch.cat([p.grad.flatten() for p in params])
    return update.norm().item(), gradient


sgd, adam = torch.optim.SGD, torch.optim.Adam
fig, ax = plt.subplots(num="update")
for name, label, style, rule, kind, options in (
        ("sgd", "SGD", "C1s", lambda g, lr: lr * g, sgd, dict(lr=0.01)),
        ("adam", "Adam, eps 1e-8", "C0o",
         lambda g, lr: lr * g / (g.abs() + 1e-8), adam, dict(lr=1e-3)),
        ("small_eps", "Adam, eps 1e-16", "C2^",
         lambda g, lr: lr * g / (g.abs() + 1e-16), adam,
         dict(lr=1e-3, eps=1e-16))):
    measured, theory = {}, {}
    for power in POWERS:
        measured[power], g = first_update(power, kind, **options)
        theory[power] = rule(g, options["lr"]).norm().item()
        assert abs(measured[power] / theory[power] - 1) < 0.01
    for power in 3, 0, -3, -10:
        sign = "minus_" * (power < 0)
        print(f"{name}_1e_{sign}{abs(power)} = {measured[power]:.1g}")
    scales = [10.0 ** power for power in POWERS]
    ax.loglog(scales, theory.values(), style[:2] + "-", lw=1)
    ax.loglog(scales, measured.values(), style)
    spot = dict(sgd=(1e-4, 1e-9), adam=(3e-9, 2e-5)).get(name, (1e-9, 0.2))
    ax.text(*spot, label, color=style[:2])
ax.set(xlabel="loss scale", ylabel="‖Δθ‖", ylim=(1e-15, 100))
plt.show()
