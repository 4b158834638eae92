"""按范数裁剪与按值裁剪 | Clipping by norm, clipping by value

tags: gradient clipping, clip_grad_norm_, clip_grad_value_
"""
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.functional import cosine_similarity
from torch.nn.utils import clip_grad_norm_, clip_grad_value_


def flat_grad(model: nn.Module) -> torch.Tensor:
    return torch.cat([p.grad.flatten() for p in model.parameters()])


torch.manual_seed(0)
model = nn.Sequential(nn.Linear(10, 10), nn.Tanh(), nn.Linear(10, 1))
(model(5 * torch.randn(32, 10)) ** 2).sum().backward()
before = flat_grad(model)
returned = clip_grad_norm_(model.parameters(), max_norm=1.0)
after = flat_grad(model)
clip_grad_norm_(model.parameters(), max_norm=10.0)  # nothing to clip
print(f"norm_before = {before.norm():.1f}")
print(f"returned = {returned:.1f}")
print(f"norm_after = {after.norm():.2f}")
assert torch.isclose(returned, before.norm(), rtol=1e-4)
assert torch.isclose(after.norm(), torch.tensor(1.0), rtol=1e-4)
assert cosine_similarity(before, after, dim=0) > 0.9999
assert torch.equal(flat_grad(model), after)


def clipped(clip_, bound: float, grad: torch.Tensor) -> torch.Tensor:
    p = nn.Parameter(torch.zeros_like(grad))
    p.grad = grad.clone()
    clip_(p, bound)
    return p.grad


grad = torch.tensor([100.0, 1.0, 0.0])
for name, clip_ in ("norm", clip_grad_norm_), ("value", clip_grad_value_):
    turned = cosine_similarity(grad, clipped(clip_, 1.0, grad), dim=0)
    print(f"cosine_by_{name} = {turned:.3f}")
assert turned < 0.75  # by value: [1, 1, 0], 45 degrees off

grad = torch.tensor([3.2, 1.3])
fig, ax = plt.subplots(num="direction")
ax.add_patch(plt.Circle((0, 0), 1, fill=False, color="C0", ls="--"))
ax.add_patch(plt.Rectangle((-1, -1), 2, 2, fill=False, color="C1", ls=":"))
for tip, color in ((grad, "0.5"),
                   (clipped(clip_grad_norm_, 1.0, grad), "C0"),
                   (clipped(clip_grad_value_, 1.0, grad), "C1")):
    ax.annotate("", tip.tolist(), (0, 0), zorder=3,
                arrowprops={"arrowstyle": "-|>", "color": color,
                            "lw": 2, "shrinkA": 0, "shrinkB": 0})
ax.text(3.2, 1.4, "gradient", color="0.5", ha="right", va="bottom")
ax.text(1.15, 0.3, "by norm: shorter", color="C0", va="top")
ax.text(1.1, 1.05, "by value: turned", color="C1", va="bottom")
ax.set(xlim=(-1.2, 3.5), ylim=(-1.2, 1.6), aspect="equal")
plt.show()
