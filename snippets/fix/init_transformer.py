"""Transformer 的初始化函数 | One init function for transformers

tags: initialization, transformer, gpt-2, residual stream, 0.02, zero init
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

DIM, STD = 128, (3 * 128) ** -0.5
KINDS = (nn.Linear, nn.Embedding, nn.MultiheadAttention)


def init_transformer(model: nn.Module, n_layers: int, std: float = 0.02,
                     scale: float | None = None,
                     writers: tuple[str, ...] = ("out_proj", "linear2")):
    """Normal(0, std), bias 0. Layers named in `writers` add to the
    residual stream: std × scale, which is 1/√(2 n_layers) unless given."""
    scale = (2 * n_layers) ** -0.5 if scale is None else scale
    for name, layer in model.named_modules():
        shrink = scale if name.rpartition(".")[2] in writers else 1.0
        for part, p in layer.named_parameters(recurse=False):
            if isinstance(layer, KINDS) and p.requires_grad:
                bias = part.endswith("bias")
                nn.init.normal_(p, std=0.0 if bias else std * shrink)


def rms(recipe: dict | None, n_layers: int, seed: int) -> torch.Tensor:
    """rms of h and of ∂ℒ/∂h before and after each block."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Embedding(99, DIM), *[
        nn.TransformerEncoderLayer(DIM, 4, 4 * DIM, 0.0, "gelu",
                                   batch_first=True, norm_first=True)
        for _ in range(n_layers)])
    if recipe is not None:
        init_transformer(model, n_layers, STD, **recipe)
    h = [model[0](torch.randint(99, (2, 16)))]
    for block in model[1:]:
        h.append(block(h[-1]))
    deltas = torch.autograd.grad(h[-1], h, torch.randn_like(h[-1]))
    return torch.stack([torch.stack(row).std((1, 2, 3))
                        for row in (h, deltas)]).detach()


fig, ax = plt.subplots(num="stream")
for row, (key, label, recipe, y, floor) in enumerate((
        ("scaled", "× 1/√(2L)", {}, 0.14, 3),
        ("plain", "× 1", {"scale": 1.0}, 3.0, 10),
        ("zero", "zero", {"scale": 0.0}, 0.057, 0.9),
        ("default", "default", None, 1.2, 0.8))):
    for n_layers in (6, 24):
        runs = torch.stack([rms(recipe, n_layers, s) for s in range(3)])
        ratio = (runs[:, 1, 0] / runs[:, 1, -1]).mean()
        print(f"{key}_rms_{n_layers} = {runs[:, 0, -1].mean():.1g}")
        print(f"{key}_gradient_{n_layers} = {ratio:.0f}")
        assert floor < ratio < 10 * floor
    ax.semilogy(runs[:, 0].T, f"C{row}", lw=1)
    ax.text(24, y, label, color=f"C{row}", ha="right")
ax.set(xlabel="block", ylabel="rms of the stream", ylim=(0.03, 6))
plt.show()
