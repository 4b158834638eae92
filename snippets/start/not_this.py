"""像梯度消失，其实不是 | Looks like vanishing, but is it?

tags: vanishing, plateau, minimum, underflow, detach, zero_grad
"""

import matplotlib.pyplot as plt
import torch

DEPTH, WIDTH = 12, 32


def profile(seed: int, act=torch.tanh, shift=0.0, scale=1.0,
            dtype=torch.float64, cut=0) -> tuple[float, list]:
    """Loss, and ‖∂ℒ/∂h‖ of each layer, None where nothing arrived."""
    torch.manual_seed(seed)
    h, labels, hidden = torch.randn(64, WIDTH), torch.rand(64, 1) < 0.5, []
    for i in range(1, DEPTH + 1):
        layer = torch.nn.Linear(WIDTH, WIDTH)
        torch.nn.init.xavier_normal_(layer.weight)
        h = act(layer.to(dtype)(h.to(dtype)))
        hidden.append(h)
        h.retain_grad()
        h = h.detach() if i == cut else h
    # shift > 0: surely right about every label; shift < 0: surely wrong
    z = torch.nn.Linear(WIDTH, 1).to(dtype)(h) + shift * (2 * labels - 1)
    loss = (z.sigmoid() - labels.int()).square().mean()
    (scale * loss).backward()
    return loss.item(), [None if h.grad is None else
                         h.grad.double().norm().item() for h in hidden]


fig, ax = plt.subplots(num="profiles")
ratio, tiny = {}, 1e-6
for name, style, y, case in (
        ("healthy", "C0-", 0.03, {}),
        ("vanishing", "C1--", 6e-7, {"act": torch.sigmoid}),
        ("plateau", "C2:", 2e-4, {"shift": -8.0}),
        ("minimum", "C3-.", 9e-8, {"shift": 8.0}),
        ("float64", "", 0, {"scale": tiny}),
        ("scaled", "", 0, {"scale": 2**16 * tiny, "dtype": torch.half})):
    losses, runs = zip(*[profile(seed, **case) for seed in range(5)])
    ratio[name] = [g[0] / g[-1] for g in runs]
    for what, x in (("ratio", ratio[name]), ("loss", losses),
                    ("last", [g[-1] for g in runs])):
        ends = f"{min(x):.1g}", f"{max(x):.1g}"
        print(f"{name}_{what} =", "–".join(dict.fromkeys(ends)))
    if y:
        ax.semilogy(range(1, DEPTH + 1), torch.tensor(runs).T, style, lw=1)
        ax.text(6.5, y, name, color=style[:2])
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂h‖")
plt.show()
half = profile(0, scale=tiny, dtype=torch.half)[1]
print(f"float16_zero = {half.count(0.0)}/{DEPTH}")
print(f"cut_none = {profile(0, cut=6)[1].count(None)}/{DEPTH}")
weight = torch.ones(1, requires_grad=True)
for _ in range(10):  # planted: no zero_grad
    (weight**2).backward()
print(f"stale_over_fresh = {weight.grad.item() / 2:.0f}")
assert max(ratio.pop("vanishing")) < 1e-5 and not any(half)
assert all(0.05 < r < 2 for values in ratio.values() for r in values)
