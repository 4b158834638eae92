"""WGAN-GP 的梯度惩罚 | The gradient penalty of WGAN-GP

tags: wgan-gp, gan, gradient penalty, critic, norm, sqrt, nan
"""
import torch
from torch import Tensor, nn


def gradient_penalty(critic: nn.Module, real: Tensor, fake: Tensor,
                     eps: float = 1e-12) -> Tensor:
    """Mean of (‖∇critic‖ − 1)² on lines between real and fake.

    One norm per sample, over all its axes, in float32.
    """
    real, fake = real.detach().float(), fake.detach().float()
    t = torch.rand(len(real), *[1] * (real.ndim - 1), device=real.device)
    x = (t * real + (1 - t) * fake).requires_grad_()
    with torch.autocast(x.device.type, enabled=False):
        (grad,) = torch.autograd.grad(critic(x).sum(), x,
                                      create_graph=True)
    norm = (grad.flatten(1).square().sum(1) + eps).sqrt()
    return (norm - 1).square().mean()


NORMS = {"sqrt": lambda g: g.flatten(1).square().sum(1).sqrt(),
         "norm": lambda g: g.flatten(1).norm(dim=1),
         "eps": lambda g: (g.flatten(1).square().sum(1) + 1e-12).sqrt()}
torch.manual_seed(0)
critic = nn.Sequential(nn.Flatten(), nn.Linear(48, 16), nn.ReLU(),
                       nn.Linear(16, 1))
images = torch.randn(4, 3, 4, 4)
with torch.no_grad():
    critic[1].bias.zero_()
    images[0] = 0  # a flat spot: no unit of the critic is active here


def bad_weights(loss: Tensor) -> int:
    critic.zero_grad()
    loss.backward()
    grads = [p.grad for p in critic.parameters() if p.grad is not None]
    return sum(int(g.isnan().sum()) for g in grads)


for name, norm in NORMS.items():
    x = images.clone().requires_grad_()
    (grad,) = torch.autograd.grad(critic(x).sum(), x, create_graph=True)
    assert grad[0].abs().max() == 0 < grad[1].abs().max()
    penalty = (norm(grad) - 1).square().mean()
    nans = bad_weights(penalty)
    print(f"{name} = {nans} of {48 * 16}")
    assert penalty.isfinite() and (nans > 0) == (name == "sqrt")
assert bad_weights(gradient_penalty(critic, images, images)) == 0
print(f"norm_dim_1 = {tuple(grad.norm(dim=1).shape)}")
print(f"eps_in_float16 = {torch.tensor(1e-12).half().item():g}")
