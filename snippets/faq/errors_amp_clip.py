"""混合精度与裁剪的报错 | Errors of mixed precision and clipping

tags: error message, amp, GradScaler, clipping, scheduler
"""
import warnings
from collections.abc import Callable

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm, clip_grad_norm_


def message(cause: Callable[[], object]) -> str:
    """First line of the error, or of the first warning, of `cause`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            cause()
        except Exception as error:
            return str(error).splitlines()[0]
    return str(caught[0].message)


def amp(dtype: torch.dtype, *calls: str, backward: bool = True) -> None:
    """One step with a GradScaler, which makes these calls."""
    weight = nn.Parameter(torch.ones(2, dtype=dtype))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    loss = scaler.scale(weight.sum())
    if backward:
        loss.backward()
    for call in calls:
        getattr(scaler, call)(optimizer)


weight = nn.Parameter(torch.ones(2))
weight.grad = torch.tensor([torch.inf, 1])
schedule = torch.optim.lr_scheduler.StepLR(torch.optim.SGD([weight]), 1)
for name, cause in {
    "m009": lambda: amp(torch.float16, "unscale_"),
    "m010": lambda: amp(torch.float32, "unscale_", "unscale_"),
    "m011": lambda: amp(torch.float32, "step", backward=False),
    "m012": schedule.step,
    "m013": lambda: clip_grad_norm_(weight, 1, error_if_nonfinite=True),
    "m014": lambda: clip_grad_norm(weight, 1),
    "m015": lambda: clip_grad_norm_((p for p in ()), 1),
}.items():
    print(f"{name} = {message(cause)[:150]}")
weight.grad = torch.tensor([3.0, 4])
clip_grad_norm_(weight, max_norm=-1)
assert (weight.grad < 0).all()
print("m016 = max_norm=-1 turns the gradient around without an error")
amp(torch.float32, "unscale_", "step")  # once, and master weights
