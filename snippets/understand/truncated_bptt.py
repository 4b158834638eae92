"""截断 BPTT 学不到什么 | What truncated BPTT cannot learn

tags: rnn, truncated bptt, detach, long-term dependency, memory
"""
import torch
from torch import Tensor, nn

N_STEPS, WIDTH, WINDOW = 20, 32, 5


def batch(size: int = 64) -> tuple[Tensor, Tensor]:
    """The first input is the answer, ±1; noise follows."""
    x = 0.3 * torch.randn(N_STEPS, size, 1)
    x[0] = torch.randint(2, (size, 1)) * 2.0 - 1
    return x, (x[0] > 0).float()


def unroll(rnn: nn.RNN, x: Tensor, window: int) -> Tensor:
    """Return h_T; gradients stop at the borders between windows."""
    h = None
    for part in x.split(window):
        h = rnn(part, None if h is None else h.detach())[1]
    return h[0]


def accuracy(init: str, window: int, seed: int, steps: int = 150):
    torch.manual_seed(seed)
    rnn, head = nn.RNN(1, WIDTH), nn.Linear(WIDTH, 1)
    if init == "orthogonal":
        nn.init.orthogonal_(rnn.weight_hh_l0)
    model = nn.ModuleList([rnn, head])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(steps):
        x, answer = batch()
        logit = head(unroll(rnn, x, window))
        loss = nn.functional.binary_cross_entropy_with_logits(logit, answer)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    x, answer = batch(512)
    with torch.no_grad():
        right = (head(unroll(rnn, x, window)) > 0) == (answer > 0)
    return right.float().mean().item()


runs = {}
for init in ("default", "orthogonal"):
    for name, window in (("full", N_STEPS), ("truncated", WINDOW)):
        key = f"{init}_{name}"
        runs[key] = [accuracy(init, window, seed) for seed in range(3)]
        solved = sum(right > 0.9 for right in runs[key])
        print(f"{key} = {('0', '1–2', '1–2', '3')[solved]}/3")
assert min(runs["default_truncated"]) < 0.65
assert min(runs["orthogonal_full"]) > 0.65
