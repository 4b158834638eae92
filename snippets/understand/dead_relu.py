"""死亡 ReLU | Dead ReLU units

tags: relu, leaky relu, dying relu, dead unit, he init
"""
import torch
from torch import nn
from torch.nn.functional import leaky_relu

n = 100


def he_linear(bias):
    layer = nn.Linear(n, n)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    nn.init.constant_(layer.bias, bias)
    return layer.double()


def never_active(h):
    """Share of units that are positive for no input of the batch."""
    return (h <= 0).all(dim=0).double().mean().item()


def show(name, values, spec):
    print(f"{name} = {min(values):{spec}}–{max(values):{spec}}")


torch.manual_seed(0)
x = torch.randn(512, n, dtype=torch.float64)
for name, phi in {"relu": torch.relu, "leaky_relu": leaky_relu}.items():
    layer = he_linear(bias=-10)
    h = phi(layer(x))
    h.backward(torch.randn_like(h))
    zero_rows = (layer.weight.grad == 0).all(dim=1).double().mean().item()
    print(f"{name}_never_active = {never_active(h):.0%}")
    print(f"{name}_zero_rows = {zero_rows:.0%}")
    assert never_active(h) == 1 and zero_rows == (phi is torch.relu)

never, always, factors = [], [], []
for seed in range(5):  # a healthy net: He init, zero bias, 50 layers
    torch.manual_seed(seed)
    x = torch.randn(512, n, dtype=torch.float64, requires_grad=True)
    h = x
    for _ in range(50):
        h = torch.relu(he_linear(bias=0)(h))
    delta = torch.randn_like(h)
    grad_x, = torch.autograd.grad(h, x, delta)
    factors.append((grad_x.norm() / delta.norm()).item() ** (1 / 50))
    never.append(never_active(h))
    always.append((h > 0).all(dim=0).double().mean().item())
show("he_never_active", never, ".0%")
show("he_always_active", always, ".0%")
show("he_factor", factors, ".2f")
assert min(never) > 0.1 and all(0.9 < f < 1.1 for f in factors)
