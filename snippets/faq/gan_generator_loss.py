"""GAN 生成器的损失与梯度 | The generator's loss and its gradient

tags: gan, vanishing, saturation, loss, wgan
"""
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid


def saturating(logit: Tensor) -> Tensor:
    """minimize log(1 - D), the minimax game"""
    return logsigmoid(-logit).mean()


def non_saturating(logit: Tensor) -> Tensor:
    """minimize -log D, what is trained in practice"""
    return -logsigmoid(logit).mean()


def critic(logit: Tensor) -> Tensor:
    """minimize -D without sigmoid: Wasserstein and hinge"""
    return -logit.mean()


for value in (0.0, -5.0, -10.0, -20.0):
    logit = torch.tensor(value, requires_grad=True)
    for loss in (saturating, non_saturating, critic):
        (grad,) = torch.autograd.grad(loss(logit), logit)
        name = f"{loss.__name__}_{abs(value):.0f}"
        print(f"{name} = {grad.item():.2g}")
        weak = loss is saturating and value < 0
        assert (abs(grad) < 0.01) == weak and grad < 0

for name, value in (("fooled", 20.0), ("rejects", -20.0)):
    logit = torch.tensor(value, requires_grad=True)
    naive = torch.log(1 - torch.sigmoid(logit))  # log and sigmoid apart
    (grad,) = torch.autograd.grad(naive, logit)
    print(f"naive_{name} = {grad.item():.2g}")
