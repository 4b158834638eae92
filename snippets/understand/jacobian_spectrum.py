"""端到端雅可比的奇异值 | Singular values of the end-to-end Jacobian

tags: jacobian, singular value, isometry, orthogonal, he, relu, sigmoid
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
n, DEPTHS = 100, (1, 2, 5, 10, 20, 30, 40, 50)
SHOWN = {"largest": 0, "25th": 24, "50th": 49}  # of 100, in order
NETS = {  # activation, orthogonal weights?, σ_w
    "linear, orthogonal": (lambda a: a, True, 1),
    "linear, Gaussian": (lambda a: a, False, 1),
    "tanh, orthogonal": (torch.tanh, True, 1),
    "sigmoid, Xavier": (torch.sigmoid, False, 1),
    "ReLU, orthogonal × √2": (torch.relu, True, 2**0.5),
    "ReLU, He": (torch.relu, False, 2**0.5),
}


def spectra(phi, orthogonal: bool, gain: float, seed: int):
    """Singular values of J_l … J_1 at each depth; fewest active units."""
    torch.manual_seed(seed)
    h, product, rows, active = torch.randn(n), torch.eye(n), [], n
    for depth in range(1, DEPTHS[-1] + 1):
        weight = torch.randn(n, n)
        weight = gain * (torch.linalg.qr(weight)[0] if orthogonal
                         else weight / n**0.5)
        a = (weight @ h).requires_grad_()
        (slope,) = torch.autograd.grad(phi(a).sum(), a)
        h, product = phi(a).detach(), slope[:, None] * weight @ product
        active = min(active, int((slope != 0).sum()))
        if depth in DEPTHS:
            rows.append(torch.linalg.svdvals(product))
    return torch.stack(rows), active


fig, axes = plt.subplots(3, 2, num="spectrum", sharex=True, sharey=True,
                         figsize=(5.2, 6))
for ax, (label, choice) in zip(axes.flat, NETS.items()):
    runs, active = zip(*(spectra(*choice, seed) for seed in range(5)))
    values = torch.stack(runs)[:, :, list(SHOWN.values())]
    values[values < 1e-13 * values[:, :, :1]] = torch.nan  # only rounding
    key = label.lower().split(" ×")[0].replace(", ", "_")
    for i, name in enumerate(SHOWN):
        ax.semilogy(DEPTHS, values[:, :, i].T, f"C{i}", lw=1,
                    ls=("-", "--", "-.")[i])
        ends = [f"{end:.2g}" for end in values[:, -1, i].aminmax()]
        if "nan" not in ends:
            print(f"{key}_{name} =", "–".join(dict.fromkeys(ends)))
    if "relu" in key:
        print(f"{key}_rank = {min(active)}–{max(active)}")
        assert max(active) < 50  # so the 50th is exactly 0
    theory = {"linear_orthogonal": 1, "linear_gaussian": 2**-25}.get(key)
    assert not theory or 0.5 < values[:, -1, 2].mean() / theory < 2
    ax.text(0.97, 0.88, label, transform=ax.transAxes, ha="right")
axes[0, 0].legend(axes[0, 0].lines[::5], SHOWN, loc="lower left")
axes[0, 1].semilogy(DEPTHS, [0.5 ** (d / 2) for d in DEPTHS], "C3:")
axes[2, 0].set(xlabel="depth", ylabel="singular value", ylim=(1e-16, 1e5))
plt.show()
