"""批量归一化之后的分布 | Distributions after batch normalization

tags: batch normalization, internal covariate shift, regularization
"""
import torch
from torch import nn

torch.manual_seed(0)
# Two features: one normal, one strongly skewed.
x = torch.stack([torch.randn(10_000), torch.rand(10_000) ** 4], dim=1)
norm = nn.BatchNorm1d(2)


def skewness(h: torch.Tensor) -> torch.Tensor:
    return (((h - h.mean(0)) / h.std(0)) ** 3).mean(0)


with torch.no_grad():
    h = norm(x)
    assert h.mean(0).abs().max() < 1e-3
    assert (h.std(0) - 1).abs().max() < 1e-3
    normal, skewed = skewness(h)
    print(f"skewness_normal = {normal.abs():.1f}")
    print(f"skewness_skewed = {skewed:.1f}")
    assert normal.abs() < 0.2 and skewed > 1
    after_relu = torch.relu(h).mean(0)[0]
    print(f"mean_after_relu = {after_relu:.1f}")
    assert 0.37 < after_relu < 0.43  # theory 1/√(2π)
    norm.weight.fill_(2.0)  # γ and β are trained
    norm.bias.fill_(1.0)
    h = norm(x)
    print(f"mean_with_beta_1 = {h.mean():.1f}")
    print(f"std_with_gamma_2 = {h[:, 0].std():.1f}")

# The same point in 500 random batches: its output depends on the others.
norm, point = nn.BatchNorm1d(1), torch.ones(1, 1)
noise = {}
for size in 8, 128:
    batches = [
        torch.cat([point, torch.randn(size - 1, 1)]) for _ in range(500)
    ]
    with torch.no_grad():
        noise[size] = torch.stack([norm(b)[0, 0] for b in batches]).std()
    print(f"noise_batch_{size} = {noise[size]:.1g}")
assert noise[8] > 0.15 and noise[128] < 0.15
norm.eval()
outputs = {norm(batch)[0, 0].item() for batch in batches}
print(f"outputs_in_eval_mode = {len(outputs)}")
assert len(outputs) == 1
