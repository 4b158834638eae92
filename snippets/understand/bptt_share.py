"""只有远距离那一份消失 | Only the long-range share vanishes

tags: rnn, bptt, long-term dependency, vanishing, exploding, sum over time
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor

torch.set_default_dtype(torch.float64)
N_STEPS, WIDTH, BATCH = 60, 32, 8


def run(radius: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return the shares G_k of ∂ℒ/∂W_hh, and autograd's gradient."""
    torch.manual_seed(seed)
    q = torch.linalg.qr(torch.randn(WIDTH, WIDTH))[0]
    w_hh = (radius * q).requires_grad_()
    h = [torch.zeros(BATCH, WIDTH)]
    for x in 0.3 * torch.randn(N_STEPS, BATCH, WIDTH):
        h.append(torch.tanh(h[-1] @ w_hh.T + x))
    h = torch.stack(h)  # h_0 … h_T
    v = torch.randn_like(h[1:]) / BATCH  # ∂ℒ_s/∂h_s: a loss at every step
    (gradient,) = torch.autograd.grad(h[1:], w_hh, v)
    with torch.no_grad():
        slope, before, delta, shares = 1 - h[1:] ** 2, h[:-1], v, []
        for k in range(N_STEPS):  # delta[t]: what the loss at t + k sends t
            local = slope[:N_STEPS - k] * delta
            shares.append(torch.einsum("tbi,tbj->ij", local,
                                       before[:N_STEPS - k]))
            delta = (local @ w_hh)[1:]  # one step further back
    return torch.stack(shares), gradient


fig, ax = plt.subplots(num="shares")
for row, radius in enumerate((0.7, 1.0, 2.0)):
    curves, missing = [], []
    for seed in range(5):
        shares, gradient = run(radius, seed)
        assert torch.allclose(shares.sum(0), gradient)  # the shares are all
        norms = shares.norm(dim=(1, 2))
        curves.append(norms / gradient.norm())
        rest = gradient - shares[:11].sum(0)  # more than 10 steps apart
        missing.append(rest.norm() / gradient.norm())
    curves, missing = torch.stack(curves), torch.stack(missing)
    key = f"{radius:g}".replace(".", "_")
    for name, values in (("share_0", curves[:, 0]), ("beyond_10", missing),
                         ("share_40", curves[:, 40])):
        ends = [f"{end:.1e}" if end < 0.01 else f"{end:.2f}"
                for end in values.aminmax()]
        print(f"{name}_radius_{key} =", "–".join(dict.fromkeys(ends)))
    ax.semilogy(range(0, 59, 2), curves.T[:-1:2], f"C{row}", lw=1)
    if radius < 1:
        assert missing.max() < 0.05 and curves[:, 0].min() > 0.3
    if radius == 2:
        assert missing.min() > 0.8
ax.text(20, 1e-7, "0.7", color="C0")
ax.text(40, 2e-3, "1", color="C1")
ax.text(5, 9e-3, "2", color="C2")
ax.set(xlabel="distance k in steps", ylabel="share ‖G_k‖ / ‖∂ℒ/∂W‖")
plt.show()
