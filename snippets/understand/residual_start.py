"""残差块的初始化 | Initializing residual blocks

tags: residual, initialization, he, zero init, pre-activation
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_BLOCKS, WIDTH = 25, 100
SCALES = {"he": 1.0, "he_scaled": N_BLOCKS ** -0.5, "zero": 0.0}


class ResidualBlock(nn.Module):
    """h + branch(h), with a ReLU behind the sum unless pre_activation."""

    def __init__(self, dim: int, pre_activation: bool = True):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.pre_activation = pre_activation

    def forward(self, h: torch.Tensor) -> torch.Tensor:
        if self.pre_activation:
            return h + self.fc2(torch.relu(self.fc1(torch.relu(h))))
        return torch.relu(h + self.fc2(torch.relu(self.fc1(h))))


def gradient_norms(kind: str, init: str, seed: int) -> torch.Tensor:
    """‖∂ℒ/∂h‖ before and after each block, relative to the output."""
    torch.manual_seed(seed)
    h = [torch.randn(32, WIDTH).double().requires_grad_()]
    for _ in range(N_BLOCKS):
        block = ResidualBlock(WIDTH, kind == "pre").double()
        if init != "default":
            for layer in (block.fc1, block.fc2):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
            block.fc2.weight.data *= SCALES[init]  # the branch's last layer
        h.append(block(h[-1]))
    gradients = torch.autograd.grad(h[-1], h, torch.randn_like(h[-1]))
    norms = torch.stack([gradient.norm() for gradient in gradients])
    return norms / norms[-1]


norms = {(kind, init): torch.stack([gradient_norms(kind, init, seed)
                                    for seed in range(5)])
         for kind in ("pre", "post") for init in (*SCALES, "default")}
for (kind, init), runs in norms.items():
    ends = dict.fromkeys(f"{end:#.2g}" for end in runs[:, 0].aminmax())
    print(f"{kind}_{init} =", "–".join(ends))
assert 3 < norms["pre", "he"][:, 0].log10().mean() < 4.5  # theory 3.76
assert (norms["pre", "zero"] - 1).abs().max() < 1e-12
assert (norms["post", "zero"][:, 0] - 0.5 ** 0.5).abs().max() < 0.05
fig, ax = plt.subplots(num="growth")
for init, style in (("he", "C1"), ("he_scaled", "C2--"), ("zero", "C0")):
    ax.semilogy(norms["pre", init].T, style, lw=1)
ax.text(3, 30, "He: ×√2 per block", color="C1")
ax.text(3, 2.5, "He, last layer ÷ √25", color="C2")
ax.text(3, 0.5, "last layer zero", color="C0")
ax.set(xlabel="block", ylabel="relative ‖∂ℒ/∂h‖", ylim=(0.3, 2e4))
plt.show()
