"""用数据定裁剪阈值 | Choosing max_norm from logged norms

tags: gradient clipping, gradient norm, threshold, clip ratio, rnn
"""
import matplotlib.pyplot as plt
import torch
from torch import Tensor, nn

torch.set_default_dtype(torch.float64)


def training_step(loss: Tensor, model: nn.Module,
                  optimizer: torch.optim.Optimizer, max_norm: float):
    """Make one update, clipped by norm; return the norm before clipping."""
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return norm


def adding_batch(size=20, length=30) -> tuple[Tensor, Tensor]:
    """Pairs (value, mark); the target is the sum of two marked values."""
    values, marks = torch.rand(size, length), torch.zeros(size, length)
    marks.scatter_(1, torch.rand(size, length).topk(2).indices, 1.0)
    return torch.stack([values, marks], -1), (values * marks).sum(1, True)


def log_norms(seed: int, max_norm: float = torch.inf) -> Tensor:
    torch.manual_seed(seed)
    rnn, head = nn.RNN(2, 32, batch_first=True), nn.Linear(32, 1)
    nn.init.orthogonal_(rnn.weight_hh_l0, gain=1.5)
    model = nn.ModuleList([rnn, head])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
    norms = []
    for _ in range(100):
        inputs, targets = adding_batch()
        loss = nn.functional.mse_loss(head(rnn(inputs)[0][:, -1]), targets)
        norms.append(training_step(loss, model, optimizer, max_norm))
    return torch.stack(norms)


rows = []
for seed in range(5):
    max_norm = (free := log_norms(seed)).quantile(0.9).item()
    over = ((clipped := log_norms(seed, max_norm)) > max_norm).double()
    rows.append([free.mean(), free.max(), max_norm, over.mean(),
                 over[:50].mean()])
ratio, early = torch.tensor(rows)[:, 3:].mean(0)
assert 0.03 < ratio < 0.3 and early > ratio  # more often at the start
low, high = torch.tensor(rows).aminmax(dim=0)
names = {"mean": 2, "largest": 2, "max_norm": 2, "clip_ratio": 1}  # digits
for (name, n), a, b in zip(names.items(), low, high):
    print(f"{name} = {a:.{n}g}–{b:.{n}g}")
_, ax = plt.subplots(num="trace")
ax.semilogy(clipped, color="0.5", lw=1)
ax.axhline(max_norm, color="C0", ls="--", label="max_norm")
ax.set(xlabel="step", ylabel="gradient norm")
ax.legend()
plt.show()
