"""批量归一化与学习率 | Batch normalization and the learning rate

tags: batch normalization, learning rate, training, he
"""
import torch
from torch.nn.functional import instance_norm, softplus

n_layers, width, n_steps, n_seeds = 10, 32, 100, 5


def accuracy(batchnorm: bool, lr: float) -> torch.Tensor:
    """Mean accuracy on the last ten training batches, for each seed."""
    torch.manual_seed(0)
    x = torch.randn(n_seeds, 10, 512)
    y = (torch.randn(n_seeds, 1, 10) @ x).sign().squeeze(1)
    weights = [torch.randn(n_seeds, n_out, n_in) * (gain / n_in) ** 0.5
               for n_in, n_out, gain in [(10, width, 1.0)]
               + n_layers * [(width, width, 2.0)] + [(width, 1, 1.0)]]
    scales, shifts = (
        [torch.full((n_seeds, width, 1), value) for _ in range(n_layers)]
        for value in (1.0, 0.0))
    params = weights + shifts + (scales if batchnorm else [])
    for p in params:
        p.requires_grad_()
    optimizer = torch.optim.SGD(params, lr, momentum=0.9, fused=True)
    seen = []
    for _ in range(n_steps):
        batch = torch.randint(512, (128,))
        h = weights[0] @ x[:, :, batch]
        for weight, scale, shift in zip(weights[1:-1], scales, shifts):
            h = weight @ h
            if batchnorm:  # every unit is normalized over the samples
                h = scale * instance_norm(h)
            h = (h + shift).relu()
        logits = (weights[-1] @ h).squeeze(1)
        optimizer.zero_grad()
        softplus(-y[:, batch] * logits).mean(1).sum().backward()
        optimizer.step()
        right = (logits > 0) == (y[:, batch] > 0)
        seen.append(right.float().mean(1))
    return torch.stack(seen[-10:]).mean(0)


bounds = {
    "he_lr_0_03": 0.9,
    "bn_lr_0_03": 0.9,
    "he_lr_0_5": 0.7,
    "bn_lr_0_5": 0.9,
}
for name, bound in bounds.items():
    batchnorm, lr = name[:2] == "bn", float(name[6:].replace("_", "."))
    runs = accuracy(batchnorm, lr)
    print(name, *(f"{value:.2f}" for value in runs))
    below = name == "he_lr_0_5"
    assert runs.max() < bound if below else runs.min() > bound
    print(f"{name}_{'below' if below else 'above'} = {bound}")
