"""没有约束的 WGAN 判别器 | A WGAN critic without its constraint

tags: gan, wgan, wgan-gp, critic, gradient penalty, lipschitz
"""
import torch
from torch import Tensor, nn

shape, n_steps = (3, 8, 8), 160


def critic_loss(critic: nn.Module, real: Tensor, fake: Tensor,
                weight: float, dims: tuple[int, ...]) -> Tensor:
    """Loss of a WGAN critic with gradient penalty (WGAN-GP).

    dims: the axes of one sample, all of them: (1, 2, 3) for images.
    """
    t = torch.rand(len(real), *[1] * (real.dim() - 1), device=real.device)
    mixed = (t * real + (1 - t) * fake).detach().requires_grad_()
    (grad,) = torch.autograd.grad(critic(mixed).sum(), mixed,
                                  create_graph=True)
    slope = (grad.square().sum(dims) + 1e-12).sqrt()  # safe at 0
    penalty = (slope - 1).square().mean()
    gap = critic(fake).mean() - critic(real).mean()
    return gap + weight * penalty


torch.manual_seed(0)
real, fake = torch.randn(64, *shape) + 0.5, torch.randn(64, *shape) - 0.5


def train(weight: float, dims: tuple[int, ...]) -> tuple[float, float]:
    """Critic loss after half of the steps and after all of them."""
    critic = nn.Sequential(nn.Flatten(), nn.Linear(real[0].numel(), 1))
    optimizer = torch.optim.Adam(critic.parameters(), lr=0.05,
                                 betas=(0.0, 0.9), fused=True)
    losses = []
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = critic_loss(critic, real, fake, weight, dims)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[n_steps // 2 - 1], losses[-1]


half, full = train(0, (1, 2, 3))
print(f"no_penalty_doubled = {full / half:.2g}")
assert 1.8 < full / half < 2.2 and full < -500

# A linear critic has a lowest loss; the means differ by 1 per pixel.
channels, n_pixels = shape[0], shape[1] * shape[2]
floor_right = -(real[0].numel() ** 0.5 + real[0].numel() / 40)
floor_one_axis = -n_pixels * (channels ** 0.5 + n_pixels * channels / 40)
for name, floor, dims in (("right", floor_right, (1, 2, 3)),
                          ("one_axis", floor_one_axis, (1,))):
    print(f"{name}_lowest = {floor:.3g}")
    half, full = train(10, dims)
    assert 0.8 < full / floor < 1.2
