"""log(softmax) 与 log_softmax | log(softmax) and log_softmax

tags: softmax, log_softmax, cross_entropy, nan, logits, saturation
"""
import math

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

target = torch.tensor([0])
LOSSES = {  # all of the class that the logits are against
    "log_of_softmax": lambda z: -z.softmax(1).log()[:, 0],
    "log_softmax": lambda z: -z.log_softmax(1)[:, 0],
    "cross_entropy": lambda z: F.cross_entropy(z, target),
    "softmax_twice": lambda z: F.cross_entropy(z.softmax(1), target),
}


def loss_and_gradient(name: str, gap: float) -> tuple[float, list[float]]:
    z = torch.tensor([[0.0, gap]], requires_grad=True)
    loss = LOSSES[name](z)
    loss.sum().backward()
    return loss.item(), z.grad[0].tolist()


for name in LOSSES:
    for gap in (10, 50, 110):
        loss, gradient = loss_and_gradient(name, gap)
        print(f"{name}_{gap}_loss = {loss:.3g}")
        print(f"{name}_{gap}_gradient = {gradient[0]:.1g}")
assert math.isnan(loss_and_gradient("log_of_softmax", 110)[1][0])
assert loss_and_gradient("log_softmax", 110) == (110, [-1, 1])
assert loss_and_gradient("cross_entropy", 110) == (110, [-1, 1])
assert abs(loss_and_gradient("softmax_twice", 50)[1][0]) < 1e-15

for classes in (2, 10, 1000):  # what softmax twice can reach
    best = math.log(1 + (classes - 1) / math.e)
    certain = F.one_hot(target, classes).float()  # after the first softmax
    measured = F.cross_entropy(certain, target).item()
    print(f"floor_{classes} = {measured:.3g}")
    assert math.isclose(measured, best, rel_tol=1e-4)

fig, ax = plt.subplots(num="gradient")
gaps = [0.5 * k for k in range(241)]
for name, color, ls in (("log_softmax", "C0", "-"),
                        ("log_of_softmax", "C1", "--"),
                        ("softmax_twice", "C2", ":")):
    slopes = [abs(loss_and_gradient(name, gap)[1][0]) for gap in gaps]
    ax.semilogy(gaps, [s or None for s in slopes], color, ls=ls)
    if bad := [gap for gap, s in zip(gaps, slopes) if math.isnan(s)]:
        print(f"nan_from_gap = {bad[0]:.0f}")
        ax.plot(bad[0], 1, color + "X")
ax.text(120, 50, "log_softmax", color="C0", ha="right")
ax.text(60, 1e-5, "log(softmax)", color="C1")
ax.text(42, 1e-14, "softmax, then cross_entropy", color="C2")
ax.set(xlabel="logit gap to the wrong class", ylabel="gradient",
       ylim=(1e-46, 1e6))
plt.show()
