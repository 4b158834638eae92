"""特征值小于 1 也会先增长 | Growth with every eigenvalue below 1

tags: non-normal, eigenvalue, singular value, spectral radius, transient
"""
import matplotlib.pyplot as plt
import torch
from torch.linalg import eigvals, matrix_norm, matrix_power

torch.set_default_dtype(torch.float64)


def norms(matrix: torch.Tensor) -> torch.Tensor:
    """‖J^k‖ for k = 1..100: the most that k repeated steps can grow."""
    powers = [matrix_power(matrix, k) for k in range(1, 101)]
    return matrix_norm(torch.stack(powers), 2)


jacobian = torch.tensor([[0.9, 10.0], [0.0, 0.9]])
measured = norms(jacobian)
k = torch.arange(1.0, 101)
shear = 10 * k / 0.9  # J^k = 0.9^k [[1, shear], [0, 1]]
theory = 0.9**k * (shear + (shear**2 + 4).sqrt()) / 2
assert torch.allclose(measured, theory, rtol=1e-9)
print(f"spectral_radius = {eigvals(jacobian).abs().max():.2f}")
print(f"sigma_max = {measured[0]:.1f}")
print(f"power_10 = {measured[9]:.1f}")
print(f"peak = {measured.max():.1f}")
print(f"last_above_1 = {int((measured > 1).sum())}")
print(f"power_100 = {measured[-1]:.2g}")

gaussian = []
for seed in range(5):  # the same radius, no planted shear
    torch.manual_seed(seed)
    weight = torch.randn(64, 64)
    gaussian.append(norms(0.9 * weight / eigvals(weight).abs().max()))
gaussian = torch.stack(gaussian)
for name, column in (("sigma_max", gaussian[:, 0]),
                     ("peak", gaussian.amax(dim=1)),
                     ("power_100", gaussian[:, -1])):
    print(f"gaussian_{name} = {column.min():.2g}–{column.max():.2g}")
assert gaussian[:, 0].min() > 1.2 and gaussian[:, -1].max() < 0.01

up = torch.tensor([[0.0, 2.0], [0.0, 0.0]])  # all eigenvalues are 0
pair = norms(up @ up.T)
print(f"alternating_radius = {eigvals(up).abs().max():.0f}")
print(f"alternating_10_pairs = {pair[9]:.3g}")
assert pair[9] == 4.0**10 and measured.max() > 38 > 1 > measured[-1]

fig, ax = plt.subplots(num="transient")
ax.semilogy(k, measured, "C0")
ax.text(38, 20, "‖J^k‖", color="C0")
ax.semilogy(k[::3], gaussian.T[::3], "C2", ls="-.", lw=1)
ax.text(34, 0.16, "Gaussian, same ρ", color="C2")
ax.semilogy(k, 0.9**k, "C1", ls="--")
ax.text(19, 2e-3, "ρ^k = 0.9^k", color="C1", ha="center")
ax.axhline(1, color="0.5", lw=1)
ax.set(xlabel="power k", ylabel="norm", ylim=(1e-5, 1e2))
plt.show()
