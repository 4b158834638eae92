"""grad 为什么是 None | Why grad is None

tags: grad is None, detach, requires_grad, leaf, zero_grad, set_to_none
"""
import warnings

import torch
from torch import nn


def without_gradient(model: nn.Module) -> dict[str, str]:
    """Call after backward: which parameters have no gradient, and why."""
    return {name: "no path" if p.requires_grad else "frozen"
            for name, p in model.named_parameters() if p.grad is None}


class Net(nn.Module):
    def __init__(self, middle):
        super().__init__()
        self.first = nn.Linear(4, 4, bias=False)
        self.second = nn.Linear(4, 1, bias=False)
        self.unused = nn.Linear(4, 4, bias=False)
        self.middle = middle

    def forward(self, x):
        return self.second(self.middle(self.first(x)))


def missing(middle=nn.Identity(), frozen: bool = False) -> str:
    torch.manual_seed(0)
    model = Net(middle)
    model.first.weight.requires_grad_(not frozen)
    model(torch.ones(2, 4)).sum().backward()
    return ", ".join(f"{name.split('.')[0]}: {why}"
                     for name, why in without_gradient(model).items())


print(f"healthy = {missing()}")
for name, middle in {
        "detach": lambda h: h.detach(),
        "numpy": lambda h: torch.from_numpy(h.detach().numpy()),
        "new_tensor": lambda h: torch.tensor(h.tolist()),
        "argmax": lambda h: h.argmax(1, keepdim=True) * torch.ones(4),
}.items():
    print(f"{name} = {(said := missing(middle))}")
    assert said.startswith("first: no path")
print(f"frozen = {missing(frozen=True)}")
dead = missing(lambda h: (h - 1e9).relu())
assert dead == missing() == "unused: no path"  # 0 is not None

weight = torch.ones(2, requires_grad=True)
(copy := weight.double()).sum().backward()  # .to(device): the same
warnings.simplefilter("ignore")  # torch warns about .grad of a non-leaf
print(f"copy = {copy.grad}")
print(f"leaf = {weight.grad.tolist()}")
model = Net(nn.Identity())
model(torch.ones(2, 4)).sum().backward()
model.zero_grad()  # set_to_none=True is the default
print(f"after_zero_grad = {model.first.weight.grad}")
assert copy.is_leaf is False and model.first.weight.grad is None
