"""残差块里的原地操作 | In-place operations in a residual block

tags: residual, in-place, relu, pre-activation, autograd
"""
import torch
from torch import Tensor, nn

torch.manual_seed(0)
fc1, fc2 = nn.Linear(8, 8), nn.Linear(8, 8)
TRAILING = {
    "linear": nn.Identity(), "batch_norm": nn.BatchNorm1d(8),
    "layer_norm": nn.LayerNorm(8), "gelu": nn.GELU(), "silu": nn.SiLU(),
    "relu": nn.ReLU(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(),
    "softmax": nn.Softmax(-1)}


def input_gradient(last: nn.Module, in_place: bool) -> Tensor:
    x = torch.linspace(-2, 2, 32).view(4, 8).requires_grad_()
    out = last(fc2(torch.relu(fc1(x))))
    if in_place:
        out += x  # overwrites what the last operation returned
    else:
        out = out + x
    out.pow(2).sum().backward()
    return x.grad


# 1. out += x: an error, or right; it depends on the last operation.
for name, last in TRAILING.items():
    expected = input_gradient(last, in_place=False)
    try:
        gradient = input_gradient(last, in_place=True)
        assert torch.allclose(gradient, expected, atol=1e-5)
        print(f"add_after_{name} = fine")
    except RuntimeError as error:
        assert "modified by an inplace operation" in str(error)
        print(f"add_after_{name} = RuntimeError")


# 2. ReLU(inplace=True) first in the branch: wrong, and no error.
class PreActivation(nn.Module):
    def __init__(self, inplace: bool):
        super().__init__()
        self.branch = nn.Sequential(nn.ReLU(inplace), fc1, nn.ReLU(), fc2)

    def forward(self, h):
        return h + self.branch(h)  # the branch changes h before the sum


h = torch.tensor([[-1.0, 2.0] * 4])
for name, inplace in ("right", False), ("wrong", True):
    x = h.clone().requires_grad_()
    kept = x * 1  # not a leaf: h is some layer's output, as in a network
    out = PreActivation(inplace)(kept)
    out.sum().backward()
    print(f"{name}_skip = {tuple(int(v) for v in kept[0, :2])}")
    print(f"{name}_gradient_zeros = {(x.grad == 0).double().mean():.0%}")
assert kept[0, :2].tolist() == [0, 2]
