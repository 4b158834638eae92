"""异常检测模式报告什么 | What anomaly mode reports

tags: anomaly mode, set_detect_anomaly, PowBackward0, nan, traceback
"""
import math
import warnings

import torch

CASES = {  # name: the input, and what is computed from it
    "norm_by_hand": (0.0, lambda x: x.square().sum().sqrt()),
    "hidden_root": (0.0, lambda x: torch.where(x > 0, x.sqrt(), 0.0)),
    "power": (0.0, lambda x: torch.where(x > 0, x**0.5, 0.0)),
    "x_log_x": (0.0, lambda x: x * x.log()),
    "zero_over_zero": (0.0, lambda x: x / x),
    "softplus_by_hand": (100.0, lambda x: (1 + x.exp()).log()),
    "masked_softmax": (0.0, lambda x: (x - torch.inf).softmax(-1)),
    "mse_of_nan": (math.nan, lambda x: (x - 1.0) ** 2),
    "learned_exponent": (-1.0, lambda x: x**P),
    "log_of_zero": (0.0, lambda x: x.log()),
    "root_of_zero": (0.0, lambda x: x.sqrt()),
    "log_of_negative": (-1.0, lambda x: x.log()),
}
P = torch.tensor([2.0], requires_grad=True)


def anomaly(f, point: float) -> str:
    """Return what anomaly mode says about the backward pass of f."""
    x = torch.tensor([point], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with torch.autograd.detect_anomaly():
            try:
                f(x).sum().backward()
            except RuntimeError as error:
                return str(error)
    return f"silent, gradient {x.grad.item():g}"


for name, (point, f) in CASES.items():
    print(f"{name} = {anomaly(f, point)}")
silent = [name for name, (point, f) in CASES.items()
          if anomaly(f, point).startswith("silent")]
assert silent == ["log_of_zero", "root_of_zero", "log_of_negative"]

# The warning before the error names the line of the forward pass.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        with torch.autograd.detect_anomaly():
            x = torch.zeros(2, requires_grad=True)
            x.square().sum().sqrt().backward()
    except RuntimeError:
        pass
text = str(caught[-1].message)
print(f"warning = {text.partition('.')[0]}")
assert "Traceback of forward call" in text
