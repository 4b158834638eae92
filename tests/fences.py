"""What the code fences of the pages run in under pytest-markdown-docs: a quiet backend, a folder of their own, fresh state."""

import os
import sys

import pytest

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def fresh_state(request, tmp_path, monkeypatch):
    """Give back what a snippet may have changed in the process: current folder, dtype, figures, gradient mode."""
    if request.node.nodeid.startswith("tests/"):
        yield
        return
    monkeypatch.chdir(tmp_path)
    yield
    if torch := sys.modules.get("torch"):
        torch.autograd.set_detect_anomaly(False)
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
