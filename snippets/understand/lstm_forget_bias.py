"""遗忘门偏置决定记忆多长 | The forget-gate bias sets the memory

tags: lstm, gru, rnn, forget gate, bias, vanishing, default
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

N_STEPS, N_INPUTS, WIDTH, SEEDS = 100, 8, 64, range(10)


def input_gradients(kind: str, bias: float | None, seed: int) -> Tensor:
    """‖∂ℒ/∂x_t‖ for a loss at the last step, relative to t = T."""
    torch.manual_seed(seed)
    model = getattr(nn, kind)(N_INPUTS, WIDTH).double()
    if bias is not None:  # i, f, g, o: the forget gate is the 2nd quarter
        with torch.no_grad():
            model.bias_ih_l0[WIDTH:2 * WIDTH] = bias  # the two biases add,
            model.bias_hh_l0[WIDTH:2 * WIDTH] = 0     # so set one only
    x = torch.randn(N_STEPS, 4, N_INPUTS).double().requires_grad_()
    last = model(x)[0][-1]
    last.backward(torch.randn_like(last))
    norms = x.grad.norm(dim=(1, 2))
    return norms / norms[-1]


def told(value: float) -> str:
    return f"{value:.0e}" if value < 0.01 else f"{value:.2g}"


first = {}
fig, ax = plt.subplots(num="memory")
back = range(N_STEPS - 1, -1, -1)
drawn = {"lstm": ("C0", 66, 1e-11), "lstm_1": ("C1", 60, 3e-8),
         "lstm_3": ("C2", 70, 4), "rnn": ("C3", 42, 1e-18)}
for name, kind, bias in (
        ("rnn", "RNN", None), ("gru", "GRU", None), ("gru_3", "GRU", 3),
        ("lstm", "LSTM", None), ("lstm_1", "LSTM", 1),
        ("lstm_2", "LSTM", 2), ("lstm_3", "LSTM", 3),
        ("lstm_5", "LSTM", 5)):
    norms = torch.stack([input_gradients(kind, bias, s) for s in SEEDS])
    first[name] = norms[:, 0]
    low, median, high = norms[:, 0].quantile(
        torch.tensor([0, 0.5, 1]).double())
    print(f"{name} = {told(low)}–{told(high)}")
    print(f"{name}_median = {told(median)}")
    if kind == "LSTM" and bias:
        gate = torch.sigmoid(torch.tensor(bias)) ** (N_STEPS - 1)
        print(f"sigmoid_{bias} = {told(gate)}")
        assert bias > 3 or median > 10 * gate  # the rule underestimates
    if name in drawn:
        ax.semilogy(back[::3], norms[:5].T[::3], drawn[name][0], lw=1)
assert max(first[name].max() for name in ("rnn", "gru", "lstm")) < 1e-13
assert 1e-10 < first["lstm_1"].median() < 1e-4
assert first["lstm_3"].min() > 0.05
for label, (colour, x, y) in zip(("LSTM", "bias 1", "bias 3", "RNN"),
                                 drawn.values()):
    ax.text(x, y, label, color=colour)
ax.set(xlabel="steps back from the end", ylabel="‖∂ℒ/∂x‖, last step = 1")
plt.show()
