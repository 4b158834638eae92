"""稳定性边缘：锐度停在 2/η | Edge of stability: sharpness stops at 2/η

tags: edge of stability, sharpness, hessian, learning rate, oscillation
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, autograd

torch.set_default_dtype(torch.float64)
n, RATE, STEPS, EVERY, SEEDS = 8, 0.2, 1000, 100, range(5)
x = torch.linspace(-1, 1, 16)[:, None]
sizes = torch.tensor([n, n, n * n, n, n, 1])
bound = torch.tensor([1, 1, n, n, n, n]).rsqrt().repeat_interleave(sizes)


def loss(w: Tensor) -> Tensor:
    """Squared errors of 1–8–8–1 tanh networks, one per row of w."""
    w1, b1, w2, b2, w3, b3 = w[:, None].split(sizes.tolist(), dim=-1)
    h = torch.tanh(torch.tanh(x * w1 + b1) @ w2.view(-1, n, n) + b2)
    y = (h * w3).sum(dim=-1, keepdim=True) + b3
    return (y - torch.sin(4 * x)).square().mean(dim=(1, 2))


def sharpness(w: Tensor) -> Tensor:
    """Largest eigenvalue of the Hessian, by power iteration."""
    (grad,) = autograd.grad(loss(w).sum(), w, create_graph=True)
    v = torch.ones_like(w)
    for _ in range(40):
        v = v / v.norm(dim=1, keepdim=True)
        (v,) = autograd.grad(grad, w, v, retain_graph=True)
    return v.norm(dim=1)


draws, losses, sharp = [], [], []
for seed in SEEDS:
    torch.manual_seed(seed)
    draws.append(torch.rand(len(bound)))
w = (bound * (2 * torch.stack(draws) - 1)).requires_grad_()
for step in range(STEPS + 1):  # gradient descent on the full batch
    if step % EVERY == 0:
        sharp.append(sharpness(w))
    losses.append(loss(w))
    (grad,) = autograd.grad(losses[-1].sum(), w)
    w = (w - RATE * grad).detach().requires_grad_()
losses, sharp = torch.stack(losses).detach(), torch.stack(sharp)
share = sharp * RATE / 2  # of 2/η
print(f"start = {share[0].min():.1f}–{share[0].max():.1f}")
for name, runs in (
        ("at_edge", ((share[-3:] - 1).abs() < 0.2).all(dim=0)),
        ("loss_rose_at_times", (losses[1:] > losses[:-1]).any(dim=0)),
        ("loss_fell", losses[-1] < losses[0] / 5)):
    print(f"{name} = {int(runs.sum())}/{len(SEEDS)}")
    assert runs.all() and share[0].max() < 0.8

fig, ax = plt.subplots(num="sharpness")
ax.plot(range(0, STEPS + 1, EVERY), sharp, "C0.-", lw=1)
ax.axhline(2 / RATE, color="0.5", ls="--", lw=1)
ax.text(60, 2 / RATE + 0.3, "2/η", color="0.5")
ax.set(xlabel="step", ylabel="sharpness")
plt.show()
