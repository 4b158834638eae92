# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Watch a gradient vanish
#
# In a 50-layer sigmoid network every layer multiplies the gradient norm by about $\frac14\cdot\frac1{\sqrt3}\approx 0.144$, so almost nothing reaches layer 1. In this lab you measure that, predict what each cure does before you run it, and find out which cures go too far.

# %% [markdown]
# ## Goal
#
# Get one number per layer, $\|\partial\mathcal{L}/\partial h_l\|$, and one number per network, the factor per layer $\gamma$. If the idea of a product of factors is new to you, read [the five-minute page](../start/in-five-minutes.md) first. Everything here happens before training and takes a few seconds on a CPU.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

DEPTH, WIDTH, BATCH = 50, 100, 128
# In float32 the squares inside norm() underflow long before layer 1.
torch.set_default_dtype(torch.float64)

# %% [markdown]
# ## Measure every layer
#
# A hook on a tensor receives its gradient during `backward()`. Two habits are worth copying: hooks fire from the last layer to the first, so file each norm under its layer number; and remove every hook when you are done. The norms are divided by the norm at layer $L$, so all curves end at 1.

# %%
def gradient_norms(make_layer, seed=0):
    """‖∂ℒ/∂h_l‖ for l = 1 … L, divided by the norm at layer L."""
    torch.manual_seed(seed)
    layers = [make_layer() for _ in range(DEPTH)]
    h = torch.randn(BATCH, WIDTH)
    norms, handles = {}, []
    for l, layer in enumerate(layers, start=1):
        h = layer(h)

        def record(grad, l=l):  # fires for the last layer first
            norms[l] = grad.norm().item()

        handles.append(h.register_hook(record))
    # A random direction, so that the last layer favors no net.
    loss = (h * torch.randn_like(h)).sum()
    loss.backward()
    for handle in handles:
        handle.remove()
    return [norms[l] / norms[DEPTH] for l in range(1, DEPTH + 1)]


def factor(norms):
    """The factor per layer: the geometric mean over all layers."""
    return (norms[0] / norms[-1]) ** (1 / (len(norms) - 1))

# %% [markdown]
# ## The sick network
#
# **Predict.** `nn.Linear` draws its weights from $U(-1/\sqrt n,\,1/\sqrt n)$, which has variance $1/(3n)$. On average such a matrix multiplies a norm by $1/\sqrt3$. The slope of sigmoid is at most $1/4$. How large is the gradient at layer 1, compared with layer 50?

# %%
def linear(he=False):
    layer = nn.Linear(WIDTH, WIDTH)
    if he:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
    return layer


def sigmoid_layer():
    return nn.Sequential(linear(), nn.Sigmoid())


norms = gradient_norms(sigmoid_layer)
rows = [f"{l:4d}  {norms[l - 1]:9.1e}"
        for l in (50, 49, 48, 40, 30, 20, 10, 1)]
print("   l  ‖∂ℒ/∂h_l‖", *rows, f"γ = {factor(norms):.3f}", sep="\n")

# %% [markdown]
# **Read.** Each step of ten layers costs about the same number of decades: that is what a product looks like. The measured $\gamma$ lies just below $0.144$. So the slopes are close to their maximum of $1/4$ and the units are not saturated; the gradient vanishes [without any saturation](../understand/activations-and-saturation.md).

# %%
layer_index = range(1, DEPTH + 1)
fig, ax = plt.subplots(layout="constrained")
ax.semilogy(layer_index, norms, "o", markersize=3)
theory = [(0.25 / 3**0.5) ** (DEPTH - l) for l in layer_index]
ax.semilogy(layer_index, theory, color="0.5", label="(¼ / √3)ᴸ⁻ˡ")
ax.set(xlabel="l", ylabel="‖∂ℒ/∂h_l‖")
ax.legend(frameon=False)
plt.show()

# %% [markdown]
# **Read.** On a log axis a constant factor per layer is a straight line. Its slope is $\log_{10}\gamma$; depth only decides how far the line runs.

# %% [markdown]
# ## First cure: activation and initialization
#
# **Predict.** With independent weights the mean-square gain per layer is $\chi=\sigma_w^2\,\mathrm{E}[\phi'^2]$, and $\gamma=\sqrt\chi$. Here $\sigma_w^2$ is the weight variance times the fan-in: $1/3$ by default, $2$ for He initialization. $\mathrm{E}[\phi'^2]$ is at most $1/16$ for sigmoid and $1/2$ for ReLU. Fill in this table, then run the cell.
#
# | γ | default | He |
# |---|---|---|
# | sigmoid | ? | ? |
# | ReLU | ? | ? |

