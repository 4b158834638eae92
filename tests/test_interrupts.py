"""A damaged cache, a cache that cannot be written, Ctrl-C: nothing is trusted blindly, nothing is left half done."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

from tests.conftest import Project


def runs_of(project: Project) -> list[Path]:
    return sorted(project.path(".cache/runs").glob("*.json"))


def test_a_damaged_run_is_made_again_with_a_warning(project: Project) -> None:
    [path] = runs_of(project)
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(kept | {"output": kept["output"].replace("0.50", "0.99")}), encoding="utf-8")
    done = project.run("scripts.check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "damaged" in done.stderr and "0.99" not in path.read_text(encoding="utf-8")


def test_a_truncated_run_is_made_again(project: Project) -> None:
    [path] = runs_of(project)
    path.write_bytes(path.read_bytes()[:100])
    done = project.run("scripts.check")
    assert done.returncode == 0 and "damaged" in done.stderr


def test_a_cache_that_cannot_be_written_is_bypassed_with_a_warning(project: Project) -> None:
    for path in runs_of(project):
        path.unlink()
    project.path(".cache/runs").rmdir()
    project.write(".cache/runs", "a file where the folder should be: not even root can write into it")
    done = project.run("scripts.check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "cannot be written" in done.stderr


def test_only_success_is_remembered(project: Project) -> None:
    project.replace("snippets/fix/halve.py", "norms[0] / 100", "norms[0] / 1e9")
    for _ in range(2):
        assert any("AssertionError" in line for line in project.problems("scripts.run"))
    assert len(runs_of(project)) == 1


def descendants_with(mark: str) -> list[psutil.Process]:
    """Return the processes that carry `mark` in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get("TEST_MARK") == mark:
                found.append(process)
        except psutil.Error:
            continue
    return found


def wait_for(condition, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def interrupt(project: Project, mark: str, ready, kind: int) -> str:
    """Start a build, send it a signal once `ready()`, return what it said."""
    process = subprocess.Popen(
        project.command("scripts.build"),
        cwd=project.folder,
        env=project.environment(TEST_MARK=mark),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background inherit it ignored
    )
    wait_for(ready, 60, "the build never came to the point to interrupt")
    os.killpg(process.pid, kind)
    said = process.communicate(timeout=30)[1]
    assert process.returncode != 0
    wait_for(lambda: not descendants_with(mark), 20, f"orphans: {descendants_with(mark)}")
    return said


def slow(project: Project) -> None:
    """Add a snippet that says when it has begun and then computes for long."""
    project.write(
        "snippets/fix/slow.py",
        '"""慢 | Slow\n\ntags: test\n"""\nimport time\n\nprint("begun", flush=True)\ntime.sleep(50)\n',
    )


def has_begun(mark: str) -> bool:
    folders = [process.cwd() for process in descendants_with(mark)]
    return any(Path(f, "stdout").exists() and "begun" in Path(f, "stdout").read_text() for f in folders)


def test_interrupt_while_snippets_run(project: Project, tmp_path: Path) -> None:
    slow(project)
    project.write("site/index.html", "the last good site")
    said = interrupt(project, str(tmp_path), lambda: has_begun(str(tmp_path)), signal.SIGINT)
    assert said.splitlines()[-1].startswith("interrupted; site/ is as it was"), said
    assert project.read("site/index.html") == "the last good site"
    project.path("snippets/fix/slow.py").unlink()
    done = project.run("scripts.build")
    assert done.returncode == 0, done.stderr


def test_a_killed_build_leaves_no_orphans(project: Project, tmp_path: Path) -> None:
    slow(project)
    process = subprocess.Popen(
        project.command("scripts.build"), cwd=project.folder, env=project.environment(TEST_MARK=str(tmp_path))
    )
    wait_for(lambda: has_begun(str(tmp_path)), 60, "the snippet never began")
    process.kill()
    process.wait()
    wait_for(lambda: not descendants_with(str(tmp_path)), 20, f"orphans: {descendants_with(str(tmp_path))}")


def test_interrupt_while_pages_are_made(project: Project, tmp_path: Path) -> None:
    project.write("site/index.html", "the last good site")
    said = interrupt(project, str(tmp_path), project.path(".cache/site").exists, signal.SIGINT)
    assert "Traceback" not in said and said.splitlines()[-1].startswith("interrupted"), said
    assert project.read("site/index.html") == "the last good site"
    assert project.run("scripts.build").returncode == 0


def test_a_build_stopped_between_its_last_two_steps_gives_the_old_site_back(project: Project) -> None:
    project.write(".cache/site-before/index.html", "the last good site")
    project.replace("docs/zh/fix.md", "[0.50]", "[0.51]")
    assert project.run("scripts.build").returncode != 0
    assert project.read("site/index.html") == "the last good site"
