"""梯度恰好为 0：路被堵在哪里 | Exactly zero gradients: what blocks the path

tags: zero gradient, relu, clamp, round, detach, float16, clipping, tool
"""
import torch
from torch import nn


def zero_share(model: nn.Module) -> dict[str, float | None]:
    """Share of gradient entries that are exactly 0; None: no gradient."""
    return {name: None if p.grad is None else
            (p.grad.to_dense() == 0).double().mean().item()
            for name, p in model.named_parameters()}


def gradient(f, x: float, dtype: torch.dtype = torch.float32) -> float:
    x = torch.tensor([x], dtype=dtype, requires_grad=True)
    f(x).sum().backward()
    return x.grad.item()


cases = {"relu": (torch.relu, -3.0),
         "sigmoid_20": (torch.sigmoid, 20.0),
         "sigmoid_minus_20": (torch.sigmoid, -20.0),
         "clamp": (lambda x: x.clamp(max=1), 3.0),
         "round": (torch.round, 0.4),
         "small_product": (lambda x: x * 1e-15 * 1e-15, 1.0)}
result = {name: gradient(f, x) for name, (f, x) in cases.items()}
result["float16"] = gradient(lambda x: x * 1e-4 * 1e-4, 1, torch.float16)
for name, g in result.items():
    print(f"{name} = {g:.2g}")
alive = {name for name, g in result.items() if g != 0}
assert alive == {"sigmoid_minus_20", "small_product"}

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(16, 8)


def first_layer_zeros() -> float | None:
    model.zero_grad()
    model(x).mean().backward()
    return zero_share(model)["0.weight"]


assert first_layer_zeros() == 0
nn.init.zeros_(model[2].weight)
print(f"zero_last_layer = {first_layer_zeros():.0%}")
assert first_layer_zeros() == 1
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.step()  # the last layer itself has a gradient
print(f"one_step_later = {first_layer_zeros():.0%}")
assert first_layer_zeros() == 0
model.zero_grad()
model[2](model[:2](x).detach()).mean().backward()
print(f"detach = {zero_share(model)['0.weight']}")
assert zero_share(model)["0.weight"] is None