# %%
def compare(nets, seeds=3):
    """Table of γ over the seeds, and one line per seed and net."""
    fig, ax = plt.subplots(layout="constrained")
    rows = [f"{'':16}{'γ':^13}  ‖∂ℒ/∂h_1‖"]
    for i, (name, make_layer) in enumerate(nets.items()):
        runs = [gradient_norms(make_layer, seed) for seed in range(seeds)]
        gammas = [factor(norms) for norms in runs]
        rows.append(f"{name:16}{min(gammas):.3f} – {max(gammas):.3f}"
                    f"  {runs[0][0]:9.1e}")
        for norms in runs:
            ax.semilogy(layer_index, norms, color=f"C{i}", linewidth=1.2,
                        linestyle=["-", "--", ":", "-."][i])
        ax.lines[-1].set_label(name)
    ax.set(xlabel="l", ylabel="‖∂ℒ/∂h_l‖")
    ax.legend(frameon=False)
    print(*rows, sep="\n")
    plt.show()


compare({
    "sigmoid": sigmoid_layer,
    "sigmoid + He": lambda: nn.Sequential(linear(he=True), nn.Sigmoid()),
    "ReLU": lambda: nn.Sequential(linear(), nn.ReLU()),
    "ReLU + He": lambda: nn.Sequential(linear(he=True), nn.ReLU()),
})

# %% [markdown]
# **Read.** ReLU alone gives $1/\sqrt6\approx0.408$ and still vanishes. He alone stays below $\sqrt2/4\approx0.354$, because larger weights also push sigmoid away from its steepest point. Only the pair that belongs together reaches $\sqrt{2\cdot\tfrac12}=1$. The derivation is in [initialization](../understand/initialization.md).

# %% [markdown]
# ## Second cure: a residual connection
#
# **Predict.** With $h_l = h_{l-1} + s\,W\phi(h_{l-1})$ the layer Jacobian is $I + s\,W D$, and the gains add: $\chi = 1 + s^2\sigma_w^2\,\mathrm{E}[\phi'^2]$. On average the factor can no longer fall below 1. Can it be too large? Compute $\gamma$ for ReLU with default weights, with He weights, and with He weights and $s=1/\sqrt L$.

# %%
class Residual(nn.Module):
    """Pre-activation: nothing acts on h after the sum."""

    def __init__(self, *branch, scale=1.0):
        super().__init__()
        self.branch, self.scale = nn.Sequential(*branch), scale

    def forward(self, h):
        return h + self.scale * self.branch(h)


compare({
    "sigmoid": lambda: Residual(nn.Sigmoid(), linear()),
    "ReLU": lambda: Residual(nn.ReLU(), linear()),
    "ReLU + He": lambda: Residual(nn.ReLU(), linear(he=True)),
    "ReLU + He, 1/√L": lambda: Residual(
        nn.ReLU(), linear(he=True), scale=DEPTH**-0.5),
})

# %% [markdown]
# **Read.** Even sigmoid is harmless now, because the identity carries the gradient past it. ReLU with default weights grows gently, $\sqrt{7/6}\approx1.08$. With He weights it grows by $\sqrt2\approx1.41$ per layer: the initialization that saved the plain network makes the residual one explode. The scale $1/\sqrt L$ brings it back to $\sqrt{1+1/L}$, about $\sqrt{e}\approx1.65$ over all layers together. [Clipping](../fix/gradient-clipping.md) would only shorten the step, not change these curves.

# %% [markdown]
# ## Third cure: normalization
#
# **Predict.** Now a LayerNorm or BatchNorm sits before the activation, with default weights and no residual connection. Two of these four networks do not keep the gradient's size. Which two, and in which direction do they go?

# %%
def normalized(norm, phi):
    return lambda: nn.Sequential(linear(), norm(WIDTH), phi())


compare({
    "LN + sigmoid": normalized(nn.LayerNorm, nn.Sigmoid),
    "BN + sigmoid": normalized(nn.BatchNorm1d, nn.Sigmoid),
    "LN + ReLU": normalized(nn.LayerNorm, nn.ReLU),
    "BN + ReLU": normalized(nn.BatchNorm1d, nn.ReLU),
})

# %% [markdown]
# **Read.** LayerNorm does not rescue sigmoid. The outputs of sigmoid are $\tfrac12$ plus a little signal; LayerNorm divides by a spread that comes mostly from this constant. BatchNorm subtracts the constant, unit by unit, and rescues it. With ReLU it is the other way round: LayerNorm stays near 1, while BatchNorm makes the gradient grow toward the input, by $\sqrt{\pi/(\pi-1)}\approx1.21$ per layer for large batches ([Yang et al. 2019](../references.md#yang2019mean)).
#
# A flat curve means that the gradient arrives at the right size. It does not promise that the network trains well.

# %% [markdown]
# ## Exercises
#
# 1. Set `DEPTH` to 20, then to 100. Which column changes, $\gamma$ or $\|\partial\mathcal{L}/\partial h_1\|$? Explain it with the straight line.
# 2. Replace `nn.Sigmoid` by `nn.Tanh` in the sick network. Predict $\gamma$ from the slope of tanh at 0, then measure. Which weight variance brings it close to 1?
# 3. Set `BATCH` to 8: does the factor of BN + ReLU rise or fall? Then compare `Residual(nn.LayerNorm(WIDTH), nn.ReLU(), linear(he=True))`, which is how a pre-norm transformer block is arranged. Why is its curve bent on a log axis?
