"""自动求导的报错 | Errors of autograd

tags: error message, autograd, backward, in-place, anomaly detection
"""
import warnings
from collections.abc import Callable

import torch


def message(cause: Callable[[], object]) -> str:
    """First line of the error, or of the first warning, of `cause`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            cause()
        except Exception as error:
            return str(error).splitlines()[0]
    return str(caught[0].message)


x = torch.zeros(2, requires_grad=True)
used = x.exp().sum()
used.backward()
kept = x.sigmoid()


def zero_times_log() -> None:
    with torch.autograd.detect_anomaly():
        (0 * x.log()).sum().backward()  # 0 * 1/0 in the backward pass


for name, cause in {
    "m001": zero_times_log,
    "m002": lambda: used.backward(),
    "m003": lambda: kept.add_(1).sum().backward(),  # backward needs kept
    "m004": lambda: x.detach().sum().backward(),
    "m005": lambda: x.exp().backward(),
    "m006": lambda: x.add_(1),
    "m007": lambda: x.exp().grad,
    "m008": lambda: torch.autograd.grad(kept.sum(), used),
}.items():
    print(f"{name} = {message(cause)[:150]}")
# The cures of m001, m003, m006: no infinite slope, a copy, no graph.
(0 * (x + 1e-6).log()).sum().backward()
(x.sigmoid() + 1).sum().backward()
with torch.no_grad():
    x.add_(1)
assert x.grad.isfinite().all()
