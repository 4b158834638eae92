"""每层一个倍数，连乘到底 | One factor per layer, multiplied

tags: chain rule, product, depth, tanh
"""
import matplotlib.pyplot as plt
import torch

DEPTH, WIDTH = 30, 64


def tanh_net(gain: float) -> tuple[float, torch.Tensor]:
    """Loss and ‖∂ℒ/∂h_l‖, l = 0 … DEPTH, of a tanh net before training.

    Orthogonal weights times `gain` stretch every vector by exactly `gain`;
    the small input keeps tanh near 0, where its slope is 1.
    """
    torch.manual_seed(0)
    x = 1e-3 * torch.randn(64, WIDTH, dtype=torch.float64)
    target = torch.randn_like(x)
    hidden = [x.requires_grad_()]
    for _ in range(DEPTH):
        weight = torch.empty(WIDTH, WIDTH, dtype=torch.float64)
        torch.nn.init.orthogonal_(weight, gain=gain)
        hidden.append(torch.tanh(hidden[-1] @ weight.T))
    loss = (hidden[-1] - target).square().mean()
    grads = torch.autograd.grad(loss, hidden)
    return loss.item(), torch.stack([grad.norm() for grad in grads])


fig, ax = plt.subplots(num="product")
layers_back = torch.arange(DEPTH + 1)
losses, ratios = {}, {}
for name, gain, marker in [("up", 1.1, "^"), ("one", 1.0, "o"),
                           ("down", 0.9, "v")]:
    losses[name], norms = tanh_net(gain)
    growth = norms.flip(0) / norms[-1]  # from the output back to the input
    ratios[name] = growth[-1].item()
    factor = ratios[name] ** (1 / DEPTH)
    print(f"power_{name} = {gain**100:.3g}")
    print(f"factor_{name} = {factor:.3f}")
    print(f"ratio_{name} = {ratios[name]:.2g}")
    print(f"loss_{name} = {losses[name]:.2f}")
    assert abs(factor - gain) < 0.005

    line, = ax.semilogy(layers_back, gain**layers_back)
    ax.plot(layers_back[::3], growth[::3], marker, color=line.get_color())
    ax.annotate(f"γ = {gain}", (DEPTH, ratios[name]), xytext=(8, -4),
                textcoords="offset points", color=line.get_color())

print(f"spread = {ratios['up'] / ratios['down']:.0f}")
assert ratios["up"] > 100 * ratios["down"], "the gradients differ"
assert max(losses.values()) < 1.01 * min(losses.values()), "not the loss"

ax.plot([], [], color="0.5", label="theory")
ax.plot([], [], "o", color="0.5", label="measured")
ax.legend(loc="upper left")
ax.set(xlabel="layers back from the output", ylabel="‖∂ℒ/∂h‖, output = 1",
       xlim=(-1, 36), xticks=[0, 10, 20, 30])
plt.show()
