"""A tiny project that the tests may break, and the command lines they break it with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"


class Project:
    """A small but whole project in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        shutil.copytree(TINY, folder, dirs_exist_ok=True)
        shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "docs" / "theme", folder / "docs" / "theme")
        shutil.copy(ROOT / "docs" / "words.toml", folder / "docs")
        configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[0]
        nav = (TINY / "nav.yml").read_text(encoding="utf-8")
        (folder / "mkdocs.yml").write_text(f"{configuration}\n{nav}", encoding="utf-8")

    def path(self, name: str) -> Path:
        return self.folder / name

    def read(self, name: str) -> str:
        return self.path(name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{name} does not hold {old!r}"
        self.write(name, text.replace(old, new, 1))

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        return {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | more

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        """Run `python -m arguments…` in the project."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=180,
        )

    def problems(self, *arguments: str, **variables: str) -> list[str]:
        """Run a command that must fail; return the lines it says, runs and progress left out."""
        done = self.run(*arguments, **variables)
        assert done.returncode, f"{arguments} did not fail:\n{done.stdout}{done.stderr}"
        lines = (done.stdout + done.stderr).splitlines()
        assert not any(line.startswith("Traceback") for line in lines), "\n".join(lines)
        return [line for line in lines if ": " in line and not line.startswith(("  ran", "warning"))]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A tiny project, built once; tests read it and leave it as it is."""
    project = Project(tmp_path_factory.mktemp("built") / "tiny")
    done = project.run("scripts.build")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.fixture
def project(tmp_path, built):
    """A tiny project to break; what its snippets and labs gave is remembered, so that only the broken one runs."""
    project = Project(tmp_path / "tiny")
    for name in ("runs", "labs"):
        shutil.copytree(built.path(f".cache/{name}"), project.path(f".cache/{name}"))
    return project
