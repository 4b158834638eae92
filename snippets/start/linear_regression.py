"""用梯度下降拟合一条直线 | Gradient descent for a straight line

tags: gradient descent, learning rate, least squares, numpy
"""
import numpy as np
import torch

rng = np.random.default_rng(0)
x = rng.random(100)
y = 3 * x + 2 + 0.1 * rng.normal(size=100)
X = np.stack([x, np.ones_like(x)], axis=1)  # θ = (slope, intercept)


def loss(theta):
    return np.mean((X @ theta - y) ** 2)


def gradient(theta):
    return 2 * X.T @ (X @ theta - y) / len(y)  # factor X, mean over samples


def descend(lr, steps=500):
    theta = np.zeros(2)
    for _ in range(steps):
        theta = theta - lr * gradient(theta)  # minus: downhill
    return theta


leaf = torch.zeros(2, dtype=torch.float64, requires_grad=True)
(torch.tensor(X) @ leaf - torch.tensor(y)).square().mean().backward()
assert np.allclose(gradient(np.zeros(2)), leaf.grad.numpy())

# One step multiplies the error θ − θ* by I − lr·H: it shrinks in every
# direction only if lr·λ < 2 for the largest eigenvalue λ of H.
hessian = 2 * X.T @ X / len(y)
lr_limit = 2 / np.linalg.eigvalsh(hessian)[-1]
print(f"lr_limit = {lr_limit:.2f}")
print(f"lr_limit_sum = {lr_limit / len(y):.4f}")

best = np.linalg.lstsq(X, y, rcond=None)[0]
theta = descend(0.7 * lr_limit)
print(f"slope = {theta[0]:.2f}")
print(f"intercept = {theta[1]:.2f}")
assert np.allclose(theta, best, atol=1e-6)

for name, factor in [("below", 0.95), ("above", 1.05)]:
    print(f"loss_{name} = {loss(descend(factor * lr_limit)):.1g}")
assert loss(descend(0.95 * lr_limit)) < 0.1
assert loss(descend(1.05 * lr_limit)) > 1e6
