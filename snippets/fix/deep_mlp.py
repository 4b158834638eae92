"""可以直接用的深层 MLP | A deep MLP to copy

tags: residual, pre-norm, he, zero init, layer norm, template
"""
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


class ResidualBlock(nn.Module):
    """h + W₂ ReLU(W₁ LayerNorm(h)); W₂ = 0 at first, so it starts as h."""

    def __init__(self, dim: int):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.fc1, self.fc2 = nn.Linear(dim, dim), nn.Linear(dim, dim)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="relu")
        for zero in (self.fc1.bias, self.fc2.weight, self.fc2.bias):
            nn.init.zeros_(zero)

    def forward(self, h: Tensor) -> Tensor:
        return h + self.fc2(torch.relu(self.fc1(self.norm(h))))


def deep_mlp(d_in: int, d_out: int, dim: int, n_blocks: int):
    """A pre-norm residual MLP with 2·n_blocks + 2 linear layers."""
    return nn.Sequential(
        nn.Linear(d_in, dim),
        *(ResidualBlock(dim) for _ in range(n_blocks)),
        nn.LayerNorm(dim), nn.Linear(dim, d_out))


def gradient_ratio(model: nn.Sequential, x: Tensor, y: Tensor) -> float:
    """‖∂ℒ/∂h‖ before the first block relative to after the last."""
    first = model[0](x)
    last = model[1:-2](first)
    loss = cross_entropy(model[-2:](last), y)
    ends = torch.autograd.grad(loss, (first, last))
    return (ends[0].norm() / ends[1].norm()).item()


low, good = 5, 0.9
for seed in range(3):
    torch.manual_seed(seed)
    x = torch.randn(256, 10)
    y = (x[:, 0] * x[:, 1] > 0).long()  # no linear model can do this
    model = deep_mlp(10, 2, dim=64, n_blocks=25)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    start = gradient_ratio(model, x, y)
    for _ in range(60):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
    after = gradient_ratio(model, x, y)
    accuracy = (model(x).argmax(1) == y).float().mean().item()
    print(f"seed {seed}: {start:.6f}, {after:.1e}, {accuracy:.2f}")
    assert abs(start - 1) < 1e-5 and after > low and accuracy > good
print(f"start = 1\nafter_above = {low}\naccuracy_above = {good}")
