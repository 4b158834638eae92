"""残差分支越加越大 | Residual branches that add up

tags: proof, residual, exploding gradients, residual scaling, he
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss


class Block(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.linear, self.scale = nn.Linear(32, 32), scale
        nn.init.kaiming_normal_(self.linear.weight)

    def forward(self, h):
        return h + self.scale * self.linear(h).relu()


def run(seed, scale, n_blocks=16):
    torch.manual_seed(seed)
    x = torch.randn(64, 32)
    blocks = nn.Sequential(*[Block(scale) for _ in range(n_blocks)])
    model = nn.Sequential(blocks, nn.Linear(32, 1))
    growth = (blocks(x).norm() / x.norm()).item()  # test
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, fused=True)
    for _ in range(30):
        optimizer.zero_grad()
        loss = mse_loss(model(x), x[:, :1])
        loss.backward()
        optimizer.step()
    return growth, loss.item()


for name, zero in (("without", 1.), ("with", 1/16**.5)):
    print([run(seed, zero) for seed in range(14)])
