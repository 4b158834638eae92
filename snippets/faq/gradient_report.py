"""梯度报告 | The gradient report

kind: tool
tags: vanishing, exploding, dead units, update ratio, diagnosis, tool
"""
from types import SimpleNamespace as Row

import torch
from torch import Tensor, nn


def look(name: str, p: Tensor, old: Tensor | None, table: bool) -> Row:
    """Measure one parameter, in float64: float32 squares underflow."""
    w = p.detach().cpu().double()
    old = w * torch.nan if old is None else old.cpu().double()
    r = Row(name=name, live=p.requires_grad, size=w.norm().item(),
            move=((w - old).norm() / old.norm()).item(), grad=None,
            matrix=p.ndim > 1 and not table, zero=0, bad=0, dead=0)
    if p.grad is not None:
        g = p.grad.detach().cpu().to_dense().double()
        r.grad, r.zero = g.norm().item(), (g == 0).double().mean().item()
        r.bad = (~g.isfinite()).double().mean().item()
        rows = torch.atleast_2d(g).flatten(1)  # one for each unit
        r.dead = (rows == 0).all(1).double().mean().item()
    return r


def gradient_report(model: nn.Module,
                    before: dict[str, Tensor] | None = None) -> str:
    """Print one row per parameter and a verdict; return the verdict.

    After backward() and scaler.unscale_(); for updates after step(), with
    before = {n: p.detach().clone() for n, p in model.named_parameters()}.
    """
    tables = {id(m.weight) for m in model.modules()
              if isinstance(m, (nn.Embedding, nn.EmbeddingBag))}
    rows = [look(n, p, before and before[n], id(p) in tables)
            for n, p in model.named_parameters()]
    print("gradient   weight   update  zero   bad  dead")
    for r in rows:
        grad = "none" if r.grad is None else f"{r.grad:.1e}"
        move = f"{r.move:8.1e}".replace("nan", "  -")
        print(f"{grad:>8} {r.size:8.1e} {move} {r.zero:5.0%}{r.bad:6.0%}"
              f"{r.dead:6.0%}  {r.name}{'' if r.live else ' (frozen)'}")
    live = [r for r in rows if r.live]
    w = [r for r in live if r.matrix and r.grad is not None]
    top = max(w, key=lambda r: r.grad, default=None)
    at, low = (w.index(top), 1e-4 * top.grad) if w else (0, 0)
    new = any(r.grad > r.size == 0 or r.move == torch.inf for r in w)
    checks = {
        "not finite, broke there or nearer the loss, see faq/#q001":
            [r for r in reversed(live) if r.bad],
        "no gradient, frozen, unused or detached, see faq/#q093":
            [r for r in live if r.grad is None] if live else rows,
        "exploding, 1e3 x its weight or 1e4 x a later one, see faq/#q064":
            [r for r in w if r.grad > 1e3 * r.size > 0]
            or [top for r in w[at:] if 0 < r.grad < low][:1],
        "vanishing, below 1e-4 of a later one, see faq/#q063":
            [r for r in w[:at] if 0 < r.grad < low],
        "zero gradient, a blocked path, see faq/#q013":
            [r for r in w if r.grad == 0 and not new],  # new: zero_init
        "dead units, over 70% of rows are 0, see faq/#q158":
            [r for r in w if 1 > r.dead > 0.7],
        "update too large, over 20% of the weight, see faq/#q156":
            [r for r in w if 0.2 < r.move < torch.inf],
        "update too small, lr, rounding or no optimizer, see faq/#q156":
            [r for r in w if r.grad > 0 and r.move < 1e-6],
    }
    verdict = next((f"{why}: {found[0].name} + {len(found) - 1} more"
                    for why, found in checks.items() if found),
                   "no problem found")
    print("verdict =", verdict)
    return verdict


torch.manual_seed(0)
pairs = [(nn.Linear(32, 32), nn.Sigmoid()) for _ in range(9)]
net = nn.Sequential(*sum(pairs, ()))
net(torch.randn(64, 32)).square().mean().backward()
assert gradient_report(net).startswith("vanishing")
