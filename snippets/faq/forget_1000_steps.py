"""1000 步之外还剩多少梯度 | What is left of the gradient after 1000 steps

tags: lstm, long sequence, forget gate, bias, long-term dependency
"""
import math

import torch
from torch import nn

N_STEPS, WIDTH = 1000, 64


def set_forget_bias(lstm: nn.LSTM, value: float) -> None:
    """Set the bias of every forget gate; PyTorch's order is i, f, g, o."""
    with torch.no_grad():
        for name, p in lstm.named_parameters():
            if name.startswith("bias"):  # bias_ih and bias_hh add up
                quarter = p.numel() // 4
                new = value if name.startswith("bias_ih") else 0.0
                p[quarter:2 * quarter] = new


def decades_kept(lstm: nn.LSTM) -> float:
    """log10 of ‖∂ℒ/∂x_1‖ / ‖∂ℒ/∂x_T‖ for a loss at the last step."""
    x = torch.randn(N_STEPS, 1, lstm.input_size, dtype=torch.float64)
    last = lstm(x.requires_grad_())[0][-1]
    (last * torch.randn_like(last)).sum().backward()
    norms = x.grad.flatten(1).norm(dim=1)
    return (norms[0] / norms[-1]).log10().item()


torch.manual_seed(0)
for bias in (0, 1, 3, 5, 7):
    kept = (1 + math.exp(-bias)) ** (1 - N_STEPS)  # the gate alone
    print(f"gate_{bias} = {kept:.0e}" if kept < 0.1 else
          f"gate_{bias} = {kept:.1g}")
measured = {}
for bias in (1, 7):
    lstm = nn.LSTM(8, WIDTH).double()
    set_forget_bias(lstm, bias)
    measured[bias] = decades_kept(lstm)
assert measured[1] < -40 and -4 < measured[7] < 5
