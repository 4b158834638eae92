"""Adam 记住尖峰有多久 | How long Adam remembers a spike

tags: adam, loss spike, beta2, second moment
"""
import math

import matplotlib.pyplot as plt
import torch
from torch import nn

SPIKES = torch.tensor([1e2, 1e3, 1e4]).double()
BEFORE = {0.999: 6000, 0.99: 600, 0.95: 120}  # until v has settled
AFTER = {0.999: 11000, 0.99: 1500, 0.95: 320}


def steps_after(beta2: float) -> torch.Tensor:
    """Steps / lr from the spike on; each entry has a spike of its own."""
    x = nn.Parameter(torch.zeros_like(SPIKES))
    optimizer = torch.optim.Adam([x], lr=1.0, betas=(0.9, beta2))
    places = []
    for t in range(-BEFORE[beta2], AFTER[beta2]):
        x.grad = SPIKES.clone() if t == 0 else torch.ones_like(SPIKES)
        places.append(x.detach().clone())
        optimizer.step()
    return -torch.stack(places[BEFORE[beta2]:]).diff(dim=0)


def half_speed(beta2: float, spike: float) -> float:
    return math.log(spike ** 2 * (1 - beta2) / 3) / -math.log(beta2)


grid = torch.logspace(2, 4, 30).tolist()
fig, ax = plt.subplots(num="memory")
for beta2, style in zip(BEFORE, ("C0o", "C1s", "C2^")):
    steps = steps_after(beta2)
    measured = [int(torch.nonzero(x < 0.5).max()) + 1 for x in steps.T]
    name = f"{beta2:g}".replace("0.", "b")
    for spike, count in zip(SPIKES.tolist(), measured):
        print(f"{name}_{spike:.0e} = {count:.3g}".replace("+0", ""))
        assert abs(count / half_speed(beta2, spike) - 1) < 0.05
    theory = [half_speed(beta2, spike) for spike in grid]
    ax.loglog(grid, theory, style[:2] + "-", lw=1)
    ax.loglog(SPIKES, measured, style)
    ax.text(1.2e4, measured[-1], f"β₂ {beta2}", color=style[:2])
    print(f"{name}_at_spike = {steps[0, -1]:.2g}")
    assert abs(steps[0, -1] * (1 - beta2) ** 0.5 / 0.1 - 1) < 0.05
    if beta2 == 0.999:
        print(f"moved = {steps[:60, -1].sum():.2g}")
        print(f"slowest = {steps[:, -1].min():.1g}")
        trace = steps
ax.set(xlabel="spike G", ylabel="steps to half speed",
       xlim=(70, 6e4), ylim=(60, 2e4))
fig, ax = plt.subplots(num="trace")
picks = torch.logspace(0, 4, 120).long().unique()
for i, style in enumerate(("C0-", "C1--", "C2-.")):
    ax.loglog(picks, trace[picks - 1, i], style)
    ax.text(150, trace[100, i] * 1.4, f"G = 1e{i + 2}", color=style[:2])
ax.set(xlabel="steps after the spike", ylabel="step ÷ learning rate")
plt.show()
