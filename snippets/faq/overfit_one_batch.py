"""先让一个批次过拟合 | Overfit one batch first

tags: debugging, not learning, softmax, zero_grad, frozen, tool
"""
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

n_classes = 4


def overfit_one_batch(model: nn.Module, optimizer: torch.optim.Optimizer,
                      loss_fn: Callable[[Tensor, Tensor], Tensor],
                      x: Tensor, y: Tensor, n_steps: int = 300) -> float:
    """Last loss after training on one small batch.

    Trains the model; switch off dropout, augmentation, weight decay.
    """
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


def new_model() -> nn.Sequential:
    return nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 64),
                         nn.ReLU(), nn.Linear(64, n_classes))


def last_loss(seed: int, fault: str) -> float:
    torch.manual_seed(seed)
    x, y = torch.randn(32, 20), torch.randint(n_classes, (32,))
    model = new_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    if fault == "frozen_body":
        model[:4].requires_grad_(False)
    elif fault == "old_parameters":
        model = new_model()  # the optimizer knows only the old one
    elif fault == "double_softmax":
        model.append(nn.Softmax(dim=1))
    elif fault == "no_zero_grad":
        optimizer.zero_grad = lambda: None
    return overfit_one_batch(model, optimizer, nn.CrossEntropyLoss(), x, y)


last = {}
for fault in ("none", "frozen_body", "old_parameters", "double_softmax",
              "no_zero_grad"):
    runs = last[fault] = [last_loss(seed, fault) for seed in range(5)]
    print(f"{fault}_passes = {sum(loss < 0.05 for loss in runs)}/5")
floor = math.log(1 + (n_classes - 1) / math.e)
print(f"double_softmax_floor = {floor:.2f}")
assert max(last["none"]) < 0.02
assert min(last["frozen_body"] + last["old_parameters"]) > 0.5
assert min(last["double_softmax"]) > floor - 0.01
assert min(last["no_zero_grad"]) < 0.02  # the test misses this fault
