"""权重梯度看不出信号消失 | Weight gradients hide a dying signal

tags: relu, initialization, gradient norm, xavier, he, diagnosis
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, WIDTH = 50, 100
GAINS = {"gain_0_5": 0.5, "xavier": 1.0, "he": 2 ** 0.5, "gain_2": 2.0,
         "default": None}  # None keeps nn.Linear's weights and random bias


def norms(gain: float | None, seed: int) -> torch.Tensor:
    """Rows ‖h‖, ‖∂ℒ/∂h‖ and ‖∂ℒ/∂W‖, a column for each layer."""
    torch.manual_seed(seed)
    h, hidden, weights = torch.randn(64, WIDTH).double(), [], []
    for _ in range(N_LAYERS):
        layer = nn.Linear(WIDTH, WIDTH).double()
        if gain is not None:
            nn.init.normal_(layer.weight, std=gain / WIDTH ** 0.5)
            nn.init.zeros_(layer.bias)
        h = torch.relu(layer(h))
        h.retain_grad()
        hidden.append(h)
        weights.append(layer.weight)
    h.backward(torch.randn_like(h))
    return torch.tensor([[h.detach().norm() for h in hidden],
                         [h.grad.norm() for h in hidden],
                         [weight.grad.norm() for weight in weights]])


runs = {name: torch.stack([norms(gain, seed) for seed in range(5)])
        for name, gain in GAINS.items()}
ratio = {name: run[:, :, 0] / run[:, :, -1] for name, run in runs.items()}
print("first layer over last layer, range over 5 seeds")
for name in GAINS:
    for quantity, column in (("h", 1), ("w", 2)):
        low, high = ratio[name][:, column].aminmax()
        print(f"{name}_{quantity} = {low:#.2g}–{high:#.2g}")
scale = (runs["xavier"] / runs["he"])[:, 2].mean()
print(f"w_xavier_over_he = {scale:.1e}")

for name in ("gain_0_5", "xavier", "gain_2"):  # flat, whatever the gain
    assert torch.allclose(ratio[name][:, 2], ratio["he"][:, 2], rtol=1e-6)
assert ratio["gain_0_5"][:, 1].max() < 1e-20 < ratio["xavier"][:, 1].max()
assert ratio["xavier"][:, 1].max() < 1e-6 and ratio["he"][:, 2].min() > 0.1
assert ratio["default"][:, 2].max() < 1e-14  # a bias ends it

fig, ax = plt.subplots(num="two_norms")
end = runs["xavier"][:, :, -1:].clone()
end[:, 0] = runs["xavier"][:, 0, :1]  # h starts at layer 1
for row, (label, style, x, y) in enumerate((
        ("‖h‖", "--", 15, 3e-2), ("‖∂ℒ/∂h‖", "-", 12, 1e-7),
        ("‖∂ℒ/∂W‖", "-.", 19, 8))):
    curves = (runs["xavier"] / end)[:, row].T
    ax.semilogy(range(1, N_LAYERS + 1), curves, f"C{row}", ls=style, lw=1)
    ax.text(x, y, label, color=f"C{row}")
ax.set(xlabel="layer l", ylabel="relative norm", ylim=(3e-9, 99))
plt.show()
