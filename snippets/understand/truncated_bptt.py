"""截断 BPTT 学不到什么 | What truncated BPTT cannot learn

tags: rnn, truncated bptt, detach, long-term dependency, memory
"""
import torch
from torch import Tensor

N_STEPS, WIDTH, WINDOW, N_NETS = 20, 32, 5, 6


def batch(size: int) -> tuple[Tensor, Tensor]:
    """The first input is the answer, ±1; noise follows."""
    x = 0.3 * torch.randn(N_STEPS, N_NETS, size, 1)
    x[0] = torch.randint(2, (N_NETS, size, 1)) * 2.0 - 1
    return x, (x[0] > 0).float()


def logits(params: list[Tensor], x: Tensor, window: int) -> Tensor:
    """Run all networks; no gradient crosses a border of windows."""
    w_in, w_rec, bias, w_out, bias_out = params
    h = torch.zeros(N_NETS, 1, WIDTH)
    for t, x_t in enumerate(x):
        if t % window == 0:
            h = h.detach()
        h = (x_t * w_in + h @ w_rec + bias).tanh()
    return h @ w_out + bias_out


def accuracies(init: str, window: int) -> Tensor:
    torch.manual_seed(0)
    shapes = (1, WIDTH), (WIDTH, WIDTH), (1, WIDTH), (WIDTH, 1), (1, 1)
    params = [(2 * torch.rand(N_NETS, *shape) - 1) / WIDTH ** 0.5
              for shape in shapes]  # PyTorch's default
    for w_rec in params[1] if init == "orthogonal" else ():
        torch.nn.init.orthogonal_(w_rec)
    for p in params:
        p.requires_grad_()
    optimizer = torch.optim.Adam(params, lr=3e-3)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    for _ in range(150):
        x, answer = batch(64)
        optimizer.zero_grad()
        (N_NETS * loss_of(logits(params, x, window), answer)).backward()
        optimizer.step()
    x, answer = batch(512)
    with torch.no_grad():
        right = (logits(params, x, window) > 0) == (answer > 0)
    return right.float().mean((1, 2))


runs = {}
for init in ("default", "orthogonal"):
    for name, window in (("full", N_STEPS), ("truncated", WINDOW)):
        key = f"{init}_{name}"
        runs[key] = accuracies(init, window)
        solved = int((runs[key] > 0.9).sum())
        told = solved if solved in (0, N_NETS) else f"1–{N_NETS - 1}"
        print(f"{key} = {told}/{N_NETS}")
assert (runs["orthogonal_full"] > 0.9).sum() > N_NETS / 2
assert (runs["default_truncated"] > 0.9).sum() < N_NETS / 2
