"""Measure what the README states: the snippet stage beside its rivals, an edit, memory, the weight of pages."""

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from scripts import run, snippets
from scripts.snippets import Snippet
from tests import browsing

ROOT = Path(__file__).parent.parent
WORKERS = os.cpu_count() or 1
EVERY = 4  # the rivals run every fourth snippet, and so does the build beside them
EMPTY = Snippet("bench/empty", {}, (), "", '"""空 | Empty"""\n')
ADDRESS = "http://127.0.0.1:8000/zh/understand/initialization/"
EDITED = "snippets/understand/constant_init.py"


def timed(work) -> tuple[float, object]:
    """Return how many seconds `work()` took, and what it returned."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def in_kernel(snippet: Snippet) -> None:
    cell = nbformat.v4.new_code_cell(snippet.source)
    NotebookClient(nbformat.v4.new_notebook(cells=[cell]), timeout=300, kernel_name="python3").execute()


def in_python(snippet: Snippet) -> None:
    environment = os.environ | run.FIXED | {"MPLBACKEND": "Agg"}
    subprocess.run([sys.executable, snippet.path], env=environment, capture_output=True, check=True)


def each(work, found: list[Snippet]) -> float:
    """Return the seconds that `work` needs for all snippets, with as many workers as the build has."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return timed(lambda: list(pool.map(work, found)))[0]


def snippet_stage() -> None:
    found = snippets.discover()
    cold, runs = timed(lambda: run.run_all(found, fresh=True))
    floor = max(sum(made.cpu for made in runs) / WORKERS, max(made.cpu for made in runs))
    empty = [run.execute(EMPTY).wall for _ in range(10)]
    some = found[::EVERY]
    ours = timed(lambda: run.run_all(some, fresh=True))[0]
    kernels, pythons = each(in_kernel, some), each(in_python, some)
    run.run_all(found)
    warm = timed(lambda: run.run_all(snippets.discover()))[0]
    print(f"cores = {WORKERS}\nsnippets = {len(found)}")
    print(
        f"sum_of_cpu_s = {sum(made.cpu for made in runs):.1f}\nlongest_snippet_s = {max(made.cpu for made in runs):.1f}"
    )
    print(
        f"cold_snippet_stage_s = {cold:.1f}\ncold_limit_s = {1.25 * floor + 3:.1f}\ncold_over_floor = {cold / floor:.2f}"
    )
    print(f"overhead_per_snippet_s = {statistics.median(empty):.3f}")
    print(f"compared_snippets = {len(some)}")
    print(f"speedup_vs_nbclient = {kernels / ours:.1f}\nspeedup_vs_python = {pythons / ours:.1f}")
    print(f"warm_snippet_stage_s = {warm:.2f}")


def tree_memory(process: psutil.Process) -> int:
    """Return the bytes that a process and its descendants hold, shared pages counted once."""
    total = 0
    for member in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            memory = member.memory_full_info()
            total += getattr(memory, "pss", memory.uss)
    return total


def copy_of_project(folder: Path) -> Path:
    """Copy what a build needs, run cache included."""
    for name in ("docs", "snippets", "scripts", ".cache"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


def cold_build(folder: Path) -> None:
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    started, peak = time.perf_counter(), 0
    process = psutil.Popen([sys.executable, "-m", "scripts.build"], cwd=folder, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max(peak, tree_memory(process))
        time.sleep(0.3)
    assert process.returncode == 0, "the build failed: make site tells why"
    print(f"cold_build_s = {time.perf_counter() - started:.1f}\npeak_memory_gb = {peak / 1e9:.2f}")
    warm = timed(
        lambda: subprocess.run(
            [sys.executable, "-m", "scripts.build"], cwd=folder, stderr=subprocess.DEVNULL, check=True
        )
    )[0]
    print(f"warm_build_s = {warm:.1f}")


def page_text() -> str:
    with contextlib.suppress(OSError), urllib.request.urlopen(ADDRESS, timeout=30) as answer:
        return answer.read().decode()
    return ""


def wait_until_page_has(text: str, seconds: float = 120) -> float:
    started = time.perf_counter()
    while text not in page_text():
        assert time.perf_counter() - started < seconds, f"the preview never showed {text}"
        time.sleep(0.1)
    return time.perf_counter() - started


def edit(folder: Path) -> None:
    """Measure from saving a snippet to its new output on the page."""
    server = subprocess.Popen([sys.executable, "-m", "scripts.edit", "zh"], cwd=folder, stderr=subprocess.DEVNULL)
    try:
        wait_until_page_has("constant_init.py")
        time.sleep(5)  # a person reads before the first edit; the fork server loads torch meanwhile
        path = folder / EDITED
        path.write_text(path.read_text(encoding="utf-8") + 'print("edited = 1")\n', encoding="utf-8")
        print(f"edit_to_page_s = {wait_until_page_has('edited = 1'):.1f}")
    finally:
        for child in psutil.Process(server.pid).children(recursive=True):
            child.kill()
        server.kill()


def weights() -> None:
    """Weigh each page as a first visit does, gzipped, without the search index."""
    with browsing.serving(browsing.site_server()) as address, browsing.chromium() as browser:
        for page in browsing.pages():
            weight = browsing.weigh(f"{address}{page}/", browser)
            print(
                f"{page:<52} {weight['total']:6.1f} kB, JavaScript {weight['js']:5.1f} kB, {weight['requests']} requests"
            )


def main() -> None:
    snippet_stage()
    with tempfile.TemporaryDirectory() as name:
        folder = copy_of_project(Path(name))
        cold_build(folder)
        edit(folder)
    weights()


if __name__ == "__main__":
    main()
