"""加了批量归一化的 50 层网络 | Fifty layers with batch normalization

tags: batch normalization, residual, training
"""
import torch
from torch import nn

torch.set_num_threads(1)  # the same rounding on every machine
n_layers, width, n_steps, lr = 50, 32, 80, 0.1


class Block(nn.Module):
    def __init__(self, skip: bool):
        super().__init__()
        self.skip = skip
        self.branch = nn.Sequential(
            nn.Linear(width, width), nn.BatchNorm1d(width), nn.ReLU())

    def forward(self, h):
        return h + self.branch(h) if self.skip else self.branch(h)


def train(seed: int, skip: bool) -> float:
    """Accuracy on the training set after n_steps."""
    torch.manual_seed(seed)
    x = torch.randn(512, 10)
    y = (x @ torch.randn(10) > 0).float()
    model = nn.Sequential(
        nn.Linear(10, width), *(Block(skip) for _ in range(n_layers)),
        nn.Linear(width, 1), nn.Flatten(0))
    optimizer = torch.optim.SGD(
        model.parameters(), lr, momentum=0.9, fused=True)
    for _ in range(n_steps):
        batch = torch.randint(len(x), (128,))
        loss = nn.functional.binary_cross_entropy_with_logits(
            model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():  # still in train mode: batch statistics
        return ((model(x) > 0) == (y > 0)).float().mean().item()


low, high = 0.75, 0.9
for name, skip in ("plain", False), ("skips", True):
    accuracy = [train(seed, skip) for seed in range(3)]
    print(name, *(f"{value:.2f}" for value in accuracy))
    assert min(accuracy) > high if skip else max(accuracy) < low
print(f"plain_below = {low}")
print(f"skips_above = {high}")
