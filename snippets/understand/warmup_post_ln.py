"""后置归一化何时需要预热 | When post-LN needs warm-up

tags: transformer, post-ln, pre-ln, warmup, learning rate, adam
"""
import matplotlib.pyplot as plt
import torch
from torch import nn

N_LAYERS, D, LENGTH, VOCAB, RATES = 4, 16, 8, 8, (0.005, 0.03)


def final_loss(pre: bool, lr: float, warmup: int, seed: int) -> float:
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
    losses = []
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
        losses.append(loss.item())
    return sum(losses[-10:]) / 10


middle = {}
fig, ax = plt.subplots(num="loss")
for name, pre, warmup, style, label, y in (
        ("post", False, 1, "C1s-", "post-LN", 1.2),
        ("warm", False, 60, "C2^--", "post-LN, warm-up", 0.04),
        ("pre", True, 1, "C0o:", "pre-LN", 0.01)):
    runs = torch.tensor([[final_loss(pre, lr, warmup, seed) for lr in RATES]
                         for seed in range(3)])
    for lr, losses in zip(RATES, runs.T):
        middle[name, lr] = losses.median()
        trained = ("0", "1–2", "1–2", "3")[(losses < 1).sum()]
        print(f"{name}_{lr} = {trained}/3".replace(".", "_"))
    ax.loglog(RATES, runs.median(0)[0], style)
    ax.text(0.008, y, label, color=style[:2])
ax.set(xlabel="learning rate", ylabel="final loss", ylim=(5e-4, 4))
ax.set_xticks(RATES, map(str, RATES))
ax.minorticks_off()
plt.show()
assert middle["post", 0.005] < 0.8 and middle["warm", 0.03] < 0.8
assert middle["post", 0.03] > 1.7 and middle["pre", 0.03] < 0.3
