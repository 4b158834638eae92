"""eps 放在哪里、取多大 | Where eps goes and how large it is

tags: eps, nan, division, sqrt, float16, underflow
"""
import torch


def value_and_gradient(f, at: float, dtype=torch.float32) -> str:
    x = torch.tensor(at, dtype=dtype, requires_grad=True)
    y = f(x)
    y.backward()
    return f"{y.item():.2g}, {x.grad.item():.2g}"


# Inside the root the gradient is bounded by 1 / (2 sqrt(eps)).
for name, eps in (("1e_4", 1e-4), ("1e_8", 1e-8), ("1e_12", 1e-12)):
    result = value_and_gradient(lambda x: (x + eps).sqrt(), 0.0)
    print(f"sqrt_eps_{name} = {result}")
    assert float(result.split()[1]) <= 1.01 / (2 * eps ** 0.5)

# A denominator that can be negative: + eps only moves the pole.
moved = value_and_gradient(lambda y: 1 / (y + 1e-6), -1e-6)
print(f"moved_pole = {moved}")
assert moved == "inf, -inf"
smooth = value_and_gradient(lambda y: y / (y * y + 1e-6), -1e-6)
print(f"signed_safe = {smooth}")
assert smooth == "-1, 1e+06"

# It has to exist in the format, next to the number it is added to.
for name, dtype, eps in (("float16_1e_8", torch.float16, 1e-8),
                         ("float16_1e_4", torch.float16, 1e-4),
                         ("bfloat16_1e_8", torch.bfloat16, 1e-8)):
    result = value_and_gradient(lambda x: (x + eps).log(), 0.0, dtype)
    print(f"log_{name} = {result}")
    assert ("inf" in result) == (name == "float16_1e_8")
lost = torch.tensor(1.0) - torch.tensor(1.0).clamp(max=1 - 1e-8)
print(f"clamp_below_one_float32 = {lost.item():g}")
assert lost == 0  # 1 - 1e-8 rounds to 1: log(1 - p) is still log(0)
