"""残差分支越加越大 | Residual branches that add up

tags: proof, residual, exploding gradients, residual scaling, he
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


class Block(nn.Linear):
    def forward(self, h):
        return h + self.scale * super().forward(h).relu()


def run(seed, scale):
    torch.manual_seed(seed)
    x = torch.randn(64, 32)
    blocks = nn.Sequential(*[Block(32, 32) for _ in range(16)])
    for block in blocks:
        block.scale = scale
        nn.init.kaiming_normal_(block.weight)
    model = nn.Sequential(blocks, nn.Linear(32, 1))
    growth = (blocks(x).norm() / x.norm()).item()  # test
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, fused=True)
    for _ in range(40):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return growth, loss.item()


for name, scale in (("without", 1.0), ("with", 16**-0.5)):  # fault, cure
    growth, losses = zip(*[run(seed, scale) for seed in range(3)])
    print(f"growth_{name} = {min(growth):.0e}–{max(growth):.0e}")
    n_trained = sum(loss < 0.8 for loss in losses)
    print(f"trains_{name}_cure = {n_trained}/3")
    assert n_trained == (3 if name == "with" else 0)
