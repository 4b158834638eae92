"""各年配方能保住多深的梯度 | How deep each year's recipe keeps the gradient

tags: history, depth, sigmoid, tanh, relu, xavier, he, initialization
"""
import matplotlib.pyplot as plt
import torch

torch.set_default_dtype(torch.float64)
WIDTH, BATCH = 128, 32
DEPTHS = (1, 2, 3, 4, 6, 7, 10, 20, 40, 70, 100)


def standard(weight):  # U(±1/√n), as Glorot & Bengio found it in use
    torch.nn.init.uniform_(weight, -(WIDTH**-0.5), WIDTH**-0.5)


RECIPES = {
    "sigmoid, standard": (torch.sigmoid, standard),
    "ReLU, standard": (torch.relu, standard),
    "tanh, Xavier 2010": (torch.tanh, torch.nn.init.xavier_uniform_),
    "ReLU, He 2015": (torch.relu, torch.nn.init.kaiming_normal_),
    "tanh, standard": (torch.tanh, standard),  # printed, not drawn
}


def kept(phi, init, depth: int, seed: int) -> float:
    """‖∂ℒ/∂h_0‖ / ‖∂ℒ/∂h_L‖ before training, biases 0."""
    torch.manual_seed(seed)
    h = x = torch.randn(BATCH, WIDTH, requires_grad=True)
    for _ in range(depth):
        weight = torch.empty(WIDTH, WIDTH)
        init(weight)
        h = phi(h @ weight.T)
    delta = torch.randn_like(h)
    (grad,) = torch.autograd.grad(h, x, delta)
    return (grad.norm() / delta.norm()).item()


fig, ax = plt.subplots(num="depth")
deepest = {}
for i, (label, recipe) in enumerate(RECIPES.items()):
    runs = [[kept(*recipe, depth, seed) for depth in DEPTHS]
            for seed in range(5)]
    worst = torch.tensor(runs).amin(dim=0)
    key = label.lower().replace(", ", "_").replace(" ", "_")
    deepest[key] = max(d for d, k in zip(DEPTHS, worst) if k > 0.01)
    print(f"{key} = {deepest[key]}")
    last = [run[-1] for run in runs]
    print(f"{key}_100 = {min(last):.2g}–{max(last):.2g}")
    if i < 4:
        ax.loglog(DEPTHS, torch.tensor(runs).T, f"C{i}", lw=1,
                  ls=("-", "--", "-.", ":")[i])
        ax.text(*[(1, 1e-9), (24, 1e-8), (13, 5e-4), (13, 5)][i], label,
                color=f"C{i}")
assert deepest["sigmoid_standard"] < 3 < deepest["relu_standard"] < 7
assert deepest["tanh_xavier_2010"] == deepest["relu_he_2015"] == 100
ax.axhline(0.01, color="0.5", ls="--", lw=1)
ax.set(xlabel="depth", ylabel="gradient kept", ylim=(1e-16, 1e3))
plt.show()
