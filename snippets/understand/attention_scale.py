"""注意力分数为什么除以 √d | Why attention scores are divided by √d

tags: transformer, attention, softmax, qk-norm, scale
"""
import matplotlib.pyplot as plt
import torch

DIMS, N_KEYS = (16, 64, 256, 1024), 256


def rms_norm(x: torch.Tensor) -> torch.Tensor:
    return x / x.square().mean(-1, keepdim=True).sqrt()


def scores(seed: int, d: int, size: float, kind: str) -> torch.Tensor:
    """Scores of queries and keys whose entries have std size."""
    torch.manual_seed(seed)
    q, k = size * torch.randn(2, N_KEYS, d).double()
    if kind == "qk_norm":
        q, k = rms_norm(q), rms_norm(k)
    return q @ k.T / (1 if kind == "raw" else d ** 0.5)


fig, ax = plt.subplots(num="std")
ax.loglog(DIMS, [d ** 0.5 for d in DIMS], color="0.5", lw=5, alpha=0.4)
mean = {}
for kind, size, style, label, x, y in (
        ("raw", 1, "C1o-", "not divided", 40, 4),
        ("scaled", 1, "C0s-", "÷ √d", 16, 1.3),
        ("scaled", 4, "C3^--", "q, k × 4, ÷ √d", 16, 20),
        ("qk_norm", 4, "C2d:", "q, k × 4, QK-norm", 60, 0.65)):
    for d in DIMS:
        runs = [scores(seed, d, size, kind) for seed in range(5)]
        std = torch.stack([run.std() for run in runs])
        top = torch.stack([run.softmax(-1).amax(-1).median()
                           for run in runs])
        mean[kind, size, d] = std.mean().item()
        if d in (64, 1024):
            for name, values in (("std", std), ("top", top)):
                low, high = values.aminmax()
                ends = dict.fromkeys((f"{low:.2g}", f"{high:.2g}"))
                print(f"{kind}_{size}_{name}_{d} =", "–".join(ends))
    values = [mean[kind, size, d] for d in DIMS]
    ax.loglog(DIMS, values, style)
    ax.text(x, y, label, color=style[:2])
ax.set(xlabel="dimension d", ylabel="std of the scores", ylim=(0.5, 70))
ax.set_xticks(DIMS, [str(d) for d in DIMS])
ax.minorticks_off()
plt.show()

for d in DIMS:
    assert abs(mean["raw", 1, d] / d ** 0.5 - 1) < 0.1
    assert abs(mean["scaled", 1, d] - 1) < 0.1
    assert abs(mean["scaled", 4, d] - 16) < 1.6  # 4 × 4
    assert abs(mean["qk_norm", 4, d] - 1) < 0.1
