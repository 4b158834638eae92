"""BCELoss 与 BCEWithLogitsLoss | BCELoss and BCEWithLogitsLoss

tags: bce, bcewithlogits, sigmoid, mse, saturation, logit, loss
"""
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import Tensor

LOSSES = {
    "bce": lambda z, y: F.binary_cross_entropy(z.sigmoid(), y,
                                               reduction="none"),
    "logits": lambda z, y: F.binary_cross_entropy_with_logits(
        z, y, reduction="none"),
    "mse": lambda z, y: (z.sigmoid() - y) ** 2,
}


def loss_and_slope(name: str, logits: Tensor, label: float):
    z = logits.clone().requires_grad_()
    loss = LOSSES[name](z, torch.full_like(z, label))
    loss.sum().backward()
    return loss.detach(), z.grad


for name in LOSSES:
    for label, points in ((0.0, (5.0, 10.0, 17.0)), (1.0, (-50.0, -90.0))):
        loss, slope = loss_and_slope(name, torch.tensor(points), label)
        for z, value, s in zip(points, loss, slope):
            where = f"{name}_{'minus_' if z < 0 else ''}{abs(z):.0f}"
            print(f"{where}_loss = {value:.3g}")
            print(f"{where}_gradient = {s:.2g}")
grid = torch.arange(0, 25, 0.1)
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    ones = grid[grid.to(dtype).sigmoid() == 1]
    print(f"sigmoid_is_1_{str(dtype)[6:]} = {ones[0]:.0f}")

wrong = torch.arange(-4.0, 24.1, 0.25)  # the label is 0
fig, axes = plt.subplots(2, num="curves", sharex=True, figsize=(5.2, 4.2))
for name, color, ls in (("bce", "C1", "--"), ("logits", "C0", "-"),
                        ("mse", "C2", ":")):
    for ax, curve in zip(axes, loss_and_slope(name, wrong, 0.0)):
        ax.plot(wrong, curve, color, ls=ls)
axes[0].text(17.2, 75, "BCELoss", color="C1")
axes[0].text(-4, 24, "BCEWithLogitsLoss", color="C0")
axes[0].text(19, 4, "MSE", color="C2")
axes[0].set(ylabel="loss", ylim=(-3, 108))
axes[1].set(xlabel="logit, label 0", ylabel="gradient")
plt.show()

for name, (z, y, alive) in {"bce": (17.0, 0.0, False),
                            "logits": (17.0, 0.0, True),
                            "mse": (17.0, 0.0, False)}.items():
    slope = loss_and_slope(name, torch.tensor([z]), y)[1]
    assert (slope > 0.99) == alive and (slope == 0) == (not alive)
