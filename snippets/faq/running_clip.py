"""跟着梯度走的裁剪阈值 | A clipping threshold that follows the gradient

tags: gradient clipping, threshold, schedule, loss spike
"""
import math
from collections.abc import Iterable

import torch
from torch import nn


class RunningClip:
    """Clip at `factor` times the running geometric mean of past norms.

    A step whose norm is not finite returns False: skip the update.
    """

    def __init__(self, factor: float = 3.0, decay: float = 0.95,
                 first: float = 1.0, warmup: int = 20) -> None:
        self.factor, self.decay, self.first = factor, decay, first
        self.warmup, self.steps, self.log_mean = warmup, 0, 0.0
        self.clipped = 0

    def limit(self) -> float:
        if self.steps < self.warmup:
            return self.first
        return self.factor * math.exp(self.log_mean)

    def __call__(self, params: Iterable[nn.Parameter]) -> bool:
        params, limit = list(params), self.limit()
        norm = nn.utils.clip_grad_norm_(params, limit).item()
        if not math.isfinite(norm):
            return False
        self.clipped += norm > limit
        seen = norm if self.steps < self.warmup else min(norm, limit)
        if seen > 0:
            self.steps += 1
            keep = min(self.decay, 1 - 1 / self.steps)
            self.log_mean += (1 - keep) * (math.log(seen) - self.log_mean)
        return True


def count(norms: list[float], fixed: float | None = None) -> int:
    p, clip = nn.Parameter(torch.zeros(1)), RunningClip()
    for norm in norms:
        p.grad = torch.tensor([norm])
        clip([p])
    return sum(n > fixed for n in norms) if fixed else clip.clipped


decay = [0.05 + 0.6 * 0.99 ** t for t in range(600)]  # 0.65 falls to 0.05
spiked = [0.8 if t == 500 else n for t, n in enumerate(decay)]
growing = [0.1 * 1.02 ** t for t in range(600)]  # a run that diverges
for name, norms in (("spike", spiked), ("growth", growing)):
    print(f"{name}_fixed = {count(norms, fixed=1.0)}")
    print(f"{name}_running = {count(norms)}")
assert (count(spiked, fixed=1.0), count(spiked)) == (0, 1)
assert count(growing, fixed=1.0) > 400 and count(growing) == 0
