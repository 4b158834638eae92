"""Preview: what an edit makes stale. `mkdocs serve --dirty` makes only pages anew that are older than their source."""

from collections.abc import Iterator
from pathlib import Path

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from scripts import glossary, pages, render


def shared() -> Iterator[Path]:
    """Yield the files that every page rests on."""
    yield from (Path("mkdocs.yml"), glossary.TERMS, render.WORDS)
    yield from (path for path in (pages.DOCS / "theme").rglob("*") if path.is_file())


def made_for(language: str, path: str) -> Iterator[Path]:
    """Yield the fragments and figures that a page shows."""
    page = pages.read(language, path)
    for name, _ in page.references:
        yield render.FRAGMENTS / language / f"{name}.md"
    for name, _ in page.figures:
        yield render.FIGURES / language / f"{name}.svg"


def changed(paths: Iterator[Path]) -> float:
    """Return when the newest of these files was written."""
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)


def forget_stale(files: Files, language: str) -> None:
    """Take away the built pages that are older than what they rest on."""
    everywhere = changed(shared())
    for file in files.documentation_pages():
        built = Path(file.abs_dest_path)
        if built.exists() and built.stat().st_mtime < max(everywhere, changed(made_for(language, file.src_uri))):
            built.unlink()


def name_unread(nav: Navigation, titles: dict[str, str]) -> None:
    """Give the pages that are not read this time the titles they had."""
    for page in nav.pages:
        if page.file.src_uri in titles and not page.file.is_modified():
            page.title = titles[page.file.src_uri]
