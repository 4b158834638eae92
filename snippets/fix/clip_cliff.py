"""悬崖上的一步：裁剪前后 | One step at a cliff, with and without clipping

tags: gradient clipping, cliff, rnn, exploding gradient, nan
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)


def cliff(p):
    """Sigmoid RNN of one unit, T = 50; the columns of p are w and b."""
    x = torch.full_like(p[:, 0], 0.5)
    for _ in range(50):
        x = p[:, 0] * torch.sigmoid(x) + p[:, 1]
    return (torch.sigmoid(x) - 0.7) ** 2


def power(p):
    """Linear RNN of one unit, T = 50; the only column of p is w."""
    return (p[:, 0] ** 50 - 0.5) ** 2


def descend(loss_fn, starts, lr, max_norm):
    """400 clipped steps from every row; a column sets lr or max_norm."""
    p = starts.clone().requires_grad_()
    losses = []
    for _ in range(400):
        losses.append(loss_fn(p))
        (grad,) = torch.autograd.grad(losses[-1].sum(), p)
        norm = grad.norm(dim=1, keepdim=True)
        with torch.no_grad():
            p -= lr * (max_norm / norm).clamp(max=1) * grad
    return p.detach(), torch.stack(losses).detach()


starts = torch.cartesian_prod(torch.linspace(4.5, 5.5, 6),
                              torch.linspace(-2.8, -2.3, 6))
limits = torch.tensor([torch.inf, 1.0]).repeat_interleave(36)[:, None]
_, losses = descend(cliff, starts.repeat(2, 1), 0.1, limits)
quartiles = torch.tensor([0.25, 0.5, 0.75])
fig, ax = plt.subplots(num="loss")
for name, runs, style in (("plain", losses[:, :36], "C1--"),
                          ("clipped", losses[:, 36:], "C0-")):
    arrived = (runs[-1] < 0.01).double().mean()
    assert arrived < 0.5 if name == "plain" else arrived == 1
    print(f"{name}_median_loss = 1e{runs[-1].median().log10():.0f}")
    low, median, high = runs[::10].quantile(quartiles, dim=1)
    ax.plot(range(0, 400, 10), median, style)
    ax.fill_between(range(0, 400, 10), low, high, fc=style[:2], alpha=0.2)
    ax.text(300, 1.3 * high[30], name, color=style[:2])
ax.set(xlabel="step", ylabel="loss", yscale="log")
plt.show()

lrs = torch.tensor([[1e-3], [1e-3], [1e-2]])
limits = torch.tensor([[torch.inf], [1.0], [1.0]])
weights, _ = descend(power, torch.full((3, 1), 1.2), lrs, limits)
for name, w in zip(("plain", "clipped", "large_lr"), weights.flatten()):
    print(f"{name}_w = {w:.3f}")
    assert (abs(w - 0.5 ** (1 / 50)) < 1e-6) == (name == "clipped")
