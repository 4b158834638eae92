"""Run: Snippet -> Run, once per environment."""

import hashlib
import json
import multiprocessing
import multiprocessing.forkserver
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from scripts.problems import Problem, Problems
from scripts.snippets import Snippet, discover

HERE = Path(__file__).parent
CACHE = Path(".cache/runs")
STYLE = HERE / "figures.mplstyle"
LIBRARIES = ("torch", "numpy", "matplotlib")
LIMIT = float(os.environ.get("SNIPPET_SECONDS", 60))
STARTING = 120  # seconds that a busy machine may need to load torch
METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
FIXED = {
    "MATPLOTLIBRC": str(STYLE),
    "SOURCE_DATE_EPOCH": "0",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Run:
    """One execution of a snippet in an environment."""

    snippet: Snippet
    output: str
    figures: dict[str, str]
    seeds: list[int]
    cpu: float
    wall: float
    cached: bool

    @property
    def values(self) -> dict[str, str]:
        """The printed lines `name = text`."""
        return {name: text for name, text, _ in printed(self.output)}

    @property
    def seeds_told(self) -> str:
        """The seeds the run was given, as a reader would say them: "0", "0–4", "0, 7" or ""."""
        first, last = (min(self.seeds), max(self.seeds)) if self.seeds else (0, -1)
        if last - first > 1 and self.seeds == list(range(first, last + 1)):
            return f"{first}–{last}"
        return ", ".join(map(str, self.seeds))


def printed(output: str) -> list[tuple[str, str, int]]:
    """Return (name, text, line) of every printed line `name = text`."""
    return [
        (found[1], found[2].strip(), number)
        for number, line in enumerate(output.splitlines(), 1)
        if (found := re.fullmatch(r"([a-z]\w*) = (.+)", line))
    ]


@cache
def versions() -> dict[str, str]:
    """Return what a reader needs to know of the environment."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: version(name).partition("+")[0] for name in LIBRARIES}}


def environment() -> str:
    """Return everything besides the source that can change an output."""
    fixed = {name: value for name, value in FIXED.items() if name != "MATPLOTLIBRC"}  # its text counts, not its path
    return json.dumps([versions(), fixed, STYLE.read_text(), (HERE / "child.py").read_text()])


def environment_key() -> str:
    return hashlib.sha256(environment().encode()).hexdigest()[:12]


def key(snippet: Snippet) -> str:
    return hashlib.sha256(f"{environment()}\n{snippet.source}".encode()).hexdigest()


def digest(run: dict) -> str:
    return hashlib.sha256(json.dumps([run["output"], run["figures"], run["seeds"]]).encode()).hexdigest()


def warn(message: str) -> None:
    print(f"warning: {message}", file=sys.stderr)


def recall(snippet: Snippet) -> Run | None:
    """Return the remembered run; a damaged one is told, forgotten and made again."""
    path = CACHE / f"{key(snippet)}.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["digest"] != digest(kept):
            raise ValueError("digest differs")
        return Run(snippet, kept["output"], kept["figures"], kept["seeds"], kept["cpu"], 0.0, True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        warn(f"{path}:1: damaged ({error}); {snippet.name} runs again")
        return None


def remember(run: Run) -> None:
    """Keep a successful run; a cache that cannot be written costs time, not truth."""
    kept = {"output": run.output, "figures": run.figures, "seeds": run.seeds, "cpu": round(run.cpu, 2)}
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        path = CACHE / f"{key(run.snippet)}.json"
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(kept | {"digest": digest(kept)}), encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        warn(f"{CACHE}:1: cannot be written ({error.strerror}); {run.snippet.name} will run again next time")


def launcher():
    """Return the context that starts children with all they need already loaded."""
    os.environ.update(FIXED)
    context = multiprocessing.get_context(METHOD)
    if METHOD == "forkserver":
        # A child loads the program that asks as well: with it in the server that costs nothing.
        asking = getattr(sys.modules["__main__"], "__spec__", None)
        context.set_forkserver_preload(["scripts.child", *([asking.name] if asking else [])])
    return context


def warm_up() -> None:
    """Load torch in the fork server now, so that the first edit does not wait for it."""
    launcher()
    if METHOD == "forkserver":
        multiprocessing.forkserver.ensure_running()


def target(*arguments) -> None:
    """What a child does; scripts.child is loaded there, never in the process that asks."""
    from scripts import child

    child.execute(*arguments)


def overdue(started: float, begun: Path) -> bool:
    """Return whether a child has had its time: LIMIT from when it begins, the loading of torch not counted."""
    if begun.exists():
        return time.time() - begun.stat().st_mtime > LIMIT
    return time.perf_counter() - started > LIMIT + STARTING


def execute(snippet: Snippet, seed: int = 0, threads: int = 1, stopped: threading.Event | None = None) -> Run:
    """Run one snippet in a fresh child.

    Raises:
        Problems: it failed, hung, died, or did not raise what it declares.
    """
    started = time.perf_counter()
    folder = tempfile.mkdtemp(prefix="snippet-")
    child = launcher().Process(target=target, args=(snippet.source, snippet.path, folder, seed, threads))
    try:
        child.start()
        while child.is_alive() and not overdue(started, Path(folder, "begun")) and not (stopped and stopped.is_set()):
            child.join(0.05)
        hung = child.is_alive()
        if hung:
            child.kill()
            child.join()
        result = Path(folder, "result.json")
        if hung or child.exitcode or not result.exists():
            raise Problems([died(snippet, hung, child.exitcode, Path(folder, "stderr"))])
        made = json.loads(result.read_text(encoding="utf-8"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    run = Run(
        snippet, made["output"], made["figures"], made["seeds"], made["cpu"], time.perf_counter() - started, False
    )
    judge(run, made["problem"])
    return run


def died(snippet: Snippet, hung: bool, status: int, stderr: Path) -> Problem:
    """Say how a child ended that left no result."""
    cure = f"run it alone: python {snippet.path}"
    if hung:
        return Problem(snippet.path, 1, f"did not end in {LIMIT:g} s", "make it smaller")
    if status < 0:
        return Problem(snippet.path, 1, f"was killed by signal {-status} ({signal.Signals(-status).name})", cure)
    last = stderr.read_text(encoding="utf-8").strip().splitlines()[-1:] if status and stderr.exists() else []
    return Problem(
        snippet.path, 1, f"ended itself with status {status} {' '.join(last)}", "let the program end by itself"
    )


def judge(run: Run, problem: dict | None) -> None:
    """Raise Problems if the run is not what its snippet promises."""
    snippet, found = run.snippet, []
    if snippet.expect:
        if problem is None:
            found.append(
                Problem(snippet.path, 1, f"did not raise {snippet.expect}", "mend it, or drop its expect: line")
            )
        elif not problem["error"].startswith(snippet.expect):
            found.append(
                Problem(
                    snippet.path,
                    problem["line"],
                    f"raised {problem['error']}, not {snippet.expect}",
                    "mend the snippet or its expect: line",
                )
            )
    elif problem:
        found.append(Problem(snippet.path, problem["line"], problem["error"], f"run it alone: python {snippet.path}"))
    seen = {}
    for name, text, _ in printed(run.output):
        if seen.setdefault(name, text) != text:
            line = next((n for n, row in enumerate(snippet.source.splitlines(), 1) if f"{name} =" in row), 1)
            found.append(
                Problem(
                    snippet.path, line, f"prints {name} as {seen[name]} and as {text}", "give each value its own name"
                )
            )
    if found:
        raise Problems(found)


def tell(run: Run) -> None:
    print(f"  ran {run.snippet.name:<44} {run.wall:6.2f} s", file=sys.stderr, flush=True)


def run_all(snippets: list[Snippet], seed: int = 0, threads: int = 1, fresh: bool = False) -> list[Run]:
    """Return the run of every snippet, from the cache where it is there.

    Longest source first is a fair guess at longest run first; the children fill all cores.

    Raises:
        Problems: those of all snippets, once, at the end.
    """
    runs = {} if fresh else {s.name: r for s in snippets if (r := recall(s))}
    todo = [s for s in snippets if s.name not in runs]
    stopped = threading.Event()
    problems = []

    def work(snippet: Snippet) -> None:
        try:
            if stopped.is_set():
                return
            run = execute(snippet, seed, threads, stopped)
            tell(run)
            if not fresh:
                remember(run)
            runs[snippet.name] = run
        except Problems as error:
            problems.extend(error.found)

    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // threads)) as pool:
        futures = [pool.submit(work, s) for s in sorted(todo, key=lambda s: -len(s.source))]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except KeyboardInterrupt:
            stopped.set()
            raise
    for future in futures:
        future.result()
    if problems:
        raise Problems(sorted(problems))
    return [runs[s.name] for s in snippets]


def main() -> None:
    """Run what changed; one line per run, one line per problem."""
    started = time.perf_counter()
    try:
        runs = run_all(discover())
    except Problems as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit("interrupted; nothing is lost, the next build goes on from here") from None
    fresh = sum(not run.cached for run in runs)
    print(
        f"{len(runs)} snippets: {fresh} ran, {len(runs) - fresh} remembered, {time.perf_counter() - started:.1f} s",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
