"""nan_to_num 用在梯度上：藏住的是什么 | What nan_to_num on gradients hides

tags: nan, nan_to_num, gradient, adamw, weight decay
"""
import torch
from torch import Tensor, nn


def without_nan(model: nn.Module) -> list[str]:
    """Replace NaN and inf in gradients by 0; return the names hit."""
    hit = []
    for name, p in model.named_parameters():
        if p.grad is not None and not p.grad.isfinite().all():
            hit.append(name)
            p.grad.nan_to_num_(nan=0.0, posinf=0.0, neginf=0.0)
    return hit


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))


def loss_of(model: nn.Module, x: Tensor) -> Tensor:
    hidden = model[:2](x)  # the norm of a row of zeros: finite, grad NaN
    return (model[2](hidden) + hidden.square().sum(1, True).sqrt()).mean()


model, x = network(), torch.ones(32, 4)
nn.init.zeros_(model[0].bias)
x[0] = 0.0  # one sample of 32
loss = loss_of(model, x)
loss.backward()
print(f"loss_finite = {bool(loss.isfinite())}")
print(f"hit = {', '.join(without_nan(model))}")
zero = int((model[0].weight.grad == 0).sum())
print(f"zero_entries = {zero} of {model[0].weight.numel()}")
assert loss.isfinite() and zero == 32  # 31 good samples are lost, too
assert model[2].weight.grad.any()  # this layer goes on as if all were well

# An all-zero gradient is not a skipped step: momentum and decay go on.
model = network()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
loss_of(model, torch.ones(32, 4)).backward()
optimizer.step()
weight = model[0].weight
before = weight.detach().clone()
weight.grad.zero_()
optimizer.step()
moved = ((weight - before).abs() > 1e-4).float().mean().item()
print(f"moved_by_zero_gradient = {moved:.0%}")
assert moved == 1

huge = torch.tensor(torch.inf).nan_to_num()
print(f"default_for_inf = {huge:.2g}")
assert huge > 3e38
