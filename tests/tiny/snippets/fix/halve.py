"""减半 | Halving

tags: test
"""

import matplotlib.pyplot as plt
import torch

torch.manual_seed(0)
norms = torch.randn(8).norm() * 0.5 ** torch.arange(8)
print(f"factor = {norms[1] / norms[0]:.2f}")
print(f"m001 = it halved {len(norms)} times")
assert norms[-1] < norms[0] / 100

fig, ax = plt.subplots(num="norms")
ax.semilogy(norms)
ax.set(xlabel="layer l", ylabel="‖∂ℒ/∂W‖")
plt.show()
