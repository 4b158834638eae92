"""VAE 的 exp(logvar) | The exp(logvar) of a VAE

tags: vae, kl divergence, logvar, exp, overflow, softplus, clamp
"""
import torch
import torch.nn.functional as F
from torch import Tensor


def kl(mean: Tensor, std: Tensor) -> Tensor:
    """KL(N(mean, std²) ‖ N(0, 1)) per entry."""
    return (mean.square() + std.square() - 1) / 2 - std.log()


def positive_std(raw: Tensor, least: float = 1e-4) -> Tensor:
    """A std that grows like raw instead of exp(raw / 2)."""
    return F.softplus(raw) + least


def gradient(f, point: float) -> tuple[float, float]:
    x = torch.tensor(point, requires_grad=True)
    y = f(x)
    y.backward()
    return y.item(), x.grad.item()


def kl_of_logvar(logvar: Tensor) -> Tensor:
    return (logvar.exp() - 1 - logvar) / 2


zero = torch.zeros(())
forms = {
    "logvar": kl_of_logvar,
    "clamped": lambda v: kl_of_logvar(v.clamp(-20, 10)),
    "softplus": lambda raw: kl(zero, positive_std(raw)),
}
for name, f in forms.items():
    for point in (5.0, 20.0, 90.0):
        value, grad = gradient(f, point)
        print(f"{name}_{point:.0f} = {value:.2g}, {grad:.2g}")

# The same std of e^10 in both forms.
of_logvar = gradient(forms["logvar"], 20.0)[1]
of_raw = gradient(forms["softplus"], torch.tensor(10.0).exp().item())[1]
print(f"same_std_logvar = {of_logvar:.2g}")
print(f"same_std_softplus = {of_raw:.2g}")
assert of_logvar > 1e4 * of_raw / 2.1

# exp is finite up to the logarithm of the largest number of the format.
for dtype in (torch.float32, torch.float16):
    limit = torch.tensor(torch.finfo(dtype).max).double().log().item()
    print(f"{str(dtype).split('.')[1]}_limit = {limit:.3g}")
    around = torch.tensor([limit - 0.1, limit + 0.1]).to(dtype).exp()
    assert around.isfinite().tolist() == [True, False]
