"""RNN、GRU 与 LSTM 的初始化函数 | One init function for RNN, GRU and LSTM

tags: initialization, rnn, lstm, gru, orthogonal, forget bias, frozen
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_INPUTS, WIDTH = 8, 64


@torch.no_grad()
def init_recurrent(model: nn.Module, keep_bias: float = 3.0) -> None:
    """Orthogonal recurrent blocks, Xavier inputs, open memory gates.

    All layers and directions. The second block keeps the state: f of an
    LSTM, z of a GRU. PyTorch adds two biases: one gets the value.
    """
    for module in model.modules():
        if not isinstance(module, nn.RNNBase):
            continue
        n = module.hidden_size
        for name, parameter in module.named_parameters():
            if not parameter.requires_grad:
                continue
            if name.startswith("bias"):
                parameter.zero_()
                if "_ih_" in name and len(parameter) > n:
                    parameter[n:2 * n] = keep_bias
            elif not name.startswith("weight_hr"):  # a projection stays
                fill = (nn.init.orthogonal_ if "_hh_" in name
                        else nn.init.xavier_uniform_)
                for block in parameter.split(n):
                    fill(block)


(fig, ax), end = plt.subplots(num="gradients"), {}
for row, kind in enumerate(("RNN", "GRU", "LSTM")):
    for when, style in (("before", "--"), ("after", "-")):
        runs = []
        for seed in range(5):
            torch.manual_seed(seed)
            model = getattr(nn, kind)(N_INPUTS, WIDTH).double()
            if when == "after":
                init_recurrent(model)
            x = torch.randn(100, 4, N_INPUTS).double().requires_grad_()
            last = model(x)[0][-1]
            last.backward(torch.randn_like(last))
            norms = x.grad.norm(dim=(1, 2)) / x.grad[-1].norm()
            runs.append(norms.log10().flip(0))
        runs = torch.stack(runs)
        first = [f"{10 ** end:.0e}" for end in runs[:, -1].aminmax()]
        print(f"{kind.lower()}_{when} =", "–".join(dict.fromkeys(first)))
        ax.plot(runs.mean(0), f"C{row}", ls=style, label=f"{kind}, {when}")
        end[kind, when] = runs[:, -1].mean()
ax.set(xlabel="steps back from the end", ylabel="log10 of relative ‖∂ℒ/∂x‖")
ax.legend()
plt.show()
assert all(end[kind, "after"] > end[kind, "before"] + 8
           for kind in ("RNN", "GRU", "LSTM"))
