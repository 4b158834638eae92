"""MLP 与 CNN 的初始化函数 | One init function for MLPs and CNNs

tags: initialization, mlp, cnn, he, xavier, fan_in, frozen, bias
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

GAIN = {"relu": 2 ** 0.5, "tanh": 1.0, "selu": 1.0, "linear": 1.0}
LAYERS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


def init_weights(model: nn.Module, nonlinearity: str = "relu",
                 last: nn.Module | None = None) -> None:
    """Std gain/√fan_in (output layer `last`: 1/√fan_in) and bias 0."""
    for layer in (m for m in model.modules() if isinstance(m, LAYERS)):
        if layer.weight.requires_grad:
            gain = GAIN["linear" if layer is last else nonlinearity]
            fan_in = layer.weight[0].numel()  # right with groups, too
            nn.init.normal_(layer.weight, std=gain / fan_in ** 0.5)
        if layer.bias is not None and layer.bias.requires_grad:
            nn.init.zeros_(layer.bias)


def trace(layers: list[nn.Module], *shape: int):
    """rms of h in every layer; the gradient's factor per layer."""
    h = [torch.randn(shape).requires_grad_()]
    for layer in layers:
        h.append(layer(h[-1]))
    v = torch.randn_like(h[-1])
    ratio = torch.autograd.grad(h[-1], h[0], v)[0].norm() / v.norm()
    return torch.stack([a.square().mean().sqrt() for a in h]), ratio ** 0.05


linear = lambda: nn.Linear(128, 128, bias=False)
conv = lambda: nn.Conv2d(16, 16, 3, padding=1, padding_mode="circular")
fig, axes = plt.subplots(3, num="rms", sharex=True, figsize=(5.2, 4.6))
for ax, (title, phi, layer, shape) in zip(axes, (
        ("MLP, ReLU", nn.ReLU, linear, (16, 128)),
        ("MLP, tanh", nn.Tanh, linear, (16, 128)),
        ("CNN, ReLU", nn.ReLU, conv, (4, 16, 8, 8)))):
    for when, style in (("before", "C1--"), ("after", "C0")):
        runs = []
        for seed in range(5):
            torch.manual_seed(seed)
            layers = [nn.Sequential(layer(), phi()) for _ in range(20)]
            if when == "after":
                init_weights(nn.ModuleList(layers), title[5:].lower())
            runs.append(trace(layers, *shape))
        rms, factor = (torch.stack(part).detach() for part in zip(*runs))
        ax.semilogy(rms.T, style, lw=1)
        key = f"{title.lower().replace(', ', '_')}_{when}"
        print(f"{key} = {factor.min():.2f}–{factor.max():.2f}")
        assert ((factor.mean() - 0.98).abs() < 0.07) == (when == "after")
    ax.set(ylabel=title, ylim=(1e-9, 99))
ax.set_xlabel("layer l")
plt.show()
frozen = layers[0][0].requires_grad_(False).weight.clone()
init_weights(nn.ModuleList(layers))
assert torch.equal(layers[0][0].weight, frozen)
