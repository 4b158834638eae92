"""饱和的注意力：看中位数那一行 | Saturated attention: look at the median row

tags: transformer, attention, softmax, saturation, gradient
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
DIMS, N_KEYS = (16, 64, 256, 1024, 4096), 256


def row_gradients(seed: int, d: int, scale: float) -> torch.Tensor:
    """‖∂ℒ/∂scores‖ / ‖∂ℒ/∂probabilities‖, one number for each query."""
    torch.manual_seed(seed)
    q, k = torch.randn(2, N_KEYS, d)
    z = (q @ k.T * scale).requires_grad_()
    v = torch.randn(N_KEYS, N_KEYS)  # a random ∂ℒ/∂probabilities
    (z.softmax(-1) * v).sum().backward()
    return z.grad.norm(dim=1) / v.norm(dim=1)


# m: mean gap between the two largest of n scores with variance d
x = torch.linspace(-9, 9, 4001)
below = torch.special.ndtr(x)
spacing = torch.trapezoid(N_KEYS * below ** (N_KEYS - 1) * (1 - below), x)
print(f"spacing = {spacing:.2f}")
m = spacing * torch.tensor(DIMS) ** 0.5
gap = torch.linspace(0, 1, 4001)[1:-1].log().neg()[:, None] * m
slope = gap.sigmoid() * (-gap).sigmoid()  # p(1 − p) over the gaps
theory = {"median": 2 * 2 ** -m / N_KEYS ** 0.5,
          "mean": (8 / torch.pi / N_KEYS) ** 0.5 * slope.mean(0)}

stats = {}
for kind in "raw", "scaled":
    rows = torch.stack([torch.stack([
        row_gradients(seed, d, d ** -0.5 if kind == "scaled" else 1.0)
        for d in DIMS]) for seed in range(5)])  # seed × dimension × query
    stats[kind] = {"median": rows.median(-1)[0], "mean": rows.mean(-1),
                   "below_1e_3": (rows < 1e-3).double().mean(-1)}
    for what, table in stats[kind].items():
        for d, column in zip(DIMS, table.T):
            if d in (64, 1024, 4096):
                ends = dict.fromkeys(f"{x:.1g}" for x in column.aminmax())
                print(f"{kind}_{what}_{d} =", "–".join(ends))

fig, ax = plt.subplots(num="rows")
for values in theory.values():
    ax.loglog(DIMS, values, color="0.5", lw=5, alpha=0.4)
for kind, what, style, label, y in (
        ("raw", "median", "C1o-", "not divided: median row", 3e-7),
        ("raw", "mean", "C2s--", "not divided: mean row", 3e-4),
        ("scaled", "median", "C0^-", "÷ √d: median row", 2e-3)):
    ax.loglog(DIMS, stats[kind][what].mean(0), style)
    ax.text(17, y, label, color=style[:2])
ax.set(xlabel="dimension d", ylabel="row gradient", ylim=(3e-9, 0.1))
ax.set_xticks(DIMS, map(str, DIMS))
plt.show()
for what, decades in ("median", 1), ("mean", 0.3):
    ratio = stats["raw"][what].mean(0) / theory[what]
    assert (ratio.log10().abs() < decades).all()
