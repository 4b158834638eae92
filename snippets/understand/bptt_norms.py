"""W_hh 的尺度决定梯度怎么往回传 | The scale of W_hh sets the gradient's fate

tags: rnn, bptt, orthogonal, spectral radius, vanishing, exploding, tanh
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
N_STEPS, WIDTH = 100, 64


def hidden_gradients(radius: float, seed: int, linear: bool = False):
    """Return ‖∂ℒ/∂h_t‖ for t = 0…T (h_T: 1) and the rms of φ′."""
    torch.manual_seed(seed)
    w_hh = radius * torch.linalg.qr(torch.randn(WIDTH, WIDTH))[0]
    inputs = torch.randn(N_STEPS, WIDTH) * 0.18  # W_xh x_t, already summed
    h = [(0.1 * torch.randn(WIDTH)).requires_grad_()]
    slopes = []
    for x in inputs:
        a = w_hh @ h[-1] + x
        h.append(a if linear else torch.tanh(a))
        slopes.append(1 - h[-1].detach() ** 2)
    deltas = torch.autograd.grad(h[-1], h, torch.randn(WIDTH))
    norms = torch.stack([delta.norm() for delta in deltas])
    return norms / norms[-1], torch.stack(slopes).pow(2).mean().sqrt()


for radius in (0.9, 1.0, 1.1):  # all singular values equal: exact
    norms, _ = hidden_gradients(radius, seed=0, linear=True)
    print(f"linear_{radius} =".replace(".", "_"), f"{norms[0]:.3g}")
    assert abs(norms[0] / radius ** N_STEPS - 1) < 1e-6

fig, ax = plt.subplots(num="norms")
back = range(N_STEPS, -1, -1)
for row, (radius, x, y) in enumerate(
        ((0.9, 83, 3e-9), (1.1, 60, 0.1), (1.5, 88, 0.4), (3, 66, 1e11))):
    runs = [hidden_gradients(radius, seed) for seed in range(5)]
    norms = torch.stack([norms for norms, _ in runs])
    slope = torch.stack([slope for _, slope in runs]).mean()
    key = f"{radius:g}".replace(".", "_")
    ends = [f"{end:.0e}" for end in norms[:, 0].aminmax()]
    print(f"tanh_{key} =", "–".join(dict.fromkeys(ends)))
    factor = norms[:, 0].log().mean().div(N_STEPS).exp()
    print(f"factor_{key} = {factor:.2f}")
    print(f"theory_{key} = {radius * slope:.2f}")
    if radius < 2:  # φ′ hardly varies: the mean-square argument holds
        assert abs(factor / (radius * slope) - 1) < 0.05
    ax.semilogy(back[::4], norms.T[::4], f"C{row}", lw=1)
    ax.text(x, y, f"{radius:g}", color=f"C{row}")
    if radius == 0.9:
        assert norms[:, 0].max() < 1e-6
    if radius == 3:
        assert norms[:, 0].min() > 1e7
for radius in (0.9, 1.1):
    ax.semilogy((0, 100), (1, radius ** 100), "0.5", ls="--", lw=1)
ax.text(48, 4e4, "linear, 0.9 and 1.1", color="0.5")
ax.set(xlabel="steps back from the end", ylabel="‖∂ℒ/∂h‖, last step = 1")
plt.show()
