"""过平滑与梯度消失，分开来量 | Oversmoothing and vanishing, told apart

tags: gnn, oversmoothing, vanishing, residual, orthogonal
"""
import torch
from torch import Tensor

torch.set_default_dtype(torch.float64)
NODES, WIDTH, DEPTH = 16, 32, 32
ring = torch.eye(NODES)  # each node and three neighbors on either side
mean = sum(ring.roll(shift, dims=0) for shift in range(-3, 4)) / 7


def distance(h: Tensor) -> float:
    """Spread of the nodes around their mean, relative to their size."""
    return ((h - h.mean(dim=0)).norm() / h.norm()).item()


def measure(seed: int, mix: Tensor, gain: float = 1.0, skip: float = 0.0,
            initial: float = 0.0) -> tuple[float, float]:
    """Distance between nodes at the end, and gradient input / output."""
    torch.manual_seed(seed)
    x = torch.randn(NODES, WIDTH, requires_grad=True)
    h = x  # orthogonal weights: nothing is lost but by gain and mix
    for weight in torch.linalg.qr(torch.randn(DEPTH, WIDTH, WIDTH))[0]:
        h = ((1 - initial) * gain * mix @ h @ weight
             + skip * h + initial * x)
    delta = torch.randn_like(h)
    (grad,) = torch.autograd.grad(h, x, delta)
    return distance(h), (grad.norm() / delta.norm()).item()


found = {}
for name, case in {
        "averaging": {"mix": mean},
        "small_weights": {"mix": ring, "gain": 0.5},
        "residual": {"mix": mean, "skip": 1.0},
        "initial": {"mix": mean, "initial": 0.2}}.items():
    far, ratio = zip(*(measure(seed, **case) for seed in range(5)))
    for what, values in (("distance", far), ("gradient", ratio)):
        ends = f"{min(values):.1g}", f"{max(values):.1g}"
        print(f"{name}_{what} =", "–".join(dict.fromkeys(ends)))
    found[name] = max(far), max(ratio)
assert found["averaging"][0] < 1e-3 and found["averaging"][1] > 0.1
assert found["small_weights"][0] > 0.8 > 1e-8 > found["small_weights"][1]
assert found["residual"][0] < 0.3 and found["residual"][1] > 1e2
assert found["initial"][0] > 0.5 and found["initial"][1] > 0.1
