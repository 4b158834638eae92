"""计算图断了 | The graph is cut

tags: proof, detach, grad is none, autograd, not learning
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, cut):
    torch.manual_seed(seed)
    x = torch.randn(64, 16)
    model = nn.Sequential(nn.Linear(16, 2), nn.Linear(2, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1, fused=True)
    for _ in range(50):
        optimizer.zero_grad()
        h = model[0](x)
        h = h.detach() if cut else h  # fault: as .data, .item(), numpy do
        loss = mse_loss(model[1](h), x[:, :1])
        loss.backward()
        optimizer.step()
    no_grad = [name for name, p in model.named_parameters()
               if p.grad is None]  # test
    return no_grad, loss.item()


for name, cut in (("without", True), ("with", False)):  # cure: no detach
    no_grad, losses = zip(*[run(seed, cut) for seed in range(5)])
    print(f"grad_is_none_{name} =", ", ".join(no_grad[0]) or "nowhere")
    n_trained = sum(loss < 0.1 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (0 if cut else 5)
