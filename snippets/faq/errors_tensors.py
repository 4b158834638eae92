"""形状、类型与线性代数的报错 | Errors of shapes, dtypes, linear algebra

tags: error message, dtype, half, matmul, svd, attention, mask
"""
from collections.abc import Callable

import torch
from torch import nn


def message(cause: Callable[[], object]) -> str:
    """First line of the error of `cause`."""
    try:
        cause()
    except Exception as error:
        return str(error).splitlines()[0]
    raise AssertionError("no error")


layer = nn.Linear(3, 2)
for name, cause in {
    "m026": lambda: layer(torch.ones(1, 3).half()),
    "m027": lambda: layer(torch.ones(1, 4)),
    "m028": lambda: torch.linalg.svd(torch.full((2, 2), torch.nan)),
}.items():
    print(f"{name} = {message(cause)}")

torch.manual_seed(0)
attention = nn.MultiheadAttention(4, 1, batch_first=True)
x = torch.randn(2, 3, 4)
padding = torch.tensor([[False, False, True], [True, True, True]])
out, _ = attention(x, x, x, key_padding_mask=padding)
rows = out.isnan().all(2).all(1).tolist()
assert rows == [False, True]
print(f"m029 = MultiheadAttention gives NaN without an error: {rows}")
padding[1, 0] = False  # the cure: a key that every row may see
out, _ = attention(x, x, x, key_padding_mask=padding)
assert out.isfinite().all()
