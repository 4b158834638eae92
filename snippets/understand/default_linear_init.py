"""PyTorch 的默认初始化 | PyTorch's default initialization

tags: initialization, nn.linear, calculate_gain, he, xavier, width, gelu
"""
import torch
from torch import nn


def init_linear_(model: nn.Module, nonlinearity: str) -> None:
    """Weights to suit the nonlinearity in every nn.Linear, bias 0.

    "relu" gets He, "tanh" and "linear" get Xavier.
    """
    for layer in model.modules():
        if isinstance(layer, nn.Linear):
            if nonlinearity in ("tanh", "linear"):
                nn.init.xavier_normal_(layer.weight)
            else:  # a ValueError here means: no gain is known for it
                nn.init.kaiming_normal_(layer.weight,
                                        nonlinearity=nonlinearity)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


def factor_per_layer(model: nn.Sequential) -> float:
    h = [torch.randn(32, model[0][0].in_features).double()]
    for layer in model:
        h.append(layer(h[-1]))
        h[-1].retain_grad()
    h[-1].backward(torch.randn_like(h[-1]))
    ratio = h[1].grad.norm() / h[-1].grad.norm()
    return ratio.item() ** (1 / (len(model) - 1))


for name, phi, n, slope in (("linear", nn.Identity, 128, 1),
                            ("relu", nn.ReLU, 64, 0.5 ** 0.5),
                            ("relu", nn.ReLU, 256, 0.5 ** 0.5)):
    runs = {"default": [], "matched": [], "std_0_15": []}
    for seed in range(5):
        torch.manual_seed(seed)
        model = nn.Sequential(*[nn.Sequential(nn.Linear(n, n), phi())
                                for _ in range(20)]).double()
        runs["default"].append(factor_per_layer(model))
        init_linear_(model, name)
        runs["matched"].append(factor_per_layer(model))
        for layer in model:
            nn.init.normal_(layer[0].weight, std=0.15)
        runs["std_0_15"].append(factor_per_layer(model))
    theory = {"default": slope / 3 ** 0.5, "matched": 1,
              "std_0_15": slope * 0.15 * n ** 0.5}
    for part, values in runs.items():
        ends = dict.fromkeys(f"{end(values):.2f}" for end in (min, max))
        print(f"{name}_{n}_{part} =", "–".join(ends))
        assert all(0.9 < v / theory[part] < 1.1 for v in values)
print(f"n_var_w = {1000 * nn.Linear(1000, 1000).weight.var():.3f}")
try:
    init_linear_(model, "gelu")
except ValueError as error:
    print(f"gelu = ValueError: {error}")
    assert "gelu" in str(error)
