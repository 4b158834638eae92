"""特征分解与 SVD 的梯度 | Gradients of eigh and svd

tags: svd, eigh, eigenvalue, eigenvector, svdvals, nan, acos, atan2
"""
import torch
from torch import Tensor, linalg

torch.set_default_dtype(torch.float64)
WEIGHTS = torch.arange(1.0, 10.0).reshape(3, 3)


def gradient(f, matrix: Tensor) -> Tensor:
    matrix = matrix.clone().requires_grad_()
    f(matrix).backward()
    return matrix.grad


def rebuilt(matrix: Tensor) -> Tensor:
    u, s, vh = linalg.svd(matrix)
    return (WEIGHTS * (u * s @ vh)).sum()


FUNCTIONS = {  # at the identity: all eigen- and singular values equal
    "eigenvalues": lambda a: (WEIGHTS[0] * linalg.eigvalsh(a)).sum(),
    "eigenvectors": lambda a: (WEIGHTS * linalg.eigh(a)[1]).sum(),
    "singular_values": lambda a: (WEIGHTS[0] * linalg.svdvals(a)).sum(),
    "singular_vectors": lambda a: (WEIGHTS * linalg.svd(a)[0]).sum(),
    "svd_rebuilt": rebuilt,
    "nuclear_norm": lambda a: linalg.matrix_norm(a, "nuc"),
}
for name, f in FUNCTIONS.items():
    finite = bool(gradient(f, torch.eye(3)).isfinite().all())
    print(f"{name} = {'finite' if finite else 'nan'}")
    assert finite == (name in ("eigenvalues", "singular_values",
                               "nuclear_norm"))


def direction(matrix: Tensor) -> Tensor:
    """A function of the top eigenvector that ignores its sign."""
    top = linalg.eigh(matrix)[1][:, -1]
    return top[0] * top[1]


# Eigenvectors turn by about (change of the matrix) / (gap).
for gap in (1e-1, 1e-3, 1e-6):
    grad = gradient(direction, torch.diag(torch.tensor([1.0, 1 + gap])))
    slope = (grad + grad.T)[0, 1]  # a symmetric change of the matrix
    print(f"gap_{gap:.0e} = {slope:.0e}")
    assert abs(slope * gap - 1) < 1e-3

# The angle: acos is singular at parallel vectors, atan2 only at (0, 0).
x = torch.tensor(0.0, requires_grad=True)
y = torch.tensor(0.0, requires_grad=True)
torch.atan2(y, x).backward()
print(f"atan2_at_zero = {y.grad.item():g}, {abs(x.grad.item()):g}")
u = torch.tensor([3.0, 4.0], requires_grad=True)
v = torch.tensor([3.0, 4.0])
torch.atan2(u[0] * v[1] - u[1] * v[0], u @ v).backward()
print(f"angle_by_atan2 = {u.grad.norm():.2g}")
assert 0.19 < u.grad.norm() < 0.21  # 1 / length
