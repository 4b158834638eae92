"""一行 NaN 毁掉所有参数 | One row with NaN ruins every parameter

tags: proof, nan, data, isfinite, checkpoint
"""
import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
x = torch.randn(64, 4)
y = x.sum(1, keepdim=True)
model = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 1))
good = {name: p.clone() for name, p in model.state_dict().items()}


def train(x, y):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


x[5, 2] = torch.nan  # fault: one missing value
print(f"loss = {train(x, y)}")
finite = x.isfinite().all(dim=1)  # test: which rows?
print(f"bad_rows = {(~finite).nonzero().flatten().tolist()}")
clean = x[finite], y[finite]
print(f"clean_rows_only = {train(*clean)}")  # the parameters are NaN by now
model.load_state_dict(good)  # cure: clean rows and good parameters
loss = train(*clean)
print(f"clean_rows_and_parameters = {'trains' if loss < 0.1 else loss}")
assert loss < 0.1
