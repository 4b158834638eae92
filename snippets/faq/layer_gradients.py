"""逐层梯度表 | A gradient table, layer by layer

tags: gradient norm, float64, vanishing, diagnosis, tool
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

Row = tuple[str, float | None, float, float | None]


def norm(tensor: Tensor) -> float:
    """Norm in float64: squares of small float32 entries underflow."""
    return tensor.detach().cpu().double().norm().item()


def gradient_table(model: nn.Module) -> list[Row]:
    """Call after backward: name, ‖∂ℒ/∂W‖, ‖W‖, ratio per parameter.

    None where no gradient arrived. lr · ratio: an SGD step relative to W.
    """
    rows = []
    for name, p in model.named_parameters():
        grad = None if p.grad is None else norm(p.grad)
        ratio = None if grad is None or not p.any() else grad / norm(p)
        rows.append((name, grad, norm(p), ratio))
    return rows


def after_backward(seed: int, activation: nn.Module) -> nn.Module:
    torch.manual_seed(seed)
    pairs = [(nn.Linear(64, 64), activation) for _ in range(30)]
    model = nn.Sequential(*sum(pairs, ()))
    for layer in model[::2] if isinstance(activation, nn.ReLU) else ():
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    x, target = torch.randn(2, 128, 64)
    nn.functional.mse_loss(model(x), target).backward()
    return model


fig, ax = plt.subplots(num="profile")
for activation, style in (nn.ReLU(), "C0-"), (nn.Sigmoid(), "C1--"):
    models = [after_backward(seed, activation) for seed in range(5)]
    grads = [[row[1] for row in gradient_table(model) if "weight" in row[0]]
             for model in models]
    ax.semilogy(range(1, 31), torch.tensor(grads).T, style, lw=1)
    ratios = [g[0] / g[-1] for g in grads]
    name = type(activation).__name__.lower()
    print(f"{name}_first_over_last = {min(ratios):.2g}–{max(ratios):.2g}")
    assert max(ratios) < 1e-20 if name == "sigmoid" else min(ratios) > 0.05
zeros = [sum(layer.weight.grad.norm().item() == 0 for layer in model[::2])
         for model in models]
print(f"float32_norm_is_zero = {min(zeros)}–{max(zeros)}")
assert min(zeros) > 0 and all(g > 0 for g in grads[0])
ax.text(12, 1e-3, "ReLU + He", color="C0")
ax.text(13, 1e-14, "sigmoid", color="C1", ha="right")
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂W‖")
plt.show()
