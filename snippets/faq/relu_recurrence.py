"""循环里的 ReLU：状态没有上界 | ReLU in a recurrence: no bound on the state

tags: rnn, lstm, relu, tanh, explosion, keras
"""
import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
WIDTH = 32


def rnn_state(activation, radius: float, n_steps: int = 100) -> float:
    """Largest entry of h_t = φ(r h_{t-1}), started at 1, no input."""
    h = torch.ones(WIDTH)
    for _ in range(n_steps):
        h = activation(radius * h)
    return h.max().item()


def lstm_state(activation, gain: float, n_steps: int = 200) -> float:
    """Largest entry of h, noise as input, W_hh orthogonal times gain."""
    weights = [gain * nn.init.orthogonal_(torch.empty(WIDTH, WIDTH))
               for _ in "ifgo"]
    h = c = torch.zeros(WIDTH)
    for _ in range(n_steps):
        i, f, g, o = (w @ h + torch.randn(WIDTH) for w in weights)
        c = f.sigmoid() * c + i.sigmoid() * activation(g)
        h = o.sigmoid() * activation(c)
    return h.abs().max().item()


for radius in (0.9, 1.0, 1.1):
    relu = rnn_state(torch.relu, radius)
    name = f"{radius:.1f}".replace(".", "_")
    print(f"rnn_relu_{name} = {relu:.3g}")
    assert abs(relu / radius ** 100 - 1) < 1e-9
    assert rnn_state(torch.tanh, radius) < 1
assert lstm_state(torch.tanh, 6) < 1  # never, whatever the weights
assert lstm_state(torch.relu, 1) < 100
assert lstm_state(torch.relu, 6) > 1e20
