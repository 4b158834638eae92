"""续训时丢了什么 | What a resume lost

tags: resume, checkpoint, adam, optimizer state, learning rate, state_dict
"""
import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss

peak_lr, last_lr = 1e-2, 1e-3


def resumed(seed: int) -> dict[str, tuple[float, float]]:
    """For each loss of state: first update per weight over the rate at
    the save, and the highest loss of 20 steps over the loss before."""
    torch.manual_seed(seed)
    x = torch.randn(1024, 20)
    y = x.mean(1, keepdim=True) + 0.1 * torch.randn(1024, 1)

    def train(model: nn.Module, optimizer: torch.optim.Optimizer,
              n_steps: int) -> float:
        for _ in range(n_steps):
            rows = torch.randint(len(x), (32,))
            optimizer.zero_grad()
            mse_loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
        return mse_loss(model(x), y).item()

    model = nn.Linear(20, 1)
    optimizer = torch.optim.Adam(model.parameters(), peak_lr, fused=True)
    train(model, optimizer, 150)
    optimizer.param_groups[0]["lr"] = last_lr  # as a schedule would
    before = train(model, optimizer, 100)
    saved = copy.deepcopy((model.state_dict(), optimizer.state_dict()))

    runs = {}
    for lost in ("nothing", "moments", "moments_and_rate"):
        model.load_state_dict(saved[0])
        lr = last_lr if lost == "moments" else peak_lr
        optimizer = torch.optim.Adam(model.parameters(), lr, fused=True)
        if lost == "nothing":
            optimizer.load_state_dict(saved[1])  # brings the rate too
        losses = [train(model, optimizer, 1)]
        update = model.weight.detach() - saved[0]["weight"]
        losses += [train(model, optimizer, 1) for _ in range(20)]
        runs[lost] = (update.square().mean().sqrt().item() / last_lr,
                      max(losses) / before)
    return runs


runs = [resumed(seed) for seed in range(3)]
for lost in ("moments", "moments_and_rate"):
    print(f"{lost} = {max(run[lost][0] for run in runs):.2g}")
for run in runs:
    step, jump = zip(*run.values())
    assert step[0] < 0.5 and 0.99 < step[1] < 1.01 and 9.9 < step[2] < 10.1
    assert jump[0] < 1.08 and jump[1] < 1.15 < jump[2]
