"""找出第一个非有限值 | Find the first non-finite value

tags: nan, inf, debugging, hooks, tool
"""
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import torch
from torch import Tensor, nn


def finite(tree) -> bool:
    """Whether every tensor in nested tuples, lists, dicts is finite."""
    tree = list(tree.values()) if isinstance(tree, dict) else tree
    if isinstance(tree, (tuple, list)):
        return all(map(finite, tree))
    return not isinstance(tree, Tensor) or tree.to_dense().isfinite().all()


def first_nonfinite(model: nn.Module, loss_fn: Callable[[], Tensor]) -> str:
    """Name the first NaN or inf of one forward and backward pass.

    A bad gradient arises after the named parameter. Fills .grad.
    """
    found = []

    def check(place: str, *values) -> None:
        if not found and not finite(values):
            found.append(place)

    with ExitStack() as hooks:  # removes every hook, also after an error
        for name, p in model.named_parameters():
            check(f"parameter {name}", p)
            if p.requires_grad:
                hook = partial(check, f"gradient of {name}")
                hooks.enter_context(p.register_hook(hook))
        for name, m in model.named_modules():
            for end, register in (("input", m.register_forward_pre_hook),
                                  ("output", m.register_forward_hook)):
                hook = partial(check, f"{end} of {name or 'model'}")
                hooks.enter_context(register(hook))
        check("loss", loss := loss_fn())
        if not found:
            loss.backward()
    return found[0] if found else "nowhere"


torch.manual_seed(0)
x = torch.randn(16, 8)
net = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 1, bias=False))
for case, place, loss_fn in (
    ("healthy", "nowhere", lambda: net(x).square().mean()),
    ("nan_input", "input of model", lambda: net(x / (x > 0)).mean()),
    ("overflow", "output of 0", lambda: net(3e38 * x.sign()).mean()),
    ("log", "input of 1", lambda: net[1](net[0](x).log()).mean()),
    ("sqrt", "gradient of 1.weight", lambda: (0 * net(x)).sum().sqrt()),
):
    print(f"{case} = {first_nonfinite(net, loss_fn)}")
    assert first_nonfinite(net, loss_fn) == place
