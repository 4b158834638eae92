"""nn.TransformerEncoder 复制同一层 | nn.TransformerEncoder copies one layer

tags: transformer, initialization, TransformerEncoder, deepcopy
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

D, N_LAYERS = 32, 24


def draw_again(module: nn.Module) -> None:
    """Give every part of a new module a random draw of its own."""
    for part in module.modules():
        if hasattr(part, "reset_parameters"):
            part.reset_parameters()
        elif hasattr(part, "_reset_parameters"):
            part._reset_parameters()  # nn.MultiheadAttention


def stream(seed: int, again: bool) -> torch.Tensor:
    """Root mean square of the residual stream after each pre-LN layer."""
    torch.manual_seed(seed)
    layer = nn.TransformerEncoderLayer(D, 4, 4 * D, dropout=0.0,
                                       batch_first=True, norm_first=True)
    encoder = nn.TransformerEncoder(layer, N_LAYERS,
                                    enable_nested_tensor=False)
    if again:
        draw_again(encoder)
    one, other = (encoder.layers[i].linear1.weight for i in (0, -1))
    assert one is not other and torch.equal(one, other) is not again
    h, rms = torch.randn(8, 16, D), []
    for layer in encoder.layers:
        h = layer(h)
        rms.append(h.detach().square().mean().sqrt())
    return torch.stack(rms)


fig, ax = plt.subplots(num="stream")
end = {}
for again, name, style, label, y in (
        (False, "copies", "C1--", "copies", 7),
        (True, "own", "C0-", "own draws", 2.4)):
    runs = torch.stack([stream(seed, again) for seed in range(5)])
    end[name] = runs[:, -1]
    print(f"{name} = {end[name].min():.2g}–{end[name].max():.2g}")
    ax.plot(range(1, N_LAYERS + 1), runs.T, style, lw=1)
    ax.text(9, y, label, color=style[:2])
ax.set(xlabel="layer l", ylabel="rms of the stream", ylim=(0, None))
plt.show()
assert end["copies"].min() > 1.5 * end["own"].max()
