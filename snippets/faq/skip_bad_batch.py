"""跳过坏批次：参数没事，BN 的统计量已经坏了 | Skipping a bad batch does not undo BatchNorm

tags: nan, skip batch, batch normalization, distributed
"""
import torch
import torch.distributed as dist
from torch import Tensor, nn


def all_ranks_finite(x: Tensor) -> bool:
    """True if x is finite, on every process if there are several."""
    ok = x.detach().isfinite().all().int()
    if dist.is_available() and dist.is_initialized():
        dist.all_reduce(ok, op=dist.ReduceOp.MIN)
    return bool(ok)


class SkipGuard:
    """Ask it on every process; raises after too many bad batches."""

    def __init__(self, patience: int = 3) -> None:
        self.patience, self.total, self.in_a_row = patience, 0, 0

    def allows(self, x: Tensor) -> bool:
        if all_ranks_finite(x):
            return True
        self.total, self.in_a_row = self.total + 1, self.in_a_row + 1
        if self.in_a_row > self.patience:
            raise RuntimeError(f"{self.in_a_row} bad batches in a row")
        return False


def train(check_input: bool) -> tuple[nn.Module, SkipGuard]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8))
    guard, optimizer = SkipGuard(), torch.optim.SGD(model.parameters())
    for step in range(10):
        x = torch.randn(16, 4)
        if step == 5:
            x[0, 0] = torch.nan
        if check_input and not guard.allows(x):
            continue
        model(x).square().mean().backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        if guard.allows(norm):
            optimizer.step()
            guard.in_a_row = 0
        optimizer.zero_grad()
    return model.eval(), guard


for name, check_input in (("norm_only", False), ("input_too", True)):
    model, guard = train(check_input)
    weights = bool(model[0].weight.isfinite().all())
    output = bool(model(torch.zeros(1, 4)).isfinite().all())
    print(f"{name}_skipped = {guard.total}")
    print(f"{name}_weights_finite = {weights}")
    print(f"{name}_eval_finite = {output}")
    assert guard.total == 1 and weights and output == check_input
