"""混合精度下的梯度惩罚 | A gradient penalty under mixed precision

tags: gradient penalty, wgan-gp, double backward, fp16, gradscaler, nan
"""
import torch
from torch import Tensor, nn


def grads_for_penalty(loss: Tensor, inputs: list[Tensor],
                      scaler: torch.amp.GradScaler) -> list[Tensor]:
    """Differentiable gradients of loss, unscaled, in float32."""
    scaled = torch.autograd.grad(scaler.scale(loss), inputs,
                                 create_graph=True, allow_unused=True)
    return [g.float() / scaler.get_scale() for g in scaled
            if g is not None]


def norm_at_zero_safe(grads: list[Tensor], eps: float = 1e-12) -> Tensor:
    return (sum(g.pow(2).sum() for g in grads) + eps).sqrt()


def penalty(kind: str) -> float:
    """(‖∂ℒ/∂x‖ − 1)² for a loss whose gradient is (3, 4): 16."""
    x = torch.zeros(2, requires_grad=True)
    loss = (x.half() * torch.tensor([3.0, 4.0]).half()).float().sum()
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**12)
    if kind == "right":
        grads = grads_for_penalty(loss, [x], scaler)
    else:
        grads = torch.autograd.grad(scaler.scale(loss), [x],
                                    create_graph=True)
    if kind == "half":
        grads = [g.half() for g in grads]
        norm = sum(g.pow(2).sum() for g in grads).sqrt()
        return (norm - 1).pow(2).item()
    return (norm_at_zero_safe(grads) - 1).pow(2).item()


for kind in ("right", "scaled", "half"):
    print(f"{kind} = {penalty(kind):.3g}")
assert abs(penalty("right") - 16) < 1e-3 and penalty("scaled") > 1e8

# A whole step: one scaled backward through both terms, then unscale.
torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(critic.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")
x = torch.randn(16, 2, requires_grad=True)
loss = critic(x).sum()
norm = norm_at_zero_safe(grads_for_penalty(loss, [x], scaler))
scaler.scale(loss + 10 * (norm - 1).pow(2)).backward()
scaler.unscale_(optimizer)
got = torch.cat([p.grad.flatten() for p in critic.parameters()
                 if p.grad is not None])
plain = torch.autograd.grad(critic(x).sum(), [x], create_graph=True)
exact = critic(x).sum() + 10 * (norm_at_zero_safe(list(plain)) - 1).pow(2)
optimizer.zero_grad()
exact.backward()
want = torch.cat([p.grad.flatten() for p in critic.parameters()])
assert (got - want).norm() < 1e-3 * want.norm()
