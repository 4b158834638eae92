"""损失与分布的报错 | Errors of losses and distributions

tags: error message, cross entropy, bce, ctc, distributions, batch norm
"""
import warnings
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Categorical, Normal


def message(cause: Callable[[], object]) -> str:
    """First line of the error, or of the first warning, of `cause`."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            cause()
        except Exception as error:
            return str(error).splitlines()[0]
    return str(caught[0].message)


bad = torch.tensor([torch.nan, 1])
logits = torch.zeros(1, 10)
for name, cause in {
    "m017": lambda: Normal(loc=bad, scale=1),
    "m018": lambda: Categorical(logits=bad),
    "m019": lambda: torch.multinomial(bad, 1),
    "m020": lambda: F.cross_entropy(logits, torch.tensor([-1])),
    "m021": lambda: F.cross_entropy(logits, torch.tensor([10])),
    "m022": lambda: F.binary_cross_entropy(bad, torch.ones(2)),
    "m023": lambda: nn.BatchNorm1d(3)(torch.zeros(1, 3)),
    "m024": lambda: F.mse_loss(torch.zeros(4, 1), torch.zeros(4)),
}.items():
    print(f"{name} = {message(cause)[:150]}")


def ctc(zero_infinity: bool) -> float:
    """Two frames for a target of three labels: no alignment exists."""
    log_p = torch.zeros(2, 1, 5).log_softmax(2)
    return F.ctc_loss(log_p, torch.tensor([[1, 2, 3]]), (2,), (3,),
                      zero_infinity=zero_infinity).item()


print("m025 = CTC loss is", ctc(zero_infinity=False), "without an error")
assert ctc(zero_infinity=True) == 0
