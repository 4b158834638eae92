"""手写链式法则，再检验 | The chain rule by hand, then checked

tags: chain rule, backpropagation, gradient check, numpy
"""
import numpy as np
import torch

x = np.linspace(-2, 2, 200)
y = np.sin(x)


def backward(theta, chain_rule=True):
    """Loss and gradient of h_2 = tanh(x W1 + b1) W2 + b2, 16 units."""
    W1, b1, W2, b2 = np.split(theta, [16, 32, 48])
    h1 = np.tanh(np.outer(x, W1) + b1)
    h2 = h1 @ W2 + b2
    delta2 = 2 * (h2 - y) / len(x)       # ∂ℒ/∂h_2
    delta1 = np.outer(delta2, W2)        # ∂ℒ/∂h_1: back through layer 2
    if not chain_rule:                   # wrong: h_1 is not the output
        delta1 = 2 * (h1 - y[:, None]) / len(x)
    da1 = delta1 * (1 - h1**2)           # D_1, because tanh′ = 1 − tanh²
    grads = [x @ da1, da1.sum(0), delta2 @ h1, [delta2.sum()]]
    return np.mean((h2 - y) ** 2), np.concatenate(grads)


def central_differences(theta, step=1e-5):
    return np.array([backward(theta + shift)[0] - backward(theta - shift)[0]
                     for shift in step * np.eye(len(theta))]) / (2 * step)


def autograd(theta):
    leaf = torch.tensor(theta, requires_grad=True)
    W1, b1, W2, b2 = leaf.split([16, 16, 16, 1])
    h2 = torch.tanh(torch.tensor(x)[:, None] * W1 + b1) @ W2 + b2
    (h2 - torch.tensor(y)).square().mean().backward()
    return leaf.grad.numpy()


def final_loss(theta, chain_rule, lr=0.05, steps=1000):
    for _ in range(steps):
        theta = theta - lr * backward(theta, chain_rule)[1]
    return backward(theta)[0]


rows = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    theta = 0.5 * rng.normal(size=49)
    truth = central_differences(theta)
    grads = [backward(theta)[1], autograd(theta), backward(theta, False)[1]]
    errors = np.linalg.norm(np.array(grads) - truth, axis=1)
    rows.append([*errors / np.linalg.norm(truth),
                 final_loss(theta, True), final_loss(theta, False)])
low, high = np.min(rows, axis=0), np.max(rows, axis=0)
print(f"error by hand {high[0]:.0e}, by autograd {high[1]:.0e}")
print(f"error_wrong = {low[2]:.2g}–{high[2]:.2g}")
print(f"loss_right = {high[3]:.2g}\nloss_wrong = {high[4]:.2g}")
print(f"variance = {np.var(y):.2g}")
assert high[:2].max() < 1e-7 and low[2] > 0.1
assert high[3:].max() < 0.02 < 0.1 * np.var(y), "the loss does not tell"
