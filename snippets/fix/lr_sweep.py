"""学习率扫描：有无 warmup | A learning-rate sweep, with and without warmup

tags: learning rate, sweep, warmup, momentum, divergence, instability
"""
import matplotlib.pyplot as plt
import torch
from torch.nn.functional import softplus

torch.set_default_dtype(torch.float64)
DIM, N_LAYERS, N_STEPS, SEEDS = 32, 10, 300, 3
LRS = 10 ** torch.arange(-3.5, -1.4, 0.25)


def sweep(warmup: int) -> torch.Tensor:
    """Loss at every step, for SEEDS × LRS runs, SGD with momentum 0.9.

    A ReLU MLP that starts too large: n Var(w) = 5, where He has 2.
    """
    torch.manual_seed(0)
    x = torch.randn(256, DIM)
    y = (x[:, 0] * x[:, 1]).sign()
    n_runs, lr = SEEDS * len(LRS), LRS.repeat(SEEDS)[:, None, None]
    shapes = [(DIM, 5.0)] * N_LAYERS + [(1, 1.0)]
    weights = [(torch.randn(SEEDS, DIM, n_out) * (gain / DIM) ** 0.5)
               .repeat_interleave(len(LRS), 0).requires_grad_()
               for n_out, gain in shapes]  # one leading index per run
    velocity = [torch.zeros_like(weight) for weight in weights]
    losses = []
    for step in range(N_STEPS):
        batch = torch.randint(256, (64,))
        h = x[batch].expand(n_runs, -1, -1)
        for weight in weights[:-1]:
            h = torch.relu(h @ weight)
        margin = y[batch] * (h @ weights[-1]).squeeze(-1)
        loss = softplus(-margin).mean(1)
        gradients = torch.autograd.grad(loss.sum(), weights)
        factor = min(1.0, (step + 1) / max(warmup, 1))
        with torch.no_grad():
            for w, g, v in zip(weights, gradients, velocity):
                v.mul_(0.9).add_(g)
                w -= factor * lr * v
        losses.append(loss.detach())
    return torch.stack(losses).view(N_STEPS, SEEDS, len(LRS))


overall, (_, ax) = [], plt.subplots(num="sweep")
for warmup, style in ((0, "C1o"), (30, "C0s")):
    final = sweep(warmup)[-20:].mean(0)  # one row per seed
    final[~(final < 1)] = 1.0  # diverged, or not a number
    ax.loglog(LRS, final.T, style[:2], lw=0.6)
    ax.loglog(LRS, final.median(0).values, style + "-")
    print(f"best_{warmup} = {LRS[final.median(0).values.argmin()]:.2g}")
    stable = LRS[(final < 0.5).all(0)].max()  # chance is 0.69
    print(f"stable_{warmup} = {stable:.2g}")
    overall.append(final.log().mean())
assert overall[1] < overall[0]
ax.text(1.6e-3, 0.45, "no warmup", color="C1", ha="right")
ax.text(4e-3, 2.5e-3, "30 steps of warmup", color="C0", ha="right")
ax.set(xlabel="learning rate", ylabel="loss", ylim=(1e-3, 1.3))
plt.show()
