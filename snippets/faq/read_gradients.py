"""看中间张量的梯度 | Read the gradient of intermediate tensors

tags: retain_grad, register_hook, hook, activation gradient, wandb
"""
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn


@contextmanager
def activation_gradients(model: nn.Module) -> Iterator[dict]:
    """‖∂ℒ/∂h‖ per leaf module whose output is a tensor, after backward."""
    norms: dict[str, float] = {}

    def watch(name: str):
        def hook(grad: Tensor) -> None:
            norms[name] = grad.detach().cpu().double().norm().item()

        def attach(module, args, output) -> None:
            if isinstance(output, Tensor) and output.requires_grad:
                output.register_hook(hook)
        return attach

    handles = [module.register_forward_hook(watch(name))
               for name, module in model.named_modules()
               if not any(module.children())]
    try:
        yield norms
    finally:
        for handle in handles:
            handle.remove()


torch.manual_seed(0)
layers = nn.Linear(8, 8), nn.ReLU(inplace=True), nn.Linear(8, 1)
model, x = nn.Sequential(*layers), torch.randn(16, 8)
with activation_gradients(model) as norms:
    model(x).square().mean().backward()
print(f"seen = {', '.join(norms)}")
assert not layers[0]._forward_hooks

# The same from retain_grad, for a tensor you hold.
(a := layers[0](x)).retain_grad()
layers[2](torch.relu(a)).square().mean().backward()
assert abs(a.grad.norm() / norms["0"] - 1) < 1e-3

# A hook on a parameter runs before accumulation, unscaling and clipping.
weight, seen = layers[0].weight, []
model.zero_grad()
handle = weight.register_hook(lambda grad: seen.append(grad.norm()))
for scale in (1, 1, 100):
    (scale * model(x).square().mean()).backward()
handle.remove()
ratios = [norm / seen[0] for norm in (*seen, weight.grad.norm())]
print(f"hook_ratios = {ratios[0]:g}, {ratios[1]:.3g}, {ratios[2]:.3g}")
print(f"accumulated = {ratios[3]:.3g}")
assert 99 < ratios[2] < 101 < ratios[3] < 103
