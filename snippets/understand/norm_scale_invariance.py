"""权重尺度不变与自动调步 | Scale invariance and the automatic step size

tags: batch normalization, layer normalization, learning rate, weight norm
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
x = torch.randn(128, 20)
y = (x @ torch.randn(20) > 0).double()


def make_model(norm: nn.Module, scale: float, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(20, 64, bias=False), norm, nn.ReLU(),
                          nn.Linear(64, 1), nn.Flatten(0))
    model[0].weight.data *= scale
    return model


def loss_and_gradient(model: nn.Module) -> tuple[float, Tensor]:
    loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
    model.zero_grad()
    loss.backward()
    return loss.item(), model[0].weight.grad


for name, norm in {"bn": nn.BatchNorm1d(64), "ln": nn.LayerNorm(64),
                   "gn": nn.GroupNorm(4, 64), "none": nn.ReLU()}.items():
    (loss, one), (loss_10, ten) = (
        loss_and_gradient(make_model(norm, scale, 0)) for scale in (1, 10))
    ratio = one.norm() / ten.norm()
    print(f"{name}_gradient_ratio = {ratio:.2g}")
    assert name == "none" or 9.9 < ratio < 10.1 and loss_10 / loss < 1.01


def angles(scale: float, seed: int) -> Tensor:
    """How far each step of SGD turns the first layer, in radians."""
    model = make_model(nn.BatchNorm1d(64), scale, seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    tangents = []
    for _ in range(60):
        _, gradient = loss_and_gradient(model)
        tangents.append(0.1 * gradient.norm() / model[0].weight.norm())
        optimizer.step()
    return torch.stack(tangents).detach().atan()


fig, ax = plt.subplots(num="angle")
for scale, style, height in (
        (0.1, "C1", 0.05), (1, "C0--", 1.5e-3), (10, "C2-.", 1.2e-4)):
    runs = torch.stack([angles(scale, seed) for seed in range(5)])
    ax.semilogy(runs.T, style, lw=1)
    first = runs[:, 0].mean()
    print(f"first_{round(100 * scale)}_percent = {first:.1g}")
    ax.text(30, height, f"W × {scale:g}", color=style[:2])
ax.set(xlabel="step", ylabel="angle of the step (rad)")
plt.show()
