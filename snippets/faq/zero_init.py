"""哪些层可以从零开始 | Which layers may start at zero

tags: initialization, zero initialization, symmetry, dead relu
"""
import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def network(activation: type[nn.Module], zeroed: set[int]) -> nn.Sequential:
    """Three layers, biases 0; those in `zeroed` have weights 0."""
    torch.manual_seed(0)
    layers = [nn.Linear(2, 16), nn.Linear(16, 16), nn.Linear(16, 1)]
    for i, layer in enumerate(layers):
        nn.init.zeros_(layer.bias)
        if i in zeroed:
            nn.init.zeros_(layer.weight)
        else:
            nn.init.xavier_normal_(layer.weight)
    first, middle, last = layers
    return nn.Sequential(first, activation(), middle, activation(), last)


def learning(model: nn.Sequential, steps: int) -> str:
    """Which weights get a gradient now and in the last of some steps."""
    x = torch.randn(64, 2)
    y = (x[:, :1] * x[:, 1:] > 0).double()
    loss_fn, seen = nn.BCEWithLogitsLoss(), []
    for step in range(steps):
        model.zero_grad()
        loss_fn(model(x), y).backward()
        if step in (0, steps - 1):
            seen.append(tuple(int(model[i].weight.grad.any())
                              for i in (0, 2, 4)))
        for p in model.parameters():
            p.data -= 0.1 * p.grad  # plain SGD
    return f"{seen[0]} then {seen[1]}"


results = {}
for activation in (nn.Tanh, nn.ReLU):
    for name, zeroed in (("first", {0}), ("middle", {1}), ("last", {2}),
                         ("all", {0, 1, 2})):
        key = f"{activation.__name__.lower()}_{name}"
        results[key] = learning(network(activation, zeroed), steps=5)
        print(f"{key} = {results[key]}")

for name in ("tanh_first", "tanh_middle", "tanh_last", "relu_last"):
    assert results[name].endswith("then (1, 1, 1)")
for name in ("tanh_all", "relu_first", "relu_middle", "relu_all"):
    assert results[name] == "(0, 0, 0) then (0, 0, 0)"

# One zero layer between random ones: its units get different gradients.
model = network(nn.Tanh, {0})
x = torch.randn(64, 2)
(model(x) - x[:, :1]).square().mean().backward()
rows = model[0].weight.grad.round(decimals=9).unique(dim=0).shape[0]
print(f"tanh_first_different_rows = {rows} of 16")
assert rows == 16
