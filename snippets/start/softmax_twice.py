"""softmax 用了两次 | Softmax applied twice

tags: proof, softmax, cross_entropy, logits, plateau, overfit
"""
import math

import torch
from torch import nn
from torch.nn.functional import cross_entropy

n_classes = 4


def last_loss(seed, *extra):
    torch.manual_seed(seed)
    x, y = torch.randn(16, 20), torch.randint(n_classes, (16,))
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(),
                          nn.Linear(64, n_classes), *extra)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    for _ in range(60):  # test: overfit one small batch
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)  # has a softmax of its own
        loss.backward()
        optimizer.step()
    return loss.item()


floor = math.log(1 + (n_classes - 1) / math.e)
print(f"floor_of_two_softmaxes = {floor:.2f}")
twice = [last_loss(seed, nn.Softmax(dim=1)) for seed in range(5)]  # fault
once = [last_loss(seed) for seed in range(5)]  # cure: logits
print(f"overfits_without_cure = {sum(loss < 0.05 for loss in twice)}/5")
print(f"overfits_with_cure = {sum(loss < 0.05 for loss in once)}/5")
assert min(twice) > floor - 0.01 and max(once) < 0.05
