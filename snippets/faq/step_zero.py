"""第 0 步该看到什么 | What to expect at step 0

tags: adam, update ratio, cross entropy, logits, initialization
"""
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

lr, n = 1e-3, 256


def update_ratios(std: float | None, n_steps: int = 60):
    """‖ΔW‖/‖W‖ of the first layer under Adam, and the losses."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(n, n), nn.Tanh(), nn.Linear(n, 1))
    if std is not None:
        nn.init.normal_(model[0].weight, std=std)
    optimizer = torch.optim.Adam(model.parameters(), lr, fused=True)
    x = torch.randn(64, n)
    ratios, losses = [], []
    for _ in range(n_steps):
        loss = mse_loss(model(x), x[:, :1])
        optimizer.zero_grad()
        loss.backward()
        before = model[0].weight.detach().clone()
        optimizer.step()
        step = (model[0].weight.detach() - before).norm()
        ratios.append((step / before.norm()).item())
        losses.append(loss.item())
    return ratios, losses


for name, std in {"default": None, "std_0_02": 0.02}.items():
    ratios, losses = update_ratios(std)
    print(f"adam_{name} = {ratios[0]:.1%}")
    assert ratios[0] > 0.02 and ratios[-1] < ratios[0] / 3
    assert losses[-1] < losses[0] / 5  # a large first step, no harm
print(f"theory_default = {lr * (3 * n) ** 0.5:.1%}")
print(f"theory_std_0_02 = {lr / 0.02:.1%}")

torch.manual_seed(0)
labels = torch.randint(10, (512,))
for name, scale in {"zero": 0.0, "small": 0.1, "huge": 100.0}.items():
    logits = (scale * torch.randn(512, 10)).requires_grad_()
    loss = cross_entropy(logits, labels, reduction="sum")
    loss.backward()
    largest = logits.grad.norm(dim=1).max().item()
    print(f"loss_{name} = {loss.item() / 512:.2g}")
    print(f"logit_gradient_{name} = {largest:.2f}")
    assert largest < 2 ** 0.5 + 1e-5
    assert scale < 1 or loss / 512 > 100
