"""梯度爆炸时的 SGD、Adam 与 Adagrad | SGD, Adam and Adagrad facing explosion

tags: exploding gradients, adam, adagrad, sgd, initialization
"""
import torch

sizes, n_steps, n_seeds = [10] + 12 * [64] + [1], 150, 5
OPTIMIZERS = {
    "sgd": lambda params: torch.optim.SGD(params, lr=0.005),
    "adam": lambda params: torch.optim.Adam(params, lr=1e-3),
    "adagrad": lambda params: torch.optim.Adagrad(params, lr=1e-2),
}


def train(make_optimizer) -> tuple[torch.Tensor, torch.Tensor]:
    """First gradient norm, and loss / variance of y at every step.

    Both have one column per seed; training ends when no loss is finite.
    """
    torch.manual_seed(0)
    weights = [torch.randn(n_seeds, n_in, n_out) * 1.8 / n_in ** 0.5
               for n_in, n_out in zip(sizes, sizes[1:])]
    biases = [torch.zeros(n_seeds, 1, n) for n in sizes[1:]]
    params = [p.requires_grad_() for p in weights + biases]
    x = torch.randn(n_seeds, 128, 10)
    y = torch.sin(2 * x[..., 0]) + x[..., 1]
    optimizer, losses, first_norm = make_optimizer(params), [], None
    for _ in range(n_steps + 1):
        h = torch.baddbmm(biases[0], x, weights[0])
        for weight, bias in zip(weights[1:], biases[1:]):
            h = torch.baddbmm(bias, h.relu(), weight)
        loss = (h.squeeze(-1) - y).square().mean(1)
        losses.append(loss.detach() / y.var(1))
        if not loss.isfinite().any():
            break
        optimizer.zero_grad()
        loss.sum().backward()
        if first_norm is None:
            first_norm = torch.cat([p.grad.flatten(1) for p in params],
                                   1).norm(dim=1)
        optimizer.step()
    return first_norm, torch.stack(losses)


runs = {name: train(make) for name, make in OPTIMIZERS.items()}
first_norm, losses = runs["sgd"]
updates = losses.isfinite().sum(0)  # each finite loss led to one update
print(f"first_norm = {first_norm.min():.1g}–{first_norm.max():.1g}")
print(f"sgd_updates_at_most = {updates.max()}")
assert first_norm.min() > 100 and updates.max() < 20
bound = 0.5
for name in "adam", "adagrad":
    _, losses = runs[name]
    print(name, *(f"{ratio:.2g}" for ratio in losses[-1]))
    assert losses.isfinite().all() and losses[-1].max() < bound
print(f"adaptive_below = {bound}")
