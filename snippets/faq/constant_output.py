"""停在 ln C：输出与输入无关 | Stuck at ln C: the output ignores the input

tags: not learning, cross-entropy, entropy, sigmoid, 2.303, 0.693, tool
"""
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


def constant_loss(labels: Tensor) -> float:
    """Cross-entropy of the best output that ignores the input."""
    share = labels.bincount() / labels.numel()
    return -torch.special.xlogy(share, share).sum().item()


@torch.no_grad()
def output_spread(model: nn.Module, x: Tensor) -> float:
    """How much the outputs differ between samples; 0: input ignored."""
    return model(x).double().std(dim=0).mean().item()


for n_classes in (2, 10, 1000):
    uniform = torch.arange(n_classes)
    loss = cross_entropy(torch.zeros(n_classes, n_classes), uniform)
    print(f"uniform_{n_classes} = {loss:.3f}")
    assert abs(loss - constant_loss(uniform)) < 1e-3
print(f"nine_to_one = {constant_loss((torch.arange(10) == 0).long()):.3f}")


def run(seed: int, act: type[nn.Module]) -> tuple[float, float]:
    """Spread at the start and loss after 60 steps; 10 hidden layers."""
    torch.manual_seed(seed)
    y = torch.arange(10).repeat(20)
    x = 2 * torch.randn(10, 32)[y] + torch.randn(200, 32)
    model = nn.Sequential()
    for _ in range(10):
        model.extend([nn.Linear(32, 32), act()])
    model.append(nn.Linear(32, 10))
    if act is nn.ReLU:
        for layer in model[:-1:2]:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    spread = output_spread(model, x)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
    for _ in range(60):
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    return spread, loss.item()


sigmoid = [run(seed, nn.Sigmoid) for seed in range(3)]
relu = [run(seed, nn.ReLU) for seed in range(3)]
print(f"sigmoid_loss = {max(loss for _, loss in sigmoid):.2f}")
for spread, loss in sigmoid:
    assert spread < 1e-6 and abs(loss - constant_loss(uniform % 10)) < 0.01
for spread, loss in relu:
    assert spread > 0.1 and loss < 1.8
