"""Inside a run: what plt.show() and capture mean. Loaded only by the processes that run snippets."""

# ruff: noqa: E402 (the collector rests while torch loads: it would look through millions of lasting objects)
import gc

gc.disable()

import io
import json
import os
import sys
import threading
import time
import traceback
import types
import warnings
from multiprocessing import connection, parent_process
from pathlib import Path

import matplotlib
import numpy
import torch
from matplotlib import pyplot
from matplotlib.backends.backend_svg import FigureCanvasSVG as FigureCanvas  # noqa: F401 (a backend has these names)
from matplotlib.backends.backend_svg import FigureManagerSVG as FigureManager  # noqa: F401

FIGURES: dict[str, str] = {}
SEEDS: set[int] = set()
OUTSIDE = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.posix_spawn"}


def show(*args, **kwargs):
    """Keep each open figure as SVG under the name given by `num`, then close it."""
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        name = figure.get_label()
        if not name:
            raise ValueError('a figure has no name; write plt.subplots(num="name")')
        if name in FIGURES:
            raise ValueError(f'the figure "{name}" is shown twice; give each its own num')
        figure.savefig("figure.svg", format="svg", metadata={"Date": None, "Creator": None})
        FIGURES[name] = Path("figure.svg").read_text(encoding="utf-8")
    pyplot.close("all")


def forbid(event: str, arguments: tuple) -> None:
    """Audit hook: a snippet reads no network, starts no program, writes only in its own folder."""
    if event in OUTSIDE:
        raise PermissionError(f"a snippet may not use {event}; keep it to computation")
    writes = event == "open" and isinstance(arguments[0], str) and set(arguments[1] or "") & set("wax+")
    if writes and not os.path.abspath(arguments[0]).startswith((os.getcwd(), os.devnull)):
        raise PermissionError(f"a snippet may not write {arguments[0]}; write in the current folder")


def follow_parent() -> None:
    """End this process when the one that asked for it is gone, so that no orphan computes on."""
    connection.wait([parent_process().sentinel])
    os._exit(1)


def failure(error: BaseException, path: str) -> dict:
    """Return where in the snippet `error` came from and what it says."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    message = traceback.format_exception_only(error)[-1].strip()
    if isinstance(error, SystemExit):
        message = "calls sys.exit"
    return {"line": lines[-1] if lines else 1, "error": " ".join(message.split())}


def execute(source: str, path: str, folder: str, seed: int, threads: int) -> None:
    """Run `source` in `folder`; leave result.json there: output, figures, seeds, error, CPU seconds.

    `seed` is added to every seed the snippet sets (0: run as written).
    """
    threading.Thread(target=follow_parent, daemon=True).start()
    os.chdir(folder)
    Path("begun").touch()
    started = time.process_time()
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (it stays open as long as the process)
    torch.set_num_threads(threads)
    note_seeds(seed)
    warnings.simplefilter("default")
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    problem = None
    sys.addaudithook(forbid)
    try:
        exec(compile(source, path, "exec"), module.__dict__)
        if pyplot.get_fignums():
            raise ValueError("a figure is never shown; call plt.show()")
    except (Exception, SystemExit) as error:
        problem = failure(error, path)
    sys.stdout.flush()
    result = {
        "output": Path("stdout").read_text(encoding="utf-8"),
        "figures": FIGURES,
        "seeds": sorted(SEEDS),
        "problem": problem,
        "cpu": time.process_time() - started,
    }
    Path("result.tmp").write_text(json.dumps(result), encoding="utf-8")
    os.replace("result.tmp", "result.json")


def note_seeds(offset: int) -> None:
    """Keep every seed given to torch or numpy from now on, and add `offset` to it."""

    def noting(seeding):
        def seed_with(seed=None):
            if seed is None:
                return seeding()
            SEEDS.add(seed)
            return seeding(seed + offset)

        return seed_with

    torch.manual_seed = torch.random.manual_seed = noting(torch.manual_seed)
    numpy.random.default_rng = noting(numpy.random.default_rng)


def load_late_parts() -> None:
    """Load now, once in the fork server, what a first optimizer and a first figure load in every fresh Python."""
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))])
    figure, _ = pyplot.subplots()
    figure.savefig(io.StringIO(), format="svg")
    pyplot.close(figure)
    gc.freeze()
    gc.enable()


matplotlib.use("module://scripts.child")
warnings.filterwarnings("ignore", ".*found in sys.modules", RuntimeWarning)  # the program that asks, see run.launcher
load_late_parts()
