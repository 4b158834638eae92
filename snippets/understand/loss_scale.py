"""fp16 梯度下溢与损失缩放 | fp16 gradient underflow and loss scaling

tags: fp16, underflow, loss scaling, gradscaler, mixed precision, bf16
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

L, n = 6, 64
exponents = range(0, 33, 2)


def gradient(dtype: torch.dtype, seed: int, scale: float) -> torch.Tensor:
    """First-layer weight gradient of a sigmoid net, unscaled again."""
    torch.manual_seed(seed)
    layers = [nn.Linear(n, n) for _ in range(L)]
    h, target = torch.randn(32, n).to(dtype), torch.rand(32, n)
    for layer in layers:
        h = torch.sigmoid(layer.to(dtype)(h))
    (scale * nn.functional.mse_loss(h.float(), target)).backward()
    return layers[0].weight.grad.float() / scale


def share(mask: torch.Tensor) -> float:
    return mask.double().mean().item()


zero, cast, broken, error, bf16 = [], [], [], [], []
for seed in range(5):
    true = gradient(torch.float32, seed, 1.0)
    grads = [gradient(torch.float16, seed, 2.0**k) for k in exponents]
    zero.append([share(g == 0) for g in grads])
    cast.append([share((2.0**k * true).half() == 0) for k in exponents])
    broken.append([share(~g.isfinite()) for g in grads])
    error.append([(g - true).norm() / true.norm() for g in grads])
    g = gradient(torch.bfloat16, seed, 1.0)
    bf16.append((g - true).norm() / true.norm())
zero, cast, broken, error = map(torch.tensor, (zero, cast, broken, error))
for name, x in (("zero_share", zero[:, 0]), ("zero_share_cast", cast[:, 0]),
                ("error", error[:, 0]), ("error_2_to_10", error[:, 5]),
                ("error_bf16", torch.tensor(bf16))):
    ends = dict.fromkeys(f"{x:.1g}" for x in (x.min(), x.max()))
    print(f"{name} = {'–'.join(ends)}")
first_bad = exponents[int(broken.any(0).int().argmax())]
print(f"nonfinite_from = 2^{first_bad}")
scaler = torch.amp.GradScaler("cpu")  # "cuda" on a GPU
print(f"growth_interval = {scaler.get_growth_interval()}")
assert error[:, 0].min() > 0.9 and error[:, 5].max() < 0.03
assert zero[:, 0].min() > 0.9 and max(bf16) < 0.03 and first_bad > 20

fig, ax = plt.subplots(num="census")
ax.plot(exponents, zero.mean(0), "C0o-")
ax.plot(exponents, cast.mean(0), "0.5", ls=":")
ax.plot(exponents, broken.mean(0), "C1s--")
ax.text(3.5, 0.8, "zeros", color="C0")
ax.text(26, 0.5, "inf or NaN", color="C1", ha="right")
ax.set(xlabel="loss scale, power of 2", ylabel="share of entries")
plt.show()
