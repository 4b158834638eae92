"""五个常见报错与改法 | Five common errors, each with its cure

tags: RuntimeError, IndexError, ValueError, in-place, backward, batchnorm
"""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
rnn = nn.RNN(4, 8)
chunks = torch.randn(3, 5, 1, 4)
x = torch.randn(3, 4, requires_grad=True)


def two_chunks(detach: bool, **options) -> None:
    optimizer = torch.optim.SGD(rnn.parameters(), 0.01)
    hidden = torch.zeros(1, 1, 8)
    for chunk in chunks:
        hidden = hidden.detach() if detach else hidden
        out, hidden = rnn(chunk, hidden)
        optimizer.zero_grad()
        out.square().mean().backward(**options)
        optimizer.step()


def in_place(cure: bool) -> None:
    h = x.sigmoid()
    if cure:
        h = h + 1
    else:
        h += 1  # sigmoid's backward needs the output it returned
    h.sum().backward()


def labels(cure: bool) -> None:
    target = torch.tensor([1, 10, 3])
    classes = int(target.max()) + 1 if cure else 10
    F.cross_entropy(torch.randn(3, classes), target)


def one_value(cure: bool) -> None:
    layer = nn.LayerNorm(4) if cure else nn.GroupNorm(4, 4)
    layer(torch.randn(1, 4))


ERRORS = {
    "backward_twice": two_chunks,
    "retain_graph": lambda cure: two_chunks(cure, retain_graph=True),
    "in_place": in_place, "label": labels, "one_value": one_value}
for name, f in ERRORS.items():
    text = ""
    try:
        f(False)
    except (RuntimeError, IndexError, ValueError) as error:
        text = str(error).partition(", got")[0].partition(": [")[0]
        print(f"{name} = {type(error).__name__}: {text.split(' (or ')[0]}")
    assert text, f"{name} raised nothing"
    f(True)  # the cure raises nothing
