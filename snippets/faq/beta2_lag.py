"""梯度突然变大，β₂ 多久才跟上 | How late β₂ notices that gradients grew

tags: adam, beta2, loss spike, embedding, rare token, second moment
"""
import torch


def adam_steps(level: float, gradients: list[float],
               beta2: float) -> list[float]:
    """|step| / learning rate, after a long time at gradient `level`."""
    p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([p], lr=1.0, betas=(0.9, beta2), eps=1e-12,
                            foreach=False)
    p.grad = torch.full_like(p, level)
    adam.step()  # creates the state; set it to its limit, bias corrected
    adam.state[p]["step"].fill_(1e6)
    adam.state[p]["exp_avg"].fill_(level)
    adam.state[p]["exp_avg_sq"].fill_(level ** 2)
    sizes = []
    for g in gradients:
        before, p.grad = p.detach().clone(), torch.full_like(p, g)
        adam.step()
        sizes.append((p.detach() - before).abs().item())
    return sizes


for beta2 in (0.999, 0.95):
    name = f"b{beta2 * 1000:.0f}"
    # Every gradient grows tenfold and stays there
    grown = adam_steps(1.0, [10.0] * 300, beta2)
    # A rare token: its embedding row gets one gradient, then none
    rare = adam_steps(0.0, [1.0] + [0.0] * 150, beta2)
    print(f"{name}_grown_largest = {max(grown):.2g}")
    print(f"{name}_grown_above_2 = {sum(s > 2 for s in grown)}")
    print(f"{name}_rare_first = {rare[0]:.2g}")
    print(f"{name}_rare_total = {sum(rare):.2g}")
    theory = 0.1 / (1 - beta2) ** 0.5 / (1 - 0.9 / beta2 ** 0.5)
    assert abs(sum(rare) / theory - 1) < 1e-3
