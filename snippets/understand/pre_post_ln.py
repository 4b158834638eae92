"""初始化时的前置与后置归一化 | Pre-LN and post-LN at initialization

tags: transformer, layer normalization, pre-ln, post-ln, residual stream
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

D, DEPTHS = 64, (2, 6, 12, 24, 48)


def new_layer(pre: bool) -> nn.Module:
    layer = nn.TransformerEncoderLayer(D, 4, 4 * D, dropout=0.0,
                                       batch_first=True, norm_first=pre)
    for weight in filter(lambda p: p.dim() == 2, layer.parameters()):
        nn.init.xavier_uniform_(weight)
    return layer


def gradients(pre: bool, depth: int, seed: int) -> torch.Tensor:
    """‖∂ℒ/∂W‖ of the last weight in each layer's feed-forward block."""
    torch.manual_seed(seed)
    layers = [new_layer(pre) for _ in range(depth)]
    h = torch.randn(8, 16, D)
    for layer in layers:
        h = layer(h)
    logits = nn.Linear(D, 20)(nn.functional.layer_norm(h, (D,)))
    target = torch.randint(20, (8 * 16,))
    nn.functional.cross_entropy(logits.flatten(0, 1), target).backward()
    return torch.stack([x.linear2.weight.grad.norm() for x in layers])


last = {}
fig, ax = plt.subplots(num="profile")
for pre, name, style in (False, "post", "C1s--"), (True, "pre", "C0o-"):
    runs = {depth: torch.stack([gradients(pre, depth, s) for s in range(5)])
            for depth in DEPTHS}
    last[name] = torch.stack([runs[depth][:, -1] for depth in DEPTHS])
    for depth in 2, 24, 48:
        first, final = runs[depth][:, 0], runs[depth][:, -1]
        for what, values in ("last", final), ("ratio", first / final):
            low, high = values.aminmax()
            print(f"{name}_{what}_{depth} = {low:.2g}–{high:.2g}")
    ax.semilogy(range(1, 25), runs[24].T, style[:2] + style[3:], lw=1)
ax.text(13, 1.2, "post-LN", color="C1")
ax.text(13, 0.1, "pre-LN", color="C0")
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂W‖", ylim=(0.05, 2))
fig, ax = plt.subplots(num="last")
theory = [last["pre"][1].mean() * (6 / depth) ** 0.5 for depth in DEPTHS]
ax.loglog(DEPTHS, theory, color="0.5", lw=5, alpha=0.4)
for name, style in ("post", "C1s--"), ("pre", "C0o-"):
    ax.loglog(DEPTHS, last[name], style, lw=1)
ax.text(4, 0.6, "post-LN", color="C1")
ax.text(4, 0.13, "pre-LN", color="C0")
ax.set(xlabel="layers L", ylabel="‖∂ℒ/∂W‖, last layer",
       xticks=DEPTHS, xticklabels=DEPTHS)
ax.minorticks_off()
plt.show()
fall = {name: (x[-1] / x[0]).mean() for name, x in last.items()}
assert fall["post"] > 0.8 and 0.15 < fall["pre"] < 0.65
