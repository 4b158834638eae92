"""fp32 正常、fp16 坏掉的运算 | Operations that break in fp16 only

tags: fp16, bf16, nan, overflow, underflow, mixed precision, eps, t5, mask
"""
import torch
from torch import Tensor

BIG, TINY = 66246.0, 1e-8  # BIG was seen in T5's feed-forward output


def rms_norm(x: Tensor) -> Tensor:
    """T5's normalization; the mean square is taken in float32."""
    scale = x.float().pow(2).mean().add(1e-6).rsqrt()
    return x * scale.to(x.dtype)


def masked_softmax(x: Tensor) -> Tensor:
    """A row whose every position carries the usual additive mask."""
    return (x + torch.tensor(-1e9, dtype=x.dtype)).softmax(0)


CASES = {  # name: input, operation
    "square": ([300.0], lambda x: x * x),
    "exp": ([12.0], torch.exp),
    "stored": ([BIG], lambda x: x),
    "normalized": ([BIG, 1.0], rms_norm),
    "log_of_softmax": ([0.0, 18.0], lambda x: x.softmax(0).log()),
    "log_softmax": ([0.0, 18.0], lambda x: x.log_softmax(0)),
    "eps": ([0.0], lambda x: x / (x + TINY)),
    "mask": ([1.0, 2.0], masked_softmax),
    "small": ([TINY], lambda x: x),
    "count": ([2048.0], lambda x: x + 1),
}
results = {}
for name, (values, operation) in CASES.items():
    for short, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16),
                         ("fp16", torch.float16)):
        x = torch.tensor(values, dtype=dtype)
        result = operation(x)[0].item()
        results[name, short] = result
        spec = ".0f" if 1000 < abs(result) < 1e5 else ".3g"
        print(f"{name}_{short} = {result:{spec}}")

try:  # the same mask by masked_fill does not pass unnoticed
    torch.zeros(2).half().masked_fill(torch.tensor([True, False]), -1e9)
    raise AssertionError
except RuntimeError as error:
    print(error)
    assert "without overflow" in str(error)
finite = {key: abs(value) < float("inf") for key, value in results.items()}
assert all(finite[name, "fp32"] and finite[name, "bf16"] for name in CASES)
assert sum(not finite[name, "fp16"] for name in CASES) == 7
