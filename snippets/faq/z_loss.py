"""z-loss 管住 log Z，交叉熵管不着 | z-loss holds log Z, cross-entropy cannot

tags: z-loss, softmax, logits, moe, router, bfloat16
"""
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def z_loss(logits: Tensor, weight: float = 1e-4) -> Tensor:
    """weight · mean(log² Z) over all rows, in float32 or wider."""
    wide = logits if logits.dtype == torch.float64 else logits.float()
    return weight * wide.logsumexp(-1).square().mean()


label = torch.arange(8)
for shift in (0, 100):  # 1000 classes, all logits moved by the same
    logits = torch.full((8, 1000), float(shift), dtype=torch.float64)
    logits.requires_grad_()
    ce, = torch.autograd.grad(cross_entropy(logits, label), logits)
    z, = torch.autograd.grad(z_loss(logits), logits)
    log_z, p = logits.logsumexp(-1, keepdim=True), logits.softmax(-1)
    assert torch.allclose(z, 2 * 1e-4 * log_z * p / len(label))
    print(f"log_z_{shift} = {log_z.mean().item():.3g}")
    push = ce.sum().abs().item()  # the slope of moving all of them on
    print(f"cross_entropy_push_{shift} = {round(push, 9):.2g}")
    print(f"z_loss_push_{shift} = {z.sum().item():.2g}")

# Three router logits, far from zero: bfloat16 rounds their differences off
router = torch.tensor([0.0, 0.5, 1.0])
for shift in (0, 100, 200, 300):
    p = (router + shift).bfloat16().float().softmax(-1)
    print(f"router_{shift} = ({', '.join(f'{v:.2f}' for v in p.tolist())})")
assert torch.allclose((router + 300).softmax(-1), router.softmax(-1))
