"""五十层 sigmoid 网络 | Fifty sigmoid layers

tags: sigmoid, depth, vanishing, default init, float32
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

L, n = 50, 100
theory = 0.25 / 3**0.5  # largest σ′, times √(n·Var w) of nn.Linear


def backward(seed):
    """One backward pass through the untrained net, in float64."""
    torch.manual_seed(seed)
    layers = [nn.Linear(n, n).double() for _ in range(L)]
    h = [torch.randn(64, n, dtype=torch.float64, requires_grad=True)]
    for layer in layers:
        h.append(torch.sigmoid(layer(h[-1])))
        h[-1].retain_grad()
    loss = nn.functional.mse_loss(h[-1], torch.rand_like(h[-1]))
    loss.backward()
    assert loss.isfinite()  # and nothing was raised
    return layers, h


def show(name, values, spec):
    print(f"{name} = {min(values):{spec}}–{max(values):{spec}}")


runs = [backward(seed) for seed in range(5)]
deltas = [torch.stack([a.grad.norm() for a in h]) for _, h in runs]
factors = [(d[0] / d[-1]).item() ** (1 / L) for d in deltas]
first, last = ([layers[i].weight.grad.norm().item() for layers, _ in runs]
               for i in (0, -1))
ratios = [f / g for f, g in zip(first, last)]
layer_20 = runs[0][0][19].weight.grad.float()  # fits float32; squares don't
signal = {l: [h[l].std(dim=0).mean() for _, h in runs] for l in (10, 50)}
slopes = torch.stack([a * (1 - a) for _, h in runs for a in h[1:]])

show("factor_per_layer", factors, ".3f")
show("grad_w_first", first, ".0e")
show("grad_w_last", last, ".3f")
show("first_over_last", ratios, ".0e")
show("signal_at_layer_10", signal[10], ".1e")
print(f"mean_slope = {slopes.mean():.3f}")
print(f"smallest_slope = {slopes.min():.2f}")
print(f"largest_entry_layer_20 = {layer_20.abs().max():.0e}")
print(f"float32_norm_layer_20 = {layer_20.norm():g}")
assert all(0.125 < f < 0.155 for f in factors) and max(ratios) < 1e-38
assert max(signal[50]) < 1e-14 and slopes.mean() > 0.23  # at most 0.25

fig, ax = plt.subplots(num="norms")
for delta in deltas:
    ax.semilogy(delta.detach(), "C0", lw=1)
ax.semilogy([deltas[0][-1] * theory**(L - l) for l in range(L + 1)], "C1--")
ax.text(24, 1e-21, "theory", color="C1", ha="right")
ax.text(27, 1e-27, "measured", color="C0")
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂h‖")
plt.show()
