"""批量归一化与学习率 | Batch normalization and the learning rate

tags: batch normalization, learning rate, training, he
"""
import torch
from torch import nn

n_layers, width, n_steps = 10, 32, 100


def accuracy(seed: int, batchnorm: bool, lr: float) -> float:
    """Mean accuracy on the last ten training batches."""
    torch.manual_seed(seed)
    x = torch.randn(512, 10)
    y = (x @ torch.randn(10) > 0).float()
    modules = [nn.Linear(10, width)]
    for _ in range(n_layers):
        linear = nn.Linear(width, width)
        nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        nn.init.zeros_(linear.bias)
        norm = nn.BatchNorm1d(width) if batchnorm else nn.Identity()
        modules += [linear, norm, nn.ReLU()]
    model = nn.Sequential(*modules, nn.Linear(width, 1), nn.Flatten(0))
    optimizer = torch.optim.SGD(
        model.parameters(), lr, momentum=0.9, fused=True
    )
    seen = []
    for _ in range(n_steps):
        batch = torch.randint(len(x), (128,))
        logits = model(x[batch])
        loss = nn.functional.binary_cross_entropy_with_logits(
            logits, y[batch]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(((logits > 0) == (y[batch] > 0)).float().mean())
    return torch.stack(seen[-10:]).mean().item()


bounds = {
    "he_lr_0_03": 0.9,
    "bn_lr_0_03": 0.9,
    "he_lr_0_5": 0.7,
    "bn_lr_0_5": 0.9,
}
for name, bound in bounds.items():
    batchnorm, lr = name[:2] == "bn", float(name[6:].replace("_", "."))
    runs = [accuracy(seed, batchnorm, lr) for seed in range(5)]
    print(name, *(f"{value:.2f}" for value in runs))
    below = name == "he_lr_0_5"
    assert max(runs) < bound if below else min(runs) > bound
    print(f"{name}_{'below' if below else 'above'} = {bound}")
