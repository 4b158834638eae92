"""权重过大时谁在爆炸 | Who explodes when the weights are too large

tags: exploding gradients, relu, leakyrelu, elu, tanh, weight gain, he
"""
import torch
import torch.nn.functional as F

L, n, seeds = 50, 100, 5  # five random nets, side by side
HE = 2**0.5
torch.manual_seed(0)
weights = torch.randn(seeds, L, n, n).double() / n**0.5
x = torch.randn(seeds, 32, n).double().requires_grad_()
delta = torch.randn(seeds, 32, n).double()


def run(phi, gain: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Factor per layer of each net, and the size of its output entries."""
    h = x
    for l in range(L):
        h = phi(h @ weights[:, l] * gain)
    (grad_x,) = torch.autograd.grad(h, x, delta)
    ratio = grad_x.flatten(1).norm(dim=1) / delta.flatten(1).norm(dim=1)
    return ratio ** (1 / L), h.detach().square().mean((1, 2)).sqrt()


factor, output = {}, {}
for name, phi, gain in (
    ("relu", F.relu, 3),
    ("elu", F.elu, 3),
    ("leaky_relu", F.leaky_relu, 3),
    ("tanh", torch.tanh, 3),
    ("relu_he", F.relu, HE),
    ("relu_he_x10", F.relu, 10 * HE),
):
    factor[name], output[name] = run(phi, gain)
    low, high = factor[name].aminmax()
    if name == "tanh":  # a chaotic map: rounding decides the next digit
        print(f"tanh = {factor[name].mean():.1f}")
    else:
        print(f"{name} = {low:.2f}–{high:.2f}")
    if output[name].min() > 1e13:
        print(f"{name}_output = 1e{output[name].log10().mean():.0f}")
for name in "relu", "elu", "leaky_relu":
    assert factor[name].min() > 2 and output[name].min() > 1e13
assert factor["tanh"].min() > 1.2 and factor["tanh"].max() < 1.45
assert output["tanh"].max() < 1
# ReLU passes any scale through: ten times the weights, ten times the factor
assert torch.allclose(factor["relu_he_x10"], 10 * factor["relu_he"])
