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
# # 看着梯度消失
#
# 在 50 层的 sigmoid 网络里，每层都把梯度范数乘以大约 $\frac14\cdot\frac1{\sqrt3}\approx 0.144$，传到第 1 层几乎什么都不剩。这个实验让你亲手测出它，先预测每种药的效果再运行，并看清哪些药下得过猛。

# %% [markdown]
# ## 目标
#
# 每层得到一个数 $\|\partial\mathcal{L}/\partial h_l\|$，每个网络得到一个数，即每层倍数 $\gamma$。如果还不熟悉“倍数连乘”，先读[五分钟看懂](../start/in-five-minutes.md)。这里的一切都发生在训练之前，在 CPU 上几秒跑完。

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn

DEPTH, WIDTH, BATCH = 50, 100, 128
# In float32 the squares inside norm() underflow long before layer 1.
torch.set_default_dtype(torch.float64)

# %% [markdown]
# ## 测量每一层
#
# 张量上的钩子（hook）会在 `backward()` 时收到它的梯度。两个习惯值得照搬：钩子从最后一层往前触发，所以要按层号存放范数；用完之后把钩子全部移除。所有范数都除以第 $L$ 层的范数，因此每条曲线都止于 1。

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
# ## 生病的网络
#
# **预测。** `nn.Linear` 的权重取自 $U(-1/\sqrt n,\,1/\sqrt n)$，方差是 $1/(3n)$。这样的矩阵平均把范数乘以 $1/\sqrt3$。sigmoid 的斜率最大是 $1/4$。与第 50 层相比，第 1 层的梯度有多大？

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
# **解读。** 每过十层，范数掉下的数量级都差不多：连乘就是这个样子。实测的 $\gamma$ 略低于 $0.144$，说明斜率都接近最大值 $1/4$，单元没有饱和。梯度在[毫无饱和的情况下](../understand/activations-and-saturation.md)照样消失。

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
# **解读。** 在对数轴上，固定的每层倍数就是一条直线，斜率是 $\log_{10}\gamma$；深度只决定这条线走多远。

# %% [markdown]
# ## 第一味药：激活函数与初始化
#
# **预测。** 权重相互独立时，每层的均方增益是 $\chi=\sigma_w^2\,\mathrm{E}[\phi'^2]$，而 $\gamma=\sqrt\chi$。这里 $\sigma_w^2$ 是权重方差乘以扇入：默认是 $1/3$，Kaiming（He）初始化是 $2$。$\mathrm{E}[\phi'^2]$ 对 sigmoid 最大是 $1/16$，对 ReLU 是 $1/2$。先填好这张表，再运行。
#
# | 网络 | 默认 | He |
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
# **解读。** 只换 ReLU，得到 $1/\sqrt6\approx0.408$，仍然消失。只用 He，倍数低于 $\sqrt2/4\approx0.354$，因为权重变大也把 sigmoid 推离了最陡处。只有配成一对，才达到 $\sqrt{2\cdot\tfrac12}=1$。推导见[初始化](../understand/initialization.md)。

# %% [markdown]
# ## 第二味药：残差连接
#
# **预测。** 令 $h_l = h_{l-1} + s\,W\phi(h_{l-1})$，一层的雅可比矩阵就是 $I + s\,W D$，增益变成相加：$\chi = 1 + s^2\sigma_w^2\,\mathrm{E}[\phi'^2]$。平均来看，倍数不会再低于 1，但会不会太大？对 ReLU 算一算 $\gamma$ 在三种情形下的值：默认权重，He 权重，He 权重加上 $s=1/\sqrt L$。

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
# **解读。** 现在连 sigmoid 也无害了，因为恒等映射带着梯度绕过它。默认权重的 ReLU 缓慢增长，$\sqrt{7/6}\approx1.08$。换成 He 权重，每层增长 $\sqrt2\approx1.41$ 倍：救了普通网络的初始化，让残差网络爆炸。乘上 $1/\sqrt L$ 之后回到 $\sqrt{1+1/L}$，所有层连乘起来大约 $\sqrt{e}\approx1.65$ 倍。[裁剪](../fix/gradient-clipping.md)只会缩短步子，改变不了这些曲线。

# %% [markdown]
# ## 第三味药：归一化
#
# **预测。** 现在激活函数前面加上 LayerNorm 或 BatchNorm，权重用默认值，没有残差连接。四个网络里有两个保不住梯度的大小。是哪两个，往哪个方向走？

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
# **解读。** LayerNorm 救不了 sigmoid。sigmoid 的输出是 $\tfrac12$ 加上一点信号，LayerNorm 除以的标准差主要来自这个常数。BatchNorm 逐个单元减掉这个常数，所以救得了。换成 ReLU 则相反：LayerNorm 保持在 1 附近，BatchNorm 却让梯度朝输入方向增长，大批量时每层 $\sqrt{\pi/(\pi-1)}\approx1.21$ 倍（[Yang et al. 2019](../references.md#yang2019mean)）。
#
# 曲线平，只说明梯度到达时大小合适，不保证网络就能训练好。

# %% [markdown]
# ## 练习
#
# 1. 把 `DEPTH` 改成 20，再改成 100。变的是哪一列，$\gamma$ 还是 $\|\partial\mathcal{L}/\partial h_1\|$？用那条直线解释。
# 2. 把生病的网络里的 `nn.Sigmoid` 换成 `nn.Tanh`。先用 tanh 在 0 处的斜率预测 $\gamma$，再测。权重方差取多少，才能让它接近 1？
# 3. 把 `BATCH` 改成 8：BN + ReLU 的倍数变大还是变小？再试试 `Residual(nn.LayerNorm(WIDTH), nn.ReLU(), linear(he=True))`，前置归一化（pre-norm）的 Transformer 块就是这样排列的。它的曲线在对数轴上为什么是弯的？
