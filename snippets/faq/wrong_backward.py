"""gradcheck 找出写错的反向 | gradcheck finds a wrong backward

tags: gradcheck, autograd.Function, numerical gradient, float64
"""
import warnings

import torch
from torch import nn
from torch.autograd import Function, gradcheck

warnings.filterwarnings("ignore", "Input #0 requires gradient")


class Cube(Function):
    FACTOR = 3

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3

    @classmethod
    def backward(cls, ctx, grad):
        (x,) = ctx.saved_tensors
        return cls.FACTOR * x ** 2 * grad


class WrongCube(Cube):
    FACTOR = 2


def passes(f, x) -> bool:
    return gradcheck(f, (x.requires_grad_(),), raise_exception=False)


torch.manual_seed(0)
points = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64)
deep = nn.Sequential(*(layer for _ in range(30)
                       for layer in (nn.Linear(4, 4), nn.Sigmoid())))
row = torch.randn(1, 4, dtype=torch.float64)
results = {
    "right": passes(Cube.apply, points),
    "wrong": passes(WrongCube.apply, points),
    "wrong_but_small": passes(lambda x: 1e-6 * WrongCube.apply(x), points),
    "right_in_float32": passes(Cube.apply, points.detach().float()),
    "relu_at_zero": passes(torch.relu, 0 * row.detach()),
    "dropout": passes(nn.Dropout(0.5), torch.ones(20).double()),
    "vanishing_net": passes(deep.double(), row)}
for name, passed in results.items():
    print(f"{name} = {'passes' if passed else 'fails'}")
assert [name for name, passed in results.items() if passed] == [
    "right", "wrong_but_small", "vanishing_net"]
try:
    gradcheck(WrongCube.apply, (torch.ones(1).double().requires_grad_(),))
except RuntimeError as error:
    print(f"message = {str(error).partition(',')[0]}")
