"""窄网络的典型增益小于 1 | Narrow networks: the typical gain is below 1

tags: random matrix, lyapunov exponent, width, depth, digamma, log-normal
"""
import math

import matplotlib.pyplot as plt
import torch

L = 100
DRAWS = {4: 2000, 64: 200, 512: 10}  # width: products drawn


def log_gain(n: int, n_draws: int) -> torch.Tensor:
    """log10 ‖W_k … W_1 v‖ for k = 1..L, entries of variance 1/n."""
    torch.manual_seed(0)
    v, steps = torch.randn(n_draws, n, 1), []
    for _ in range(L):
        v = v / v.norm(dim=1, keepdim=True)
        v = torch.randn(n_draws, n, n) @ v / n**0.5
        steps.append(v.norm(dim=1).flatten().double().log10())
    return torch.stack(steps).cumsum(0)


def exponent(n: int) -> tuple[float, float]:
    """Mean and deviation of log10 ‖Wv‖/‖v‖, as ‖Wv‖²/‖v‖² ~ χ²_n/n."""
    half = torch.tensor(n / 2, dtype=torch.float64)
    mean = (torch.digamma(half).item() + math.log(2 / n)) / 2
    std = torch.polygamma(1, half).item() ** 0.5 / 2
    return mean / math.log(10), std / math.log(10)


fig, axes = plt.subplots(2, num="drift", sharex=True, figsize=(5.2, 4.6))
layers = torch.arange(1, L + 1)
for i, (n, n_draws) in enumerate(DRAWS.items()):
    gain, (mean, std) = log_gain(n, n_draws), exponent(n)
    std *= L**0.5
    median, last = gain.median(dim=1).values, gain[-1]
    growth = layers * math.log10(n) / 2  # σ = 1 instead of 1/√n
    print(f"n{n}_exponent = {mean * math.log(10):.2g}")
    print(f"n{n}_theory = {mean * L:.2g}")
    print(f"n{n}_median = {median[-1]:.2g}")
    print(f"n{n}_std_theory = {std:.2g}")
    print(f"n{n}_std = {last.std():.2g}")
    print(f"n{n}_unscaled = {median[-1] + growth[-1]:.3g}")
    assert abs(last.mean() - mean * L) < 5 * std / n_draws**0.5
    # the mean square gain is exactly 1, and yet almost every draw shrinks
    assert n > 4 or (last < 0).double().mean() > 0.99

    low, high = gain.quantile(torch.tensor([0.1, 0.9]).double(), dim=1)
    axes[0].fill_between(layers, low, high, color=f"C{i}", alpha=0.2, lw=0)
    for ax, shift in zip(axes, (0, growth)):
        ax.plot(layers, median + shift, f"C{i}")
        ax.plot(layers, layers * mean + shift, "0.5", ls=":")
        end = (median + shift)[-1] + (0, -0.4, 0.2)[i]
        ax.text(102, end, f"n = {n}", color=f"C{i}", va="center")
axes[0].set_ylabel("log10 gain, σ = 1/√n")
axes[1].set(ylabel="log10 gain, σ = 1", xlabel="matrices multiplied",
            xlim=(0, 122))
plt.show()
