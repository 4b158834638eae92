"""常数权重与对称性 | Constant weights and symmetry

tags: initialization, symmetry, constant_, bias, xor, tanh, rank
"""
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits


def constant_model(zero_bias: bool) -> nn.Sequential:
    model = nn.Sequential(nn.Linear(2, 64), nn.Tanh(), nn.Linear(64, 64),
                          nn.Tanh(), nn.Linear(64, 1))
    for layer in model[::2]:
        nn.init.constant_(layer.weight, 0.01)
        if zero_bias:
            nn.init.zeros_(layer.bias)
    return model


def learn_xor(model: nn.Sequential) -> tuple[int, float, float]:
    """First gradient's rank, final accuracy, spread between the units."""
    inputs = 2 * torch.rand(256, 2) - 1
    labels = (inputs[:, :1] * inputs[:, 1:] > 0).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for step in range(300):
        logits = model(inputs)
        loss = binary_cross_entropy_with_logits(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            gradient = model[2].weight.grad.double()
            rank = torch.linalg.matrix_rank(gradient, rtol=1e-5).item()
        optimizer.step()
    hidden = model[:4](inputs)
    spread = (hidden - hidden[:, :1]).abs().max().item()
    return rank, ((logits > 0) == labels).float().mean().item(), spread


results = {}
for name, zero_bias in (("zero_bias", True), ("random_bias", False)):
    runs = []
    for seed in range(5):
        torch.manual_seed(seed)
        runs.append(learn_xor(constant_model(zero_bias)))
    ranks, accuracies, spreads = results[name] = list(zip(*runs))
    ends = dict.fromkeys(f"{end(accuracies):.2f}" for end in (min, max))
    print(f"{name}_rank = {min(ranks)}")
    print(f"{name}_accuracy =", "–".join(ends))

ranks, accuracies, spreads = results["zero_bias"]
assert set(ranks) == {1} and max(accuracies) < 0.8 and max(spreads) < 1e-6
ranks, accuracies, spreads = results["random_bias"]
assert min(ranks) > 1 and min(accuracies) > 0.97 and min(spreads) > 0.1
