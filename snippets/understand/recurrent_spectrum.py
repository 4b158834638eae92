"""特征值还是奇异值 | Eigenvalues or singular values of W_hh

tags: rnn, spectral radius, singular value, eigenvalue, non-normal matrix
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
WIDTH, RADIUS, POWERS = 64, 0.9, torch.arange(1, 121)


def spectral_radius(w: torch.Tensor) -> float:
    return torch.linalg.eigvals(w).abs().max().item()


def power_norms(w: torch.Tensor) -> torch.Tensor:
    """‖Wᵏ‖₂, the gain of k linear steps, for every k in POWERS."""
    powers = (torch.linalg.matrix_power(w, int(k)) for k in POWERS)
    return torch.stack([torch.linalg.matrix_norm(p, 2) for p in powers])


def gaussian(seed: int) -> torch.Tensor:
    torch.manual_seed(seed)
    w = torch.randn(WIDTH, WIDTH)
    return RADIUS * w / spectral_radius(w)


torch.manual_seed(0)
orthogonal = RADIUS * torch.linalg.qr(torch.randn(WIDTH, WIDTH))[0]
sheared = torch.tensor([[0.9, 5.0], [0.0, 0.9]])
draws = [gaussian(seed) for seed in range(5)]
curves = {"orthogonal": power_norms(orthogonal)[None],
          "gaussian": torch.stack([power_norms(w) for w in draws]),
          "sheared": power_norms(sheared)[None]}
largest = {"orthogonal": [orthogonal], "gaussian": draws,
           "sheared": [sheared]}
for name, norms in curves.items():
    sigma = [torch.linalg.matrix_norm(w, 2) for w in largest[name]]
    rows = {"sigma_max": torch.stack(sigma), "peak": norms.amax(1),
            "step_100": norms[:, 99]}
    for row, values in rows.items():
        ends = [f"{end:.2g}" for end in values.aminmax()]
        print(f"{name}_{row} =", "–".join(dict.fromkeys(ends)))
    assert all(abs(spectral_radius(w) - 0.9) < 1e-6 for w in largest[name])
    rate = (norms[:, 119] / norms[:, 89]) ** (1 / 30)
    assert ((rate - 0.9).abs() < 0.03).all()  # the radius, in the end
assert torch.allclose(curves["orthogonal"][0], RADIUS ** POWERS.double())
assert curves["gaussian"].amax(1).min() > 1.3
assert curves["sheared"].max() > 15

fig, ax = plt.subplots(num="powers")
for norms, style in zip(curves.values(), ("C0-", "C1-.", "C2--")):
    ax.semilogy(POWERS[::3], norms.T[::3], style, lw=1.4)
ax.text(66, 1e-4, "orthogonal", color="C0", ha="right")
ax.text(62, 0.02, "Gaussian", color="C1")
ax.text(36, 12, "2 × 2, sheared", color="C2")
ax.axhline(1, color="0.5", lw=1, ls=":")
ax.set(xlabel="number of steps k", ylabel="gain ‖Wᵏ‖₂")
plt.show()
