"""inf 与 NaN 的算术 | The arithmetic of inf and NaN

tags: nan, inf, comparison, isfinite, relu, where, propagation
"""
import torch
from torch import nn

inf, nan, zero, one = torch.tensor([torch.inf, torch.nan, 0.0, 1.0])
made = {
    "zero_over_zero": zero / zero,
    "inf_minus_inf": inf - inf,
    "zero_times_inf": zero * inf,
    "inf_over_inf": inf / inf,
    "sqrt_minus_one": (-one).sqrt(),
    "one_over_zero": one / zero,
    "log_zero": zero.log(),
    "exp_89": (89 * one).exp(),
}
kept = {
    "zero_times_nan": zero * nan,
    "mean_of_three": torch.stack([one, nan, one]).mean(),
    "relu_nan": nan.relu(),
    "clamp_nan": nan.clamp(0, 1),
    "maximum": torch.maximum(one, nan),
}
lost = {
    "nan_power_zero": nan**0,
    "fmax": torch.fmax(one, nan),
    "nanmean_of_three": torch.stack([one, nan, one]).nanmean(),
    "one_over_inf": one / inf,
    "exp_minus_inf": (-inf).exp(),
    "where": torch.where(nan > 0, nan, one),
    "python_max": max(one, nan),  # keeps the first unless second > first
}
asked = {
    "nan_equals_nan": nan == nan,
    "nan_above_one": nan > 1,
    "nan_below_one": nan < 1,
    "truth_of_nan": nan.bool(),
    "isfinite_inf": inf.isfinite(),
}
for name, value in {**made, **kept, **lost, **asked}.items():
    said = value.item()
    print(f"{name} = {said if isinstance(said, bool) else f'{said:g}'}")
assert not any(value.isfinite() for value in made.values())
assert all(value.isnan() for value in kept.values())
assert all(value.isfinite() for value in lost.values())
assert not any(asked[name] for name in asked if name != "truth_of_nan")

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
inputs = torch.randn(64, 8)
inputs[0, 0] = torch.nan  # one entry out of 512
loss = model(inputs).square().mean()
loss.backward()
optimizer.step()
weights = torch.cat([p.detach().flatten() for p in model.parameters()])
print(f"nan_weights = {weights.isnan().double().mean():.0%}")
assert weights.isnan().all()
