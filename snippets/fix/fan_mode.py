"""fan_in 还是 fan_out | fan_in or fan_out

tags: initialization, cnn, kaiming, fan_in, fan_out, stride, depthwise
"""
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
WIDTHS = (8, 16, 32, 64, 128)


def gains(layers: list[nn.Conv2d], mode: str, seed: int):
    """Factors over three layers: rms, norm of h; rms, norm of ∂ℒ/∂h."""
    torch.manual_seed(seed)
    n_in = layers[0].in_channels
    x = h = torch.randn(4, n_in, 32, 32).requires_grad_()
    for layer in layers:
        nn.init.kaiming_normal_(layer.weight, 0, mode, "relu")
        h = torch.relu(layer(h))
    v = torch.randn_like(h)
    (delta,) = torch.autograd.grad(h, x, v)
    rms = lambda tensor: tensor.detach().square().mean().sqrt()
    return torch.stack([rms(h) / rms(x), h.norm() / x.norm(),
                        rms(delta) / rms(v), delta.norm() / v.norm()])


def conv(n_in: int, n_out: int, **options) -> nn.Conv2d:
    return nn.Conv2d(n_in, n_out, 3, padding=1, padding_mode="circular",
                     bias=False, **options)


NETS = {
    "widening": [conv(16 * 2 ** i, 32 * 2 ** i) for i in range(3)],
    "stride": [conv(64, 64, stride=2) for _ in range(3)],
    "depthwise": [conv(64, 64, groups=64) for _ in range(3)],
}
theory = {("widening", "fan_in"): (1, 8 ** 0.5, 8 ** 0.5, 1),
          ("widening", "fan_out"): (8 ** -0.5, 1, 1, 8 ** -0.5),
          ("stride", "fan_in"): (1, 1 / 8, 1 / 8, 1),
          ("stride", "fan_out"): (1, 1 / 8, 1 / 8, 1),
          ("depthwise", "fan_in"): (1, 1, 1, 1),
          ("depthwise", "fan_out"): (1 / 512, 1 / 512, 1 / 512, 1 / 512)}
for (net, mode), expected in theory.items():
    runs = torch.stack([gains(NETS[net], mode, seed) for seed in range(5)])
    mean = runs.log().mean(0).exp()
    for name, value in zip(("h_rms", "h_norm", "d_rms", "d_norm"), mean):
        print(f"{net}_{mode}_{name} = {value:.2g}")
    assert ((mean / torch.tensor(expected)).log().abs() < 0.35).all()
