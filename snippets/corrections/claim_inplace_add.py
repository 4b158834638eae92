"""残差块里的 out += x | out += x in a residual block

tags: residual, in-place, autograd, gradcheck
"""
import torch
from torch import nn

LAST = {  # the operation whose output `out +=` overwrites
    "Linear": nn.Identity(), "BatchNorm1d": nn.BatchNorm1d(8),
    "LayerNorm": nn.LayerNorm(8), "GELU": nn.GELU(), "SiLU": nn.SiLU(),
    "ReLU": nn.ReLU(), "Sigmoid": nn.Sigmoid(), "Tanh": nn.Tanh(),
    "Softmax": nn.Softmax(dim=-1)}


class Block(nn.Module):
    """The classic residual block: ReLU behind the sum."""

    def __init__(self, dim: int, last: nn.Module, in_place: bool):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.last, self.in_place = last, in_place

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.last(self.fc2(torch.relu(self.fc1(x))))
        if self.in_place:
            out += x
        else:
            out = out + x
        return torch.relu(out)


def gradient(last: nn.Module, in_place: bool) -> torch.Tensor:
    torch.manual_seed(0)
    block, x = Block(8, last, in_place), torch.randn(4, 8)
    x.requires_grad_()
    block(x).square().sum().backward()
    return x.grad


safe, raises = [], []
for name, last in LAST.items():
    try:
        assert torch.allclose(gradient(last, True), gradient(last, False))
        safe.append(name)
    except RuntimeError as error:
        raises.append(name)
        message = str(error)
print("safe =", ", ".join(safe))
print("raises =", ", ".join(raises))
print(message[:76])
assert "Linear" in safe and "ReLU" in raises
assert "modified by an inplace operation" in message
block = Block(6, nn.Identity(), in_place=True).double()
x = torch.randn(3, 6).double().requires_grad_()
assert torch.autograd.gradcheck(block, (x,))
