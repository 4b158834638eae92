"""sigmoid 网络也会爆炸 | Sigmoid nets can explode too

tags: sigmoid, tanh, relu, exploding, saturation, weight gain
"""
import matplotlib.pyplot as plt
import torch

L, n, seeds = 50, 100, 5  # five random nets, side by side
nets = {  # φ, line style, weight gains; the gain of nn.Linear is 3**-0.5
    "sigmoid": (torch.sigmoid, "C0o-", [3**-0.5, 1, 2, 4, 8, 12, 20, 40]),
    "tanh": (torch.tanh, "C1s--", [3**-0.5, 1, 1.5, 3, 8]),
    "ReLU": (torch.relu, "C2^-.", [3**-0.5, 1, 1.5, 3])}
torch.manual_seed(0)
weights = torch.randn(seeds, L, n, n).double() / n**0.5


def run(phi, gain):
    """Factor per layer of each net (no bias), and their outputs h_L."""
    x = torch.randn(seeds, 32, n).double().requires_grad_()
    h = x
    for l in range(L):
        h = phi(h @ weights[:, l] * gain)
    delta = torch.randn_like(h)
    grad_x, = torch.autograd.grad(h, x, delta)
    ratio = grad_x.flatten(1).norm(dim=1) / delta.flatten(1).norm(dim=1)
    return ratio ** (1 / L), h.detach()


def show(name, values, spec=".2f"):
    print(f"{name} = {min(values):{spec}}–{max(values):{spec}}")


fig, ax = plt.subplots(num="phase")
factors = {}
for name, (phi, style, gains) in nets.items():
    factors[name] = {g: run(phi, g)[0] for g in gains}
    ax.plot(gains, torch.stack([*factors[name].values()]), style, lw=1)

sigmoid, relu, tanh = (factors[k] for k in ("sigmoid", "ReLU", "tanh"))
slope = (sigmoid[12] - sigmoid[8]) / 4
h = run(torch.sigmoid, 20)[1]
flat = ((h - 0.5).abs() > 0.49).double().mean(dim=(1, 2))  # σ′ < 0.01
show("critical_gain", 8 + (1 - sigmoid[8]) / slope, ".1f")
print(f"sigmoid_at_20 = {sigmoid[20].mean():.1f}")
print(f"flat_at_20 = {flat.mean():.1f}")
show("relu_at_3", relu[3])
print(f"tanh_at_3 = {tanh[3].mean():.1f}")
# most units are saturated, yet it explodes
assert max(sigmoid[8]) < 0.95 < 1.2 < min(sigmoid[20]) and min(flat) > 0.5
assert min(relu[3]) > 2.0 and all(1.2 < f < 1.45 for f in tanh[3])

gain = torch.linspace(1, 52, 50)
ax.plot(gain, (gain / (6 * torch.pi**0.5)).sqrt(), "0.5", ls=":", zorder=3)
ax.axhline(1, color="0.5", lw=1)
for x, y, word in [(2.1, 1.9, "ReLU"), (7.4, 1.5, "tanh"),
                   (12, 1.22, "sigmoid"), (33, 1.87, "theory")]:
    ax.text(x, y, word, ha="right")
ax.set(xscale="log", xlabel="weight gain", ylabel="factor per layer")
ax.set_xticks([0.58, 1, 3, 10, 40], ["0.58", "1", "3", "10", "40"])
plt.show()
