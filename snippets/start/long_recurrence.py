"""长序列：梯度随长度爆炸 | Long sequences: the gradient explodes with length

tags: proof, rnn, exploding gradients, orthogonal, tanh, long sequence
"""
from functools import partial

import torch
from torch import nn
from torch.nn.functional import mse_loss
from torch.nn.utils import get_total_norm


def run(seed, init, length, n_steps=1):
    torch.manual_seed(seed)
    x = torch.randn(32, length, 1)
    y = 2 * x[:, -5:].mean(dim=1)
    rnn, head = nn.RNN(1, 32, batch_first=True), nn.Linear(32, 1)
    init(rnn.weight_hh_l0)
    parameters = [*rnn.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=5e-3, fused=True)
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = mse_loss(head(rnn(x)[0][:, -1]), y)
        loss.backward()
        optimizer.step()
    norm = get_total_norm([p.grad for p in parameters])
    return norm.item(), loss.item()


large = partial(nn.init.normal_, std=0.5)  # fault: about 3 / sqrt(32)
for name, init in (("without", large), ("with", nn.init.orthogonal_)):
    norms = [run(0, init, length)[0] for length in (10, 20, 40)]
    print(f"norms_{name} =", ", ".join(f"{n:.0e}" for n in norms))  # test
    losses = [run(seed, init, 40, 30)[1] for seed in range(3)]
    print(f"trains_{name}_cure = {sum(loss < 0.2 for loss in losses)}/3")
    assert max(losses) < 0.2 if name == "with" else min(losses) > 0.4
