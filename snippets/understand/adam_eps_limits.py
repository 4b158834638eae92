"""Adam 的步长何时依赖尺度 | Where Adam stops being scale-free

tags: adam, eps, underflow, overflow, float32
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

LR = 1e-3


def steps(gradients: list[float], max_norm=torch.inf, **options):
    """Adam's steps in units of LR, for one float32 parameter."""
    parameter = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([parameter], LR, **options)
    made = []
    for gradient in gradients:
        parameter.data.zero_()  # so that no tiny step is rounded away
        parameter.grad = torch.tensor([gradient])
        if max_norm < torch.inf:
            nn.utils.clip_grad_norm_([parameter], max_norm)
        optimizer.step()
        made.append(-parameter.item() / LR)
    return made


def frozen_entries(optimizer: torch.optim.Optimizer) -> int:
    """Count the entries that an infinite second moment has frozen."""
    moments = [state["exp_avg_sq"] for state in optimizer.state.values()]
    return sum(int((~v.isfinite()).sum()) for v in moments)


fig, ax = plt.subplots(num="step")
sizes = [10 ** (n / 2) for n in range(-60, 61)]
for eps, name, style, x, y in ((1e-8, "default", "C0-", 1e-20, 1e-16),
                               (1e-30, "tiny_eps", "C1--", 1e-19, 1e6)):
    first = {size: steps([size], eps=eps)[0] for size in sizes}
    ax.loglog(sizes, [step or torch.nan for step in first.values()], style)
    ax.text(x, y, f"eps {eps:.0e}", color=style[:2])
    for power in 15, -6, -8, -10, -20, -23:
        step = steps([10.0 ** power], eps=eps)[0]
        print(f"{name}_{power} = {step:.1g}".replace("_-", "_minus_"))
assert abs(steps([1e-8])[0] - 0.5) < 0.01
assert steps([1e-23], eps=1e-30)[0] > 1e5
ax.text(1e9, 1e-4, "v = inf: 0")
ax.set(xlabel="gradient g", ylabel="step ÷ learning rate")
plt.show()

for bad in 1e25, torch.inf, torch.nan:
    history = [1.0] * 50 + [bad] + [1.0] * 200
    for name, max_norm in ("plain", torch.inf), ("clipped", 1.0):
        last = abs(steps(history, max_norm=max_norm)[-1])
        print(f"{name}_{bad:g} = {last:.3g}".replace("+", ""))
        frozen = bad == 1e25 and name == "plain"
        assert last == 0 if frozen else bad == 1e25 or last != last
