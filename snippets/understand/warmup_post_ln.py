"""后置归一化何时需要预热 | When post-LN needs warmup

tags: transformer, post-ln, pre-ln, warmup, learning rate, adam
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, D, LENGTH, VOCAB = 4, 16, 8, 8


def losses(pre: bool, lr: float, warmup: int, seed: int) -> list[float]:
    """Train to name the token two places earlier; chance is ln 8 = 2.08."""
    torch.manual_seed(seed)
    layers = [nn.TransformerEncoderLayer(D, 2, 2 * D, dropout=0.0,
                                         batch_first=True, norm_first=pre)
              for _ in range(N_LAYERS)]
    embed, place = nn.Embedding(VOCAB, D), nn.Embedding(LENGTH, D)
    norm = nn.LayerNorm(D) if pre else nn.Identity()
    head = nn.Sequential(norm, nn.Linear(D, VOCAB))
    model = nn.ModuleList([*layers, embed, place, head])
    optimizer = torch.optim.Adam(model.parameters(), lr, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / warmup))
    found = []
    for _ in range(120):
        tokens = torch.randint(VOCAB, (16, LENGTH))
        h = embed(tokens) + place.weight
        for layer in layers:
            h = layer(h)
        logits = head(h)[:, 2:].flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, tokens[:, :-2].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        found.append(loss.item())
    return found


end = {}
fig, ax = plt.subplots(num="loss")
for name, pre, lr, warmup, style, label, y in (
        ("low", False, 0.005, 1, "C1:", "post-LN, lr 0.005", 0.02),
        ("post", False, 0.03, 1, "C1-", "post-LN", 1.9),
        ("warm", False, 0.03, 60, "C2--", "post-LN, warmup", 0.12),
        ("pre", True, 0.03, 1, "C0-", "pre-LN", 0.004)):
    runs = torch.tensor([losses(pre, lr, warmup, s) for s in range(3)])
    late = runs[:, -10:].mean(1)
    end[name] = late.median()
    print(f"{name} = {('0', '1–2', '1–2', '3')[(late < 1).sum()]}/3")
    ax.semilogy(runs.median(0)[0], style)
    ax.text(122, y, label, color=style[:2])
ax.set(xlabel="step", ylabel="loss", xlim=(0, 200))
ax.set_xticks([0, 60, 120])
plt.show()
assert end["low"] < 0.8 and end["warm"] < 0.8 and end["pre"] < 0.3
assert end["post"] > 1.7
