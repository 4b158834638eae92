"""The live preview makes a page anew when something it rests on is newer, and leaves the others alone."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import glossary, preview, render
from tests.conftest import ROOT, TINY

BEFORE, BUILT, AFTER = 1_000, 2_000, 3_000


def touch(path: Path, when: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (when, when))


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The built pages of the tiny project, newer than all they rest on."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TINY / "docs", "docs")
    shutil.copytree(ROOT / "docs" / "theme" / "partials", "docs/theme/partials")
    for path in [Path("mkdocs.yml"), render.WORDS, *Path("docs").rglob("*.*")]:
        touch(path, BEFORE)
    touch(render.FRAGMENTS / "en" / "fix" / "halve.md", BEFORE)
    found = [SimpleNamespace(src_uri=name, abs_dest_path=f"site/{name}.html") for name in ("fix.md", "index.md")]
    for file in found:
        touch(Path(file.abs_dest_path), BUILT)
    return SimpleNamespace(documentation_pages=lambda: found)


def kept(files) -> list[str]:
    preview.forget_stale(files, "en")
    return [file.src_uri for file in files.documentation_pages() if Path(file.abs_dest_path).exists()]


def test_nothing_changed(files) -> None:
    assert kept(files) == ["fix.md", "index.md"]


def test_a_snippet_changed(files) -> None:
    touch(render.FRAGMENTS / "en" / "fix" / "halve.md", AFTER)
    assert kept(files) == ["index.md"]


@pytest.mark.parametrize(
    "path", ["mkdocs.yml", str(render.WORDS), str(glossary.TERMS), "docs/theme/partials/header.html"]
)
def test_what_every_page_rests_on_changed(files, path: str) -> None:
    touch(Path(path), AFTER)
    assert kept(files) == []


def test_unread_pages_keep_their_titles() -> None:
    def page(name: str, modified: bool):
        return SimpleNamespace(file=SimpleNamespace(src_uri=name, is_modified=lambda: modified), title=None)

    pages = [page("fix.md", modified=False), page("index.md", modified=True)]
    preview.name_unread(SimpleNamespace(pages=pages), {"fix.md": "Halve", "index.md": "Old"})
    assert [page.title for page in pages] == ["Halve", None]
