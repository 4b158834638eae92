"""加了批量归一化的 50 层网络 | Fifty layers with batch normalization

tags: batch normalization, residual, training
"""
import torch
from torch.nn.functional import instance_norm, softplus

torch.set_num_threads(1)  # the same rounding on every machine
n_layers, width, n_steps, lr, n_seeds = 50, 32, 80, 0.1, 5


def uniform(*shape: int) -> torch.Tensor:
    """Weights as in nn.Linear, one matrix per seed; no bias under BN."""
    bound = shape[-1] ** -0.5
    weight = torch.empty(n_seeds, *shape).uniform_(-bound, bound)
    return weight.requires_grad_()


def logits(x, weights, scales, shifts, skip: bool):
    """The net of every seed; x has dimensions seed, feature, sample."""
    h = weights[0] @ x
    for weight, scale, shift in zip(weights[1:-1], scales, shifts):
        # Normalizing each unit over the samples is batch normalization.
        a = scale * instance_norm(weight @ h) + shift
        h = h + a.relu() if skip else a.relu()
    return (weights[-1] @ h).squeeze(1)


def train(skip: bool) -> torch.Tensor:
    """Accuracy on the training set after n_steps, for each seed."""
    torch.manual_seed(0)
    x = torch.randn(n_seeds, 10, 512)
    y = (torch.randn(n_seeds, 1, 10) @ x).sign().squeeze(1)
    weights = [uniform(width, 10), *(uniform(width, width)
               for _ in range(n_layers)), uniform(1, width)]
    scales, shifts = (
        [torch.full((n_seeds, width, 1), value, requires_grad=True)
         for _ in range(n_layers)] for value in (1.0, 0.0))
    optimizer = torch.optim.SGD(
        weights + scales + shifts, lr, momentum=0.9, fused=True)
    for _ in range(n_steps):
        batch = torch.randint(512, (64,))
        margin = y[:, batch] * logits(
            x[:, :, batch], weights, scales, shifts, skip)
        optimizer.zero_grad()
        softplus(-margin).mean(1).sum().backward()
        optimizer.step()
    with torch.no_grad():  # batch statistics, as in train mode
        z = logits(x, weights, scales, shifts, skip)
        return (z * y > 0).float().mean(1)


low, high = 0.75, 0.9
for name, skip in ("plain", False), ("skips", True):
    accuracy = train(skip)
    print(name, *(f"{value:.2f}" for value in accuracy))
    assert accuracy.min() > high if skip else accuracy.max() < low
print(f"plain_below = {low}")
print(f"skips_above = {high}")
