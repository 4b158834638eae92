"""float16 下溢 | Underflow in float16

tags: proof, float16, underflow, zero gradient, loss scaling, gradscaler
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, scale):
    torch.manual_seed(seed)
    x = torch.randn(64, 8)
    model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**16, enabled=scale)
    zeros = []
    for _ in range(50):
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.float16):
            out = model(x)
        loss = 1e-7 * mse_loss(out.float(), x[:, :1])  # fault: tiny
        scaler.scale(loss).backward()
        zeros += [all(not p.grad.any() for p in model.parameters())]  # test
        scaler.step(optimizer)
        scaler.update()
    return zeros[0], 1e7 * loss.item()


for name, scale in (("without", False), ("with", True)):  # cure
    zeros, losses = zip(*[run(seed, scale) for seed in range(5)])
    print(f"all_gradients_zero_{name} = {sum(zeros)}/5")
    n_trained = sum(loss < 0.2 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/5")
    assert n_trained == (5 if scale else 0)
