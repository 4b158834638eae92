"""先失效的是范数，不是梯度 | The norm fails before the gradient does

tags: underflow, float32, gradient norm, vanishing, subnormal, sigmoid
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

L, n = 50, 100
vector = torch.linspace(0.5, 1.5, n)


def reading(size: float) -> float:
    """The float32 norm of 100 entries of this size, over the true one."""
    return (size * vector).norm() / (size * vector).double().norm()


sizes = [1.1**k for k in range(-600, 500)]
right = [s for s in sizes if abs(reading(s) - 1) < 0.01]
blind = [s for s in sizes if reading(s) == 0]
print(f"norm_zero_up_to = {max(blind):.0e}")
print(f"norm_right_from = {min(right):.0e}")
print(f"norm_right_up_to = {max(right):.0e}")
assert 2.0**-77 < max(blind) < min(right) < 2.0**-68


def weight_gradients(dtype: torch.dtype, seed: int, scale: float = 1.0):
    torch.manual_seed(seed)
    layers = [nn.Linear(n, n).to(dtype) for _ in range(L)]
    h, target = torch.randn(64, n).to(dtype), torch.rand(64, n).to(dtype)
    for layer in layers:
        h = torch.sigmoid(layer(h))
    (scale * nn.functional.mse_loss(h, target)).backward()
    return [layer.weight.grad for layer in layers]


counts = []
for seed in range(5):
    g64 = weight_gradients(torch.float64, seed)
    g32 = weight_gradients(torch.float32, seed)
    scaled = weight_gradients(torch.float32, seed, scale=2.0**80)
    zero = [[not g.any() for g in grads] for grads in (g32, scaled)]
    silent = sum(not g.norm() for g in g32) - sum(zero[0])
    counts.append([silent, *map(sum, zero)])
    far, near = (scaled[i].double().norm() / g64[i].norm() for i in (0, -1))
    assert abs(far / near - 1) < 0.01  # repaired, not healed
names = "norm_zero", "all_zero", "all_zero_scaled"
for name, c in zip(names, zip(*counts)):
    print(f"{name} = {'–'.join(map(str, dict.fromkeys((min(c), max(c)))))}")
assert min(counts)[0] > 15 and max(c) == 0

fig, ax = plt.subplots(num="stages")
for grads, style, lw, label in (
        (g32, "C1-", 7, "float32 norm"), (g64, "C0-", 2, "float64 norm"),
        ([g.double() for g in g32], "C2:", 3, "cast first")):
    norms = [g.norm().item() or None for g in grads]
    ax.semilogy(range(1, L + 1), norms, style, lw=lw, label=label)
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂W‖")
ax.legend()
plt.show()
