"""浮点格式的边界，逐个量出来 | The limits of the number formats, measured

tags: floating point, float32, bf16, fp16, fp8, overflow, subnormal, eps
"""
import math

import matplotlib.pyplot as plt
import torch

FORMATS = {  # bits of the exponent, bits of the mantissa
    "fp32": (torch.float32, 8, 23), "bf16": (torch.bfloat16, 8, 7),
    "fp16": (torch.float16, 5, 10), "e5m2": (torch.float8_e5m2, 5, 2),
    "e4m3": (torch.float8_e4m3fn, 4, 3)}


def stored(x: float, dtype: torch.dtype) -> float:
    """Return what is left of x in this format."""
    return torch.tensor(x, dtype=torch.float64).to(dtype).double().item()


def limits(dtype: torch.dtype) -> tuple[float, ...]:
    """Find max, smallest normal, smallest subnormal and eps by trying."""
    eps = tiny = largest = 1.0
    while stored(1 + eps / 2, dtype) > 1:
        eps /= 2
    while stored(tiny / 2, dtype):
        tiny /= 2
    normal = tiny  # below the normal numbers, x(1 + eps) is x
    while stored(normal * (1 + eps), dtype) == normal:
        normal *= 2
    while stored(2 * largest, dtype) == 2 * largest:
        largest *= 2
    for k in range(1, 24):  # fill the mantissa with ones while that fits
        more = largest + 2.0 ** (math.floor(math.log2(largest)) - k)
        largest = more if stored(more, dtype) == more else largest
    return largest, normal, tiny, eps


fig, ax = plt.subplots(num="line", figsize=(5.2, 2.9))
for row, (name, (dtype, exponent, mantissa)) in enumerate(FORMATS.items()):
    found = largest, normal, tiny, eps = limits(dtype)
    for limit, value in zip(("max", "normal", "tiny", "eps"), found):
        spec = ".0f" if 1 < value < 1e5 else ".3g"
        print(f"{name}_{limit} = {value:{spec}}")
    assert (normal, eps) == (4 / 2.0 ** 2 ** (exponent - 1), 2.0**-mantissa)
    assert (largest, tiny) == (torch.finfo(dtype).max, normal * eps)
    ax.hlines(row, normal, largest, "C0", lw=10)
    ax.hlines(row, tiny, normal, "C1", lw=4)
ax.text(1e-45, -0.4, "subnormal", color="C1")
ax.text(1e-5, -0.4, "normal", color="C0")
ax.set(xscale="log", ylim=(4.6, -0.9), xlabel="size of a number")
ax.set_xticks([1e-40, 1e-20, 1, 1e20, 1e38])
ax.set_yticks(range(5), FORMATS)
plt.show()

for name, form, x in (
        ("fp16_of_65520", "fp16", 65520), ("fp16_of_1e_8", "fp16", 1e-8),
        ("e5m2_of_1e5", "e5m2", 1e5), ("bf16_of_1_003", "bf16", 1.003),
        ("e4m3_of_1000", "e4m3", 1e3), ("e4m3_of_inf", "e4m3", math.inf)):
    print(f"{name} = {stored(x, FORMATS[form][0]):g}")
