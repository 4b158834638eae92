"""GradScaler 的报错，逐条重现 | GradScaler's error messages, reproduced

tags: gradscaler, unscale_, fp16, amp, error, gradient accumulation
"""
import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


def start(dtype: torch.dtype = torch.float32, backward: bool = True):
    """A weight, its optimizer, and a scaler that has scaled one loss."""
    weight = nn.Parameter(torch.ones(2, dtype=dtype))
    optimizer = torch.optim.SGD([weight], lr=0.1)
    scaler = torch.amp.GradScaler("cpu")  # "cuda" on a GPU
    loss = scaler.scale(weight.sum())
    if backward:
        loss.backward()
    return weight, optimizer, scaler


CASES = {  # dtype, backward, calls on the scaler, text of the error
    "unscale_twice": (torch.float32, True, ["unscale_", "unscale_"],
                      "unscale_() has already been called on this "
                      "optimizer since the last update()."),
    "unscale_late": (torch.float32, True, ["step", "unscale_"],
                     "unscale_() is being called after step()."),
    "half_weights": (torch.float16, True, ["unscale_"],
                     "Attempting to unscale FP16 gradients."),
    "no_gradient": (torch.float32, False, ["step"],
                    "No inf checks were recorded for this optimizer."),
}
for name, (dtype, backward, calls, text) in CASES.items():
    _, optimizer, scaler = start(dtype, backward)
    seen = None
    for call in calls:
        try:
            getattr(scaler, call)(optimizer)
        except (RuntimeError, ValueError, AssertionError) as error:
            seen = error
    print(f"{name} = {type(seen).__name__}")
    print(seen)
    assert str(seen) == text

# Right: all micro-batches first, then unscale_ once per update.
for dtype in (torch.float32, torch.bfloat16):
    weight, optimizer, scaler = start(dtype)
    scaler.scale(weight.sum()).backward()  # a second micro-batch
    scaler.unscale_(optimizer)
    clip_grad_norm_([weight], max_norm=1.0)
    scaler.step(optimizer)
    scaler.update()
    assert (weight < 1).all()
