"""float16 上溢 | Overflow in float16

tags: proof, float16, overflow, inf, bfloat16, autocast
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


def run(seed, dtype):
    torch.manual_seed(seed)
    x = 50000 * torch.rand(64, 64)  # fault: x fits, sums of x do not
    y = x[:, :1] / 50000
    model = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(),
                          nn.Linear(32, 1))
    nn.init.kaiming_normal_(model[0].weight)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, fused=True)
    for step in range(30):
        optimizer.zero_grad()
        with torch.autocast("cpu", dtype, enabled=dtype != torch.float32):
            h = model[0](x)
            out = model[1:](h)
        if step == 0:  # test: is the same step finite in float32?
            finite = h.isfinite().all().item()
        loss = mse_loss(out.float(), y) / y.var()
        loss.backward()
        optimizer.step()
    return finite, loss.item()


for dtype in (torch.float16, torch.float32, torch.bfloat16):  # two cures
    finite, losses = zip(*[run(seed, dtype) for seed in range(5)])
    n_trained, name = sum(loss < 0.3 for loss in losses), str(dtype)[6:]
    print(f"finite_{name} = {sum(finite)}/5")
    print(f"trains_{name} = {n_trained}/5")
    assert n_trained == sum(finite) == (0 if dtype == torch.half else 5)
