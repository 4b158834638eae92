"""Adam 记得住一次尖峰 | Adam remembers one spike

tags: adam, adagrad, gradient spike, exploding gradients, inf, nan
"""
import math

import matplotlib.pyplot as plt
import torch

lr, beta2, warm = 1e-3, 0.999, 3000
SPIKES = [1e2, 1e3, 1e4, 1e25, math.inf, math.nan]  # one parameter each
NAMES = "1e2", "1e3", "1e4", "1e25", "inf", "nan"


def steps_after(optimizer_class, n_steps: int) -> torch.Tensor:
    """Step sizes / lr after one spike; all other gradients are 1."""
    p = torch.nn.Parameter(torch.zeros(len(SPIKES)))
    optimizer = optimizer_class([p], lr=lr)
    sizes = []
    for t in range(warm + n_steps):
        p.grad = torch.ones_like(p) if t != warm else torch.tensor(SPIKES)
        with torch.no_grad():
            p.zero_()  # read each step without rounding
        optimizer.step()
        if t >= warm and (t - warm) % 10 == 0:
            sizes.append((0 - p.detach()) / lr)
    return torch.stack(sizes)


adam = steps_after(torch.optim.Adam, 11_000)
time = torch.arange(len(adam)) * 10
fig, ax = plt.subplots(num="memory")
for column, style in enumerate(("C0-", "C1--", "C2-.")):
    spike, name = SPIKES[column], NAMES[column]
    sizes = adam[:, column]
    ax.plot(time[10::20], sizes[10::20], style)
    half = time[50:][sizes[50:] > 0.5][0].item()
    theory = (2 * math.log(spike) - math.log(3 / (1 - beta2))) / (1 - beta2)
    print(f"half_speed_{name} = {round(half, -2)}")
    assert abs(half - theory) < 100
    ax.text(half + 500, 0.4, name, color=style[:2])
for column, name in list(enumerate(NAMES))[3:]:
    print(f"adam_after_{name} = {adam[-1, column]:g}")
assert adam[-1, 3] == 0 and adam[-1, 4:].isnan().all()
adagrad = steps_after(torch.optim.Adagrad, 3000)
print(f"adagrad_speed_1e3 = {adagrad[-1, 1] * (2 * warm) ** 0.5:.2g}")
assert adagrad[-1, 1] < 0.002
ax.axhline(0.5, color="0.5", lw=1)
ax.set(xlabel="steps after the spike", ylabel="step / learning rate")
plt.show()
