"""Read: docs/<language>/** -> Page."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from scripts import triage
from scripts.problems import Problem, Problems
from scripts.snippets import DOCS, LANGUAGES

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
HEADING_ID = re.compile(r"\{\s*#([\w-]+)[^}]*\}\s*$")
REFERENCE = re.compile(r'^--8<-- "([\w/-]+)\.md(?::(\w+))?"$', re.M)
BLOCK = re.compile(r"^(/{3,}) *(\w+)?", re.M)
FIGURE = re.compile(r"^/figures/(.+)/(\w+)\.svg$")
CLAIM = re.compile(r"^[a-z_]+/\w+(?:\.\w+)?$")
ACROSS = re.compile(r"\.\./(?:zh|en)/")
MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.S)
COUNTED = {"bullet_list_open", "ordered_list_open", "list_item_open", "table_open", "tr_open", "blockquote_open"}
GENERATED = {"catalogue", "faq", "references", "glossary", "triage"}


@dataclass(frozen=True)
class Claim:
    """A link in prose whose title names the value, or the snippet, that backs it."""

    text: str
    source: str
    line: int

    @property
    def snippet(self) -> str:
        return self.source.partition(".")[0]

    @property
    def value(self) -> str:
        return self.source.partition(".")[2]


@dataclass
class Page:
    """One page in one language, or the triage's data as it speaks that language; lines count from 1."""

    language: str
    path: str
    text: str = ""
    meta: dict = field(default_factory=dict)
    skeleton: list[tuple[tuple, int]] = field(default_factory=list)
    references: list[tuple[str, int]] = field(default_factory=list)
    figures: list[tuple[str, int]] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unnamed: list[tuple[str, int]] = field(default_factory=list)
    fences: list[int] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return DOCS / self.path if self.path == triage.FILE else DOCS / self.language / self.path

    def has(self, line: int, *part) -> None:
        """Note one part of the skeleton and the line it stands on."""
        self.skeleton.append((part, line))


def paths(language: str) -> list[str]:
    """Return the paths of all pages, labs included."""
    root = DOCS / language
    return sorted(p.relative_to(root).as_posix() for p in [*root.rglob("*.md"), *root.rglob("labs/*.py")])


def sources(language: str) -> list[str]:
    """Return the paths of all that speaks a language: the pages, and the triage's data."""
    return [*paths(language), triage.FILE]


def read(language: str, path: str) -> Page:
    """Read one page or lab, or the triage's data; a text that was read before is not read again."""
    text = Page(language, path).file.read_text(encoding="utf-8")
    return parsed(language, path, triage.spoken(text, language) if path == triage.FILE else text)


@cache
def parsed(language: str, path: str, text: str) -> Page:
    """Return what a page's text holds."""
    page = Page(language, path, text)
    if path.endswith(".py"):
        read_lab(page, text)
        return page
    if found := re.match(r"---\n(.*?)\n---\n", text, re.S):
        page.meta = front_matter(page.file, found[1])
        text = "\n" * found[0].count("\n") + text[found.end() :]
    page.has(1, "front matter", *sorted(page.meta))
    tokens = PARSER.parse(text)
    for token, following in zip(tokens, tokens[1:] + tokens[-1:]):
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "heading_open":
            found = HEADING_ID.search(following.content)
            page.has(line, token.tag, found and found[1])
            if not found:
                page.unnamed.append((following.content, line))
        elif token.type == "fence":
            page.has(line, "fence", token.info, *code_lines(token))
            if re.match(r"\{?\s*\.?py", token.info):
                page.fences.append(line)
        elif token.type in COUNTED:
            page.has(line, token.type.removesuffix("_open"))
        elif token.type == "inline":
            read_inline(page, token, line)
    return page


def front_matter(path: Path, text: str) -> dict:
    """Return the mapping at the head of a page."""
    try:
        return yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2
        raise Problems([Problem(path.as_posix(), line, error.problem, "quote the text if it holds a colon")]) from None


def code_lines(token) -> list[str]:
    """Return the lines of a fence that are the same in every language: no comments, and no text at all."""
    if token.info == "text":
        return []
    return [re.sub(r"\s*#.*", "", line) for line in token.content.splitlines()]


def read_inline(page: Page, token, line: int) -> None:
    """Add what one run of inline text holds, sorted: word order is the language's own."""
    begun = len(page.skeleton)
    for found in REFERENCE.finditer(token.content):
        where = line + token.content.count("\n", 0, found.start())
        page.references.append((found[1], where))
        page.has(where, "reference", found[1], found[2] or "")
    for _, kind in BLOCK.findall(token.content):
        page.has(line, "block", kind or "end")
    for display, inline in MATH.findall(re.sub(r"\\text\{[^}]*\}", "", token.content)):
        page.has(line, "maths", (display or inline).strip())
    title = ""
    for child in token.children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "image":
            source = child.attrs["src"]
            if found := FIGURE.match(source):
                page.figures.append((f"{found[1]}/{found[2]}", line))
            page.has(line, "figure", source)
        elif child.type == "link_open":
            href, title, words = child.attrs["href"], child.attrs.get("title", ""), ""
            if not CLAIM.match(title):
                title = ""
            page.has(line, "claim", title, href) if title else page.has(line, "link", ACROSS.sub("../", href))
        elif child.type == "link_close":
            if title:
                page.claims.append(Claim(words, title, line))
            title = ""
        elif title:
            words += child.content
    page.skeleton[begun:] = sorted(page.skeleton[begun:], key=lambda entry: str(entry[0]))


def read_lab(page: Page, text: str) -> None:
    """Read a py:percent notebook: its code cells, the levels of its headings, its links."""
    for found in re.finditer(r"^# %%(.*)\n((?:(?!# %%).*\n?)*)", text, re.M):
        kind, cell, line = found[1], found[2], text.count("\n", 0, found.start()) + 1
        if "[markdown]" in kind:
            for part in re.finditer(r"^# (#+) |\]\(([^)\s]+)\)", cell, re.M):
                page.has(line, *(("heading", len(part[1])) if part[1] else ("link", part[2])))
        else:
            page.has(line, "cell", cell.strip())


@cache
def homes() -> dict[str, str]:
    """Return the page that shows each snippet's card (twins agree, so one language serves)."""
    shown = {path: triage.PAGE if path == triage.FILE else path for path in reversed(sources(LANGUAGES[0]))}
    return {name: page for path, page in shown.items() for name, _ in read(LANGUAGES[0], path).references}
