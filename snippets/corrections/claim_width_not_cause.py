"""宽度本身不会引起爆炸 | Width itself does not cause explosion

tags: width, exploding gradients, initialization, he, fan-in
"""
import matplotlib.pyplot as plt
import torch

L, seeds = 20, 20
RULES = {  # weight std at width n
    "he": lambda n: (2 / n) ** 0.5,
    "gain": lambda n: 2.2 / n**0.5,
    "std": lambda n: 0.15,
}


def ratios(std: float, n: int) -> torch.Tensor:
    """‖∂ℒ/∂x‖ over ‖∂ℒ/∂h_L‖ of 20 ReLU nets, side by side."""
    torch.manual_seed(0)
    x = torch.randn(seeds, 16, n).double().requires_grad_()
    h = x
    for _ in range(L):
        h = torch.relu(h @ (torch.randn(seeds, n, n).double() * std))
    delta = torch.randn_like(h)
    (grad_x,) = torch.autograd.grad(h, x, delta)
    return grad_x.flatten(1).norm(dim=1) / delta.flatten(1).norm(dim=1)


widths = [16, 32, 64, 128, 256]
fig, ax = plt.subplots(num="width")
factors, totals = {}, {}
for (rule, std), style in zip(RULES.items(), ("C0o-", "C1s-", "C2^-")):
    for n in widths:
        totals[rule, n] = ratios(std(n), n)
        factors[rule, n] = totals[rule, n] ** (1 / L)
        if n in (16, 64, 256):
            low, high = factors[rule, n].aminmax()
            print(f"{rule}_{n} = {low:.2f}–{high:.2f}")
        theory = std(n) * (n / 2) ** 0.5
        assert abs(factors[rule, n].median() / theory - 1) < 0.1
    median = torch.stack([factors[rule, n].median() for n in widths])
    low = torch.stack([factors[rule, n].min() for n in widths])
    high = torch.stack([factors[rule, n].max() for n in widths])
    ax.plot(widths, median, style)
    ax.fill_between(widths, low, high, fc=style[:2], alpha=0.2)
for n in 16, 256:
    low, high = totals["he", n].aminmax()
    print(f"he_total_{n} = {low:.1g}–{high:.1g}")
spread = {n: totals["he", n].log10().std() for n in (16, 256)}
assert spread[16] > 2 * spread[256]
ax.text(60, 1.07, "He", color="C0", ha="center")
ax.text(64, 1.63, "std 2.2/√n", color="C1", ha="center")
ax.text(36, 0.45, "std 0.15", color="C2")
ax.set(xscale="log", xlabel="width n", ylabel="factor per layer")
ax.set_xticks(widths, [str(n) for n in widths])
ax.minorticks_off()
plt.show()
