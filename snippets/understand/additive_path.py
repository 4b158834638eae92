"""LSTM 的加法通路与其余通路 | The additive path of an LSTM, and the rest

tags: lstm, cell state, forget gate, exploding, jacobian
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
N_STEPS, N_INPUTS, WIDTH, SEEDS = 100, 8, 64, range(5)


def cell_gradients(bias: float, scale: float, seed: int, cut: bool):
    """‖∂ℒ/∂c_t‖, last step = 1; cut: the gates do not pass it to h."""
    torch.manual_seed(seed)
    cell = nn.LSTMCell(N_INPUTS, WIDTH)
    with torch.no_grad():
        cell.weight_hh.mul_(scale)
        cell.bias_ih[WIDTH:2 * WIDTH] = bias
        cell.bias_hh[WIDTH:2 * WIDTH] = 0
    h = c = torch.zeros(4, WIDTH)
    cells, gates = [], []
    for x in torch.randn(N_STEPS, 4, N_INPUTS):
        seen = h.detach() if cut else h
        a = x @ cell.weight_ih.T + seen @ cell.weight_hh.T
        a = a + cell.bias_ih + cell.bias_hh
        i, f, g, o = a.chunk(4, dim=1)
        gates.append(torch.sigmoid(f))
        cells.append(gates[-1] * c + torch.sigmoid(i) * torch.tanh(g))
        c, h = cells[-1], torch.sigmoid(o) * torch.tanh(cells[-1])
    deltas = torch.autograd.grad(c, cells, torch.randn(4, WIDTH))
    if cut:  # then the Jacobian is the product of the forget gates
        product = torch.stack(gates[1:]).prod(0) * deltas[-1]  # |…| < 1
        assert torch.allclose(deltas[0], product)
    return torch.stack([d.norm() / deltas[-1].norm() for d in deltas])


fig, ax = plt.subplots(num="paths")
back, total = range(N_STEPS - 1, -1, -1), {}
drawn = {"bias_0": ("C0", 40, 1e-8, "bias 0"),
         "bias_3": ("C2", 64, 1e-7, "bias 3"),
         "scaled": ("C1", 12, 2e4, "bias 1, W_hh × 6")}
for name, bias, scale in (("bias_0", 0, 1), ("bias_1", 1, 1),
                          ("bias_3", 3, 1), ("scaled", 1, 6)):
    full, direct = (torch.stack([cell_gradients(bias, scale, s, cut)
                                 for s in SEEDS]) for cut in (False, True))
    for part, norms in (("full", full), ("direct", direct)):
        ends = [f"{end:.0e}" for end in norms[:, 0].aminmax()]
        print(f"{name}_{part} =", "–".join(dict.fromkeys(ends)))
    total[name] = [part[:, 0].log10().mean() for part in (full, direct)]
    if name in drawn:
        colour, x, y, label = drawn[name]
        ax.semilogy(back[::3], full.T[::3], colour, lw=1)
        ax.semilogy(back, direct.log().mean(0).exp(), colour, ls="--")
        ax.text(x, y, label, color=colour)
ax.set(xlabel="steps back from the end", ylabel="‖∂ℒ/∂c‖, last step = 1")
plt.show()
assert total["bias_1"][0] > total["bias_1"][1] + 3
assert total["scaled"][0] > 1
