"""Every snippet runs, every page pair agrees, every number is what a run printed."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from scripts import check, pages, run, snippets
from scripts.build import SITE
from scripts.snippets import LANGUAGES

SNIPPETS = snippets.discover()


@cache
def runs() -> dict[str, run.Run]:
    return {made.snippet.name: made for made in run.run_all(SNIPPETS)}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.name)
def test_snippet(snippet: snippets.Snippet) -> None:
    """It ran in this environment, holds a lesson, and its output is not empty."""
    made = runs()[snippet.name]
    assert "assert " in snippet.source or snippet.expect, (
        f"{snippet.path}:1: asserts nothing; state the lesson as an assert"
    )
    assert made.output.strip(), f"{snippet.path}:1: prints nothing; print what a page cites"


@pytest.mark.parametrize("path", pages.sources(LANGUAGES[0]))
def test_twins(path: str) -> None:
    zh, en = (pages.read(language, path) for language in LANGUAGES)
    assert [part for part, _ in zh.skeleton] == [part for part, _ in en.skeleton]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", pages.sources(LANGUAGES[0]))
def test_claims(path: str, language: str) -> None:
    """Every number in prose is the one its snippet printed."""
    page = pages.read(language, path)
    cited = [
        (f"{page.file}:{c.line}: {c.source}", c.text, runs()[c.snippet].values.get(c.value))
        for c in page.claims
        if c.value
    ]
    assert [claim for claim in cited if claim[1] != claim[2]] == []


def test_no_problems() -> None:
    assert [str(problem) for problem in check.problems(list(runs().values()))] == []


def test_no_file_is_too_long() -> None:
    sources = [*Path("scripts").glob("*.py"), *Path("tests").glob("*.py"), *Path("docs/theme").rglob("site.*")]
    assert [path for path in sources if path.read_text(encoding="utf-8").count("\n") >= 500] == []


def test_both_languages_show_the_same_code() -> None:
    for snippet in SNIPPETS:
        zh, en = (
            Path(f".cache/fragments/{language}/{snippet.name}.md").read_text(encoding="utf-8") for language in LANGUAGES
        )
        fences = [re.findall(r"^```.*?^```$", text, re.M | re.S) for text in (zh, en)]
        assert fences[0] == fences[1]
        assert snippet.source.rstrip("\n") in en


def test_snippets_json() -> None:
    listed = json.loads((SITE / "snippets.json").read_text(encoding="utf-8"))
    assert listed["versions"] == run.versions()
    assert [entry["name"] for entry in listed["snippets"]] == [snippet.name for snippet in SNIPPETS]
    for entry in listed["snippets"]:
        assert entry["values"] == runs()[entry["name"]].values
        assert entry["titles"].keys() == entry["pages"].keys() == set(LANGUAGES)
        for address in entry["pages"].values():
            path = re.sub(r"^https?://[^/]+/", "", address).partition("#")[0]
            html = (SITE / path / "index.html").read_text(encoding="utf-8")
            assert f'id="{entry["name"].rpartition("/")[2]}"' in html


def test_published_snippets_are_the_files() -> None:
    for snippet in SNIPPETS:
        for language in LANGUAGES:
            assert (SITE / language / snippet.path).read_bytes() == Path(snippet.path).read_bytes()


@pytest.mark.parametrize("command", [["check"], ["format", "--check", "scripts", "tests"]], ids=" ".join)
def test_code_style(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "ruff", *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
