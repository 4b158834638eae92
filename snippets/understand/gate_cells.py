"""手写 LSTM 与 GRU 单元 | LSTM and GRU cells by hand

tags: lstm, gru, gate order, bias, cell, reference
"""
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)
N_INPUTS, WIDTH = 5, 16


def lstm_step(cell: nn.LSTMCell, x: Tensor, h: Tensor, c: Tensor):
    """PyTorch stacks the four blocks in the order i, f, g, o."""
    a = x @ cell.weight_ih.T + h @ cell.weight_hh.T
    i, f, g, o = (a + cell.bias_ih + cell.bias_hh).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def gru_step(cell: nn.GRUCell, x: Tensor, h: Tensor) -> Tensor:
    """The order is r, z, n. z keeps the old state, as f does."""
    from_x = (x @ cell.weight_ih.T + cell.bias_ih).chunk(3, dim=1)
    from_h = (h @ cell.weight_hh.T + cell.bias_hh).chunk(3, dim=1)
    r = torch.sigmoid(from_x[0] + from_h[0])
    z = torch.sigmoid(from_x[1] + from_h[1])
    n = torch.tanh(from_x[2] + r * from_h[2])  # here the biases differ
    return (1 - z) * n + z * h


def forget_gate(cell: nn.LSTMCell) -> Tensor:
    """f_t for a zero input and a zero state: what the biases alone say."""
    return torch.sigmoid((cell.bias_ih + cell.bias_hh)[WIDTH:2 * WIDTH])


x, h, c = torch.randn(3, N_INPUTS), torch.randn(3, WIDTH), torch.randn(
    3, WIDTH)
lstm, gru = nn.LSTMCell(N_INPUTS, WIDTH), nn.GRUCell(N_INPUTS, WIDTH)
for ours, theirs in zip(lstm_step(lstm, x, h, c), lstm(x, (h, c))):
    assert torch.allclose(ours, theirs)
assert torch.allclose(gru_step(gru, x, h), gru(x, h))
print("lstm_order = i, f, g, o")
print("gru_order = r, z, n")

bias = (lstm.bias_ih + lstm.bias_hh)[WIDTH:2 * WIDTH]
print(f"bound_one_bias = {WIDTH ** -0.5:.2f}")
print(f"default_gate = {forget_gate(lstm).mean():.2g}")
assert bias.abs().max() <= 2 * WIDTH ** -0.5
with torch.no_grad():
    for name, value in (("set_one", (1.0, 0.0)), ("set_both", (1.0, 1.0))):
        lstm.bias_ih[WIDTH:2 * WIDTH] = value[0]
        lstm.bias_hh[WIDTH:2 * WIDTH] = value[1]
        gate = forget_gate(lstm)
        print(f"{name} = {gate.mean():.3f}")
        assert torch.allclose(gate, torch.sigmoid(torch.tensor(sum(value))))
