"""log(sigmoid) 遇到 0 | The log of a sigmoid meets zero

tags: proof, nan, log, sigmoid, bce, logits
"""
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits


def by_hand(z, y):  # fault: the sigmoid rounds to 0 or 1 before the log
    p = z.sigmoid()
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


def trains(seed, loss_fn):
    torch.manual_seed(seed)
    x = 10 * torch.randn(64, 2)
    y = (x[:, :1] > 0).float()
    model = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(40):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item() < 0.1  # False for NaN


p = torch.tensor(20.0).sigmoid()  # test: what enters the log?
print(f"log_of_1_minus_p = {(1 - p).log().item()}")
cure = binary_cross_entropy_with_logits  # cure: both in one function
for name, loss_fn in (("without", by_hand), ("with", cure)):
    n_trained = sum(trains(seed, loss_fn) for seed in range(5))
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if loss_fn is cure else 0)
