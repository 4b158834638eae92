"""warmup 步数与最大稳定学习率 | Warmup steps and the largest stable lr

tags: warmup, learning rate, initialization, he, momentum, stability
"""
import matplotlib.pyplot as plt
import torch
from torch.nn.functional import softplus

torch.set_default_dtype(torch.float64)
DIM, N_LAYERS, N_STEPS, SEEDS = 32, 10, 150, 3
WARMUPS = 0, 10, 50


def largest_stable(variance, warmup, lrs):
    """Per seed, the largest of lrs whose late loss is below 0.5."""
    torch.manual_seed(0)
    x = torch.randn(256, DIM)
    y = (x[:, 0] * x[:, 1]).sign()
    lr = lrs.repeat(SEEDS)[:, None, None]
    shapes = [(DIM, variance)] * N_LAYERS + [(1, 1.0)]
    weights = [(torch.randn(SEEDS, DIM, n_out) * (gain / DIM) ** 0.5)
               .repeat_interleave(len(lrs), 0).requires_grad_()
               for n_out, gain in shapes]  # one leading index per run
    velocity = [torch.zeros_like(weight) for weight in weights]
    late = 0.0
    for step in range(N_STEPS):
        batch = torch.randint(256, (64,))
        h = x[batch].expand(len(lr), -1, -1)
        for weight in weights[:-1]:
            h = torch.relu(h @ weight)
        logit = (h @ weights[-1]).squeeze(-1)
        loss = softplus(-y[batch] * logit).mean(1)
        gradients = torch.autograd.grad(loss.sum(), weights)
        factor = min(1.0, (step + 1) / max(warmup, 1))
        with torch.no_grad():
            for w, g, v in zip(weights, gradients, velocity):
                v.mul_(0.9).add_(g)
                w -= factor * lr * v
        late += loss.detach() / 20 * (step >= N_STEPS - 20)
    return (lrs * (late < 0.5).view(SEEDS, -1)).amax(1)  # nan: not below


fig, ax = plt.subplots(num="limit")
for name, variance, low, high, style in (
        ("he", 2, -1.25, 0, "C2D"), ("large", 5, -3.25, -1.4, "C0s")):
    lrs = 10 ** torch.arange(low, high, 0.25)
    rows = [largest_stable(variance, w, lrs) for w in WARMUPS]
    for warmup, row in zip(WARMUPS, limits := torch.stack(rows)):
        ends = dict.fromkeys(f"{lr:.2g}" for lr in row.aminmax())
        print(f"{name}_{warmup} = {'–'.join(ends)}")
    mean = limits.log().mean(1).exp()
    print(f"{name}_gain = {(gain := mean[-1] / mean[0]):.0f}")
    ax.semilogy(WARMUPS, limits, style[:2], lw=0.6)
    ax.semilogy(WARMUPS, mean, style + "-")
    assert 0.3 < gain < 3 if name == "he" else gain > 1.2
ax.text(20, 0.065, "He, σ_w² = 2", color="C2")
ax.text(20, 0.005, "σ_w² = 5", color="C0")
ax.set(xlabel="warmup steps", ylabel="largest stable learning rate")
plt.show()
