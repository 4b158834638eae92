"""二次函数的学习率上限 | The largest stable learning rate on a quadratic

tags: learning rate, sharpness, momentum, stability, divergence
"""
import matplotlib.pyplot as plt
import torch

LAMBDA_MAX, N_STEPS = 4.0, 400
CURVATURES = torch.linspace(0.1, LAMBDA_MAX, 20, dtype=torch.float64)


def growth(lrs: torch.Tensor, momentum: float) -> torch.Tensor:
    """‖w‖ after N_STEPS of SGD on ½ Σ λ w², relative to the start.

    SGD sees only lr × λ, so lr = 1 with curvature lr × λ is the same
    run, and one optimizer makes the runs for all lrs, one per row.
    """
    w = torch.ones(len(lrs), 20, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0, momentum=momentum)
    for _ in range(N_STEPS):
        optimizer.zero_grad()
        (0.5 * torch.outer(lrs, CURVATURES) * w ** 2).sum().backward()
        optimizer.step()
    return w.detach().norm(dim=1) / 20 ** 0.5


fig, ax = plt.subplots(num="growth")
scaled = torch.linspace(0.2, 4.4, 22)  # learning rate × λ_max
for momentum, style in ((0.0, "C0-"), (0.9, "C1--")):
    limit = 2 * (1 + momentum)
    near = torch.tensor([0.97, 1.03]) * limit
    growths = growth(torch.cat([scaled, near]).double() / LAMBDA_MAX,
                     momentum)
    ax.semilogy(scaled, growths[:-2], style)
    ax.axvline(limit, color="0.5", ls=":", lw=1)
    low, high = growths[-2:].tolist()
    assert low < 1e-2 and high > 1e2
    print(f"shrinks_{momentum:g} = {low:.0e}".replace(".", "_"))
    print(f"grows_{momentum:g} = {high:.0e}".replace(".", "_"))
ax.text(1.9, 1e8, "β = 0, limit 2", color="C0", ha="right")
ax.text(3.7, 1e4, "β = 0.9, limit 3.8", color="C1", ha="right")
ax.set(xlabel="learning rate × λ_max", ylabel="‖w‖ after 400 steps",
       ylim=(1e-12, 1e12))
plt.show()
