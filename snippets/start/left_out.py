"""优化器漏了参数 | Parameters that the optimizer does not know

tags: proof, optimizer, fine-tuning, frozen, not learning
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, late):
    torch.manual_seed(seed)
    x = torch.randn(64, 16)
    model = nn.Sequential(nn.Linear(16, 2), nn.Linear(2, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1, fused=True)
    model[0] = nn.Linear(16, 2)  # fault: replaced behind its back
    if not late:  # cure: the optimizer comes after the last change
        optimizer = torch.optim.Adam(model.parameters(), lr=0.1, fused=True)
    known = {id(p) for g in optimizer.param_groups for p in g["params"]}
    left_out = [name for name, p in model.named_parameters()
                if id(p) not in known]  # test
    for _ in range(50):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return left_out, loss.item()


for name, late in (("without", True), ("with", False)):
    left_out, losses = zip(*[run(seed, late) for seed in range(5)])
    print(f"left_out_{name} =", ", ".join(left_out[0]) or "none")
    n_trained = sum(loss < 0.1 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (0 if late else 5)
