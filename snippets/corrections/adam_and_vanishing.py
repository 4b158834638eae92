"""SGD 与 Adam 遇到梯度消失 | Vanishing gradients under SGD and Adam

tags: adam, sgd, update ratio, sigmoid
"""
import torch
from torch import nn

width, n_steps = 64, 10


def first_layer(seed: int, n_layers: int, optimizer_class, **options):
    """Rms gradient entry and ‖ΔW‖/‖W‖ of the first layer, last step."""
    torch.manual_seed(seed)
    sizes = [10] + [width] * n_layers
    hidden = [nn.Sequential(nn.Linear(fan_in, fan_out), nn.Sigmoid())
              for fan_in, fan_out in zip(sizes, sizes[1:])]
    model = nn.Sequential(*hidden, nn.Linear(width, 1), nn.Flatten(0))
    optimizer = optimizer_class(model.parameters(), **options)
    x = torch.randn(256, 10)
    y = (x @ torch.randn(10) > 0).float()
    weight = model[0][0].weight
    for _ in range(n_steps):
        before = weight.detach().clone()
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    entry = weight.grad.double().square().mean().sqrt()
    return entry.item(), ((weight - before).norm() / before.norm()).item()


def show(name: str, values: tuple[float, ...]):
    low, high = min(values), max(values)
    print(f"{name} = " + (f"{low:.2g}–{high:.2g}" if high else "0"))


ratios = {}
for name, optimizer_class, options in (
    ("sgd", torch.optim.SGD, dict(lr=0.1)),
    ("adam", torch.optim.Adam, dict(lr=1e-3)),  # eps is 1e-8
    ("adam_small_eps", torch.optim.Adam, dict(lr=1e-3, eps=1e-16)),
):
    for n_layers in 4, 12:
        runs = [first_layer(seed, n_layers, optimizer_class, **options)
                for seed in range(5)]
        entry, ratio = zip(*runs)
        show(f"{name}_ratio_{n_layers}", ratio)
        if name == "adam":
            show(f"gradient_entry_{n_layers}", entry)
        ratios[name, n_layers] = ratio
assert max(ratios["sgd", 12]) == 0
assert min(ratios["adam", 4]) > 1e-3
assert max(ratios["adam", 12]) < 1e-5
assert min(ratios["adam_small_eps", 12]) > 1e-3
