"""The tools that readers copy name each planted fault, and raise no alarm over healthy nets."""

import runpy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

gradient_report = runpy.run_path("snippets/faq/gradient_report.py")["gradient_report"]
first_nonfinite = runpy.run_path("snippets/faq/first_nonfinite.py")["first_nonfinite"]
SEEDS = range(5)
HEALTHY = "no problem found"


class Recurrent(nn.Module):
    """Tokens -> embedding (with sparse gradients) -> LSTM -> classes."""

    def __init__(self, sparse: bool = True):
        super().__init__()
        self.embedding = nn.Embedding(200, 24, sparse=sparse)
        self.lstm = nn.LSTM(24, 48, num_layers=2, batch_first=True)
        self.head = nn.Linear(48, 10)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.lstm(self.embedding(tokens))[0][:, -1])


class Decoder(nn.Module):
    """A causal transformer whose embedding is its output layer too."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(200, 32)
        nn.init.normal_(self.embedding.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, 3, enable_nested_tensor=False)
        self.head = nn.Linear(32, 200, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.shape[1])
        return self.head(self.blocks(self.embedding(tokens), mask=mask, is_causal=True))[:, -1]


def mlp(depth: int = 6, activation: Callable[[], nn.Module] = nn.ReLU, gain: float = 2**0.5) -> nn.Sequential:
    """He initialization unless another gain is given; the last layer gives 10 classes."""
    layers = [m for _ in range(depth) for m in (nn.Linear(64, 64), activation())]
    for layer in layers[::2]:
        nn.init.normal_(layer.weight, std=gain / 8)
    return nn.Sequential(*layers, nn.Linear(64, 10))


def cnn() -> nn.Sequential:
    convolve = [m for a, b in ((3, 16), (16, 32), (32, 32)) for m in (nn.Conv2d(a, b, 3), nn.BatchNorm2d(b), nn.ReLU())]
    return nn.Sequential(*convolve, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))


def vectors() -> Tensor:
    return torch.randn(64, 64)


def images() -> Tensor:
    return torch.randn(32, 3, 12, 12)


def tokens() -> Tensor:
    return torch.randint(200, (32, 16))


def copy(model: nn.Module) -> dict[str, Tensor]:
    return {name: p.detach().clone() for name, p in model.named_parameters()}


def backward(model: nn.Module, x: Tensor, autocast: bool = False, scale: float = 1.0) -> None:
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        loss = F.cross_entropy(model(x).float(), torch.randint(10, (len(x),)))
    (scale * loss).backward()


def step(model: nn.Module, x: Tensor, optimizer: torch.optim.Optimizer, steps: int = 1, **how) -> str:
    """Train for some steps; report on the last with its update."""
    for _ in range(steps):
        optimizer.zero_grad()
        backward(model, x, **how)
        before = copy(model)
        optimizer.step()
    return gradient_report(model, before)


NETS = {"mlp": (mlp, vectors), "cnn": (cnn, images), "lstm": (Recurrent, tokens), "transformer": (Decoder, tokens)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("autocast", [False, True], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("net", NETS)
def test_no_alarm_over_a_healthy_net(net: str, autocast: bool, seed: int) -> None:
    torch.manual_seed(seed)
    make, inputs = NETS[net]
    model = make()
    backward(model, inputs(), autocast)
    assert gradient_report(model) == HEALTHY
    assert step(model, inputs(), torch.optim.SGD(model.parameters(), 0.05), 5, autocast=autocast) == HEALTHY
    if net != "lstm":  # Adam takes no sparse gradients
        model = make()
        assert step(model, inputs(), torch.optim.Adam(model.parameters()), 5) == HEALTHY


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("net", NETS)
def test_no_alarm_over_frozen_parts(net: str, seed: int) -> None:
    """Frozen parameters have no gradient, or an old one; the rest is healthy."""
    torch.manual_seed(seed)
    make, inputs = NETS[net]
    model = make()
    backward(model, inputs())
    named = list(model.named_parameters())
    for _, p in named[: len(named) // 2]:
        p.requires_grad_(False)
    named[0][1].grad = None
    assert gradient_report(model) == HEALTHY


def test_no_alarm_behind_a_layer_that_starts_at_zero() -> None:
    """LoRA's second matrix: at step 0 the first one gets exact zeros, and the update has no ratio."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 8, bias=False), nn.Linear(8, 10))
    nn.init.zeros_(model[1].weight)
    assert step(model, vectors(), torch.optim.Adam(model.parameters())) == HEALTHY


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_any_dtype_of_weights(dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    model = mlp().to(dtype)
    backward(model, vectors().to(dtype))
    assert gradient_report(model) == HEALTHY


def test_norms_do_not_underflow(capsys) -> None:
    model = nn.Linear(64, 64, bias=False)
    model.weight.grad = torch.full((64, 64), 1e-30)
    assert model.weight.grad.norm() == 0
    gradient_report(model)
    assert "6.4e-29" in capsys.readouterr().out


def test_the_table_has_a_row_for_every_parameter(capsys) -> None:
    torch.manual_seed(0)
    model = Decoder()
    backward(model, tokens())
    model.blocks.requires_grad_(False)
    gradient_report(model)
    rows = capsys.readouterr().out.splitlines()[1:-1]
    assert len(rows) == len(list(model.parameters()))
    assert sum(row.endswith("(frozen)") for row in rows) == len(list(model.blocks.parameters()))


def poisoned(model: nn.Sequential, at: int) -> nn.Sequential:
    """Make the gradient that reaches layer `at` NaN, the forward pass being finite."""
    model[at].register_full_backward_hook(lambda m, before, after: (before[0] * torch.nan,))
    return model


def dead(share: float) -> nn.Sequential:
    model = mlp()
    with torch.no_grad():
        model[4].bias[: int(64 * share)] = -100
    return model


def all_zero() -> nn.Sequential:
    model = mlp()
    for p in model.parameters():
        nn.init.zeros_(p)
    return model


class Disconnected(nn.Module):
    """The loss does not reach the body (detached) or the spare part (unused)."""

    def __init__(self, detached: bool):
        super().__init__()
        self.detached, self.body, self.head = detached, nn.Linear(64, 64), nn.Linear(64, 10)
        if not detached:
            self.spare = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        body = self.body(x)
        return self.head(body.detach() if self.detached else body)


class Elman(nn.Module):
    """A linear recurrence whose factor per step is 1.5: over 60 steps it explodes."""

    def __init__(self):
        super().__init__()
        self.step, self.head = nn.Linear(64, 64, bias=False), nn.Linear(64, 10)
        nn.init.orthogonal_(self.step.weight, 1.5)

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(60):
            x = self.step(x)
        return self.head(x)


# fmt: off
FAULTS = {  # what is planted: (the net, the verdict's first words, the parameter it names)
    "sigmoid": (lambda: mlp(12, nn.Sigmoid), "vanishing,", "0.weight"),
    "small weights": (lambda: mlp(12, nn.Tanh, gain=0.2), "vanishing,", "0.weight"),
    "sigmoid until float32 gives 0": (lambda: mlp(80, nn.Sigmoid, gain=0.5), "vanishing,", ""),
    "large weights": (lambda: mlp(12, nn.ReLU, gain=4), "exploding,", ""),
    "recurrence": (Elman, "exploding,", "step.weight"),
    "batch norm, no skips": (lambda: mlp(80, lambda: nn.Sequential(nn.BatchNorm1d(64), nn.ReLU())), "exploding,", "0.weight"),
    "a dead layer": (lambda: dead(1), "zero gradient,", ""),
    "all weights zero": (all_zero, "zero gradient,", ""),
    "dead units": (lambda: dead(0.9), "dead units,", "4.weight"),
    "NaN in backward": (lambda: poisoned(mlp(), 6), "not finite,", "4.bias"),
    "an unused part": (lambda: Disconnected(False), "no gradient,", "spare.weight"),
    "a detached part": (lambda: Disconnected(True), "no gradient,", "body.weight"),
}
# fmt: on


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_has_its_verdict(fault: str, seed: int) -> None:
    torch.manual_seed(seed)
    make, verdict, place = FAULTS[fault]
    model = make()
    backward(model, vectors())
    told = gradient_report(model)
    assert told.startswith(verdict) and f": {place}" in told


# fmt: off
STEPS = {  # what is planted: (optimizer of a model, the verdict's first words)
    "SGD too fast": (lambda m: torch.optim.SGD(m.parameters(), 30.0), "update too large,"),
    "Adam too fast": (lambda m: torch.optim.Adam(m.parameters(), 0.1), "update too large,"),
    "SGD too slow": (lambda m: torch.optim.SGD(m.parameters(), 1e-7), "update too small,"),
    "Adam too slow": (lambda m: torch.optim.Adam(m.parameters(), 1e-9), "update too small,"),
    "lr is zero": (lambda m: torch.optim.SGD(m.parameters(), 0.0), "update too small,"),
    "the parameters of another model": (lambda m: torch.optim.Adam(mlp().parameters()), "update too small,"),
}
# fmt: on


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", STEPS)
def test_a_faulty_step_has_its_verdict(fault: str, seed: int) -> None:
    torch.manual_seed(seed)
    make, verdict = STEPS[fault]
    model = mlp()
    assert step(model, vectors(), make(model)).startswith(verdict)


def test_everything_frozen_and_no_backward() -> None:
    model = mlp()
    assert gradient_report(model).startswith("no gradient,")
    assert gradient_report(model.requires_grad_(False)).startswith("no gradient,")


class Branches(nn.Module):
    """Takes a tuple, gives a dict of a tuple; one branch may break."""

    def __init__(self, breaks: bool):
        super().__init__()
        self.breaks, self.left, self.right = breaks, nn.Linear(64, 10), nn.Linear(64, 10)

    def forward(self, pair: tuple[Tensor, Tensor]) -> dict:
        right = self.right(pair[1])
        return {"both": (self.left(pair[0]), right.log() if self.breaks else right), "nothing": None}


def hooks(model: nn.Module) -> int:
    """Count every hook that is left on the model."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    count = sum(len(getattr(m, kind)) for m in model.modules() for kind in kinds)
    return count + sum(len(p._backward_hooks or ()) for p in model.parameters())


@pytest.mark.parametrize("net", NETS)
def test_first_nonfinite_finds_nothing_in_a_healthy_net(net: str) -> None:
    torch.manual_seed(0)
    make, inputs = NETS[net]
    model = make()
    for p in list(model.parameters())[:2]:
        p.requires_grad_(False)
    x = inputs()
    with torch.autocast("cpu", torch.bfloat16):
        found = first_nonfinite(model, lambda: model(x).float().logsumexp(1).mean())
    assert found == "nowhere"
    assert hooks(model) == 0


@pytest.mark.parametrize("breaks, place", [(True, "output of model"), (False, "nowhere")])
def test_first_nonfinite_looks_into_tuples_and_dicts(breaks: bool, place: str) -> None:
    torch.manual_seed(0)
    model = Branches(breaks)
    x = torch.randn(16, 64), torch.randn(16, 64)
    assert first_nonfinite(model, lambda: sum(y.mean() for y in model(x)["both"])) == place
    bad = x[0], x[1] / 0
    assert first_nonfinite(model, lambda: model(bad)["both"][0].mean()) == "input of model"


@pytest.mark.parametrize("where", ["parameter", "forward", "loss", "backward"])
def test_first_nonfinite_names_the_place(where: str) -> None:
    torch.manual_seed(0)
    model, x = mlp(), vectors()
    if where == "parameter":
        model[2].weight.data[0, 0] = torch.nan
    elif where == "forward":
        model[4].bias.data.fill_(3e38)
        model[4].weight.data.mul_(1e38)
    elif where == "backward":
        poisoned(model, 6)
    loss = {"loss": lambda: (model(x).mean() * 0).log()}.get(where, lambda: model(x).mean())
    places = {"parameter": "parameter 2.weight", "forward": "output of 4", "loss": "loss"}
    assert first_nonfinite(model, loss).startswith(places.get(where, "gradient of 4."))


def test_first_nonfinite_takes_its_hooks_away_after_an_error() -> None:
    model = mlp()
    with pytest.raises(RuntimeError):
        first_nonfinite(model, lambda: model(torch.randn(2, 3)).mean())
    assert hooks(model) == 0
