"""饱和：值与梯度 | Saturation: value and gradient

tags: sigmoid, tanh, relu, gelu, saturation, float32
"""
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

activations = {"sigmoid": torch.sigmoid, "tanh": torch.tanh,
               "ReLU": F.relu, "GELU": F.gelu}


def slope(phi, x):
    """φ′(x) by autograd, in the precision of x (float32 for a number)."""
    x = torch.as_tensor(x).clone().requires_grad_()
    return torch.autograd.grad(phi(x).sum(), x)[0]


print("            φ(10)    φ(−10)    φ′(10)   φ′(−10)")
for name in ("sigmoid", "tanh", "ReLU"):
    phi, ends = activations[name], torch.tensor([10.0, -10.0])
    row = [*phi(ends), *slope(phi, ends)]
    print(f"{name:7}", *(f"{v:9.3g}" for v in row))

grid = torch.linspace(-6, 6, 1201, dtype=torch.float64)
slopes = {name: slope(phi, grid) for name, phi in activations.items()}
sigmoid = {x: slope(torch.sigmoid, float(x)) for x in (-10, 17, -20)}
tanh_at_minus_10 = slope(torch.tanh, -10.0)
relu_at_minus_10 = slope(F.relu, -10.0)

print(f"sigmoid_max_slope = {slopes['sigmoid'].max():.3g}")
print(f"gelu_max_slope = {slopes['GELU'].max():.3g}")
print(f"sigmoid_at_minus_10 = {sigmoid[-10]:.3g}")
print(f"tanh_at_minus_10 = {tanh_at_minus_10:.3g}")
print(f"relu_at_minus_10 = {relu_at_minus_10:.3g}")
print(f"sigmoid_at_17 = {sigmoid[17]:.3g}")
print(f"sigmoid_at_minus_20 = {sigmoid[-20]:.3g}")
assert slopes["sigmoid"].max() <= 0.25
assert relu_at_minus_10 == 0 < sigmoid[-10]  # ReLU is the flatter one
assert sigmoid[17] == 0 < sigmoid[-20]       # float32 is not symmetric

fig, ax = plt.subplots(num="slopes")
styles = {"sigmoid": "C0-", "tanh": "C1--", "ReLU": "C2-.", "GELU": "C3:"}
for name, style in styles.items():
    ax.plot(grid, slopes[name], style)
ax.text(-3, 0.12, "sigmoid", color="C0", ha="right")
ax.text(-1.2, 0.5, "tanh", color="C1", ha="right")
ax.text(5.9, 0.86, "ReLU", color="C2", ha="right")
ax.text(2.3, 1.13, "GELU", color="C3")
ax.set(xlabel="pre-activation a", ylabel="slope φ′(a)", ylim=(-0.2, 1.25))
plt.show()
