"""FAQ: docs/<language>/faq/** -> entries; the index of all questions; faq.json; what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scripts.pages import DOCS
from scripts.problems import Problem

FOLDER = "faq"
HEADING = re.compile(r"^### +(?P<title>.+?) *\{ *#(?P<id>[\w-]+) *\} *$", re.M)
ID = re.compile(r"[qm]\d{3}-[a-z0-9-]+")
NOTE = re.compile(r"\s*<!-- *tags: *(?P<tags>[^|>]*?) *(?:\| *also: *(?P<also>[^>]*?) *)?-->[ \t]*\n?")
SPACE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Entry:
    """One question, or one error message, and its answer's place."""

    id: str
    title: str
    page: str
    line: int
    tags: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def number(self) -> str:
        """The part of the id that never changes: "q087"."""
        return self.id.partition("-")[0]

    @property
    def plain_title(self) -> str:
        """The heading without Markdown's marks."""
        return re.sub(r"[`*]|\\(?=\W)", "", self.title)


def split(text: str | None, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(mark) if part.strip())


@cache
def entries(language: str) -> list[Entry]:
    """Return all entries, by page and place."""
    found = []
    root = DOCS / language
    for path in sorted((root / FOLDER).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for heading in HEADING.finditer(text):
            note = NOTE.match(text, heading.end())
            found.append(
                Entry(
                    heading["id"],
                    heading["title"],
                    path.relative_to(root).as_posix(),
                    text.count("\n", 0, heading.start()) + 1,
                    split(note and note["tags"], ","),
                    split(note and note["also"], ";"),
                )
            )
    return found


def fragment(say: dict, language: str) -> str:
    """Return the index of all questions, by page in the order of their numbers; each can be linked to by its number."""
    text = []
    by_page: dict[str, list[Entry]] = {}
    for entry in entries(language):
        by_page.setdefault(entry.page, []).append(entry)
    for page, listed in sorted(by_page.items(), key=lambda pair: min(e.number.replace("m", "z") for e in pair[1])):
        theme = page.removeprefix(f"{FOLDER}/").removesuffix(".md")
        text += [f"## [{say['faq'][theme]}]({theme}.md) {{#list-{theme}}}", ""]
        text += [f"- [{e.title}]({theme}.md#{e.id}){{ #{e.number} }}" for e in sorted(listed, key=lambda e: e.number)]
        text.append("")
    return "\n".join(text)


def machine_readable(address: str) -> list[dict]:
    """Return what faq.json tells of each question: id, tags, and in each language its title, wordings and URL."""
    twins = {e.id: e for e in entries("en")}

    def told(entry: Entry, language: str) -> dict:
        url = f"{address}{language}/{entry.page.removesuffix('.md')}/#{entry.id}"
        return {"title": entry.plain_title, "also": entry.also, "url": url}

    return [
        {"id": zh.number, "tags": zh.tags, "zh": told(zh, "zh"), "en": told(twins[zh.id], "en")}
        for zh in sorted(entries("zh"), key=lambda e: e.number)
    ]


def without_notes(markdown: str) -> str:
    """Return the page without the notes that only search and faq.json read."""
    return NOTE.sub("\n\n", markdown)


def same(wording: str) -> str:
    """Return what two wordings that a reader would call equal have in common."""
    return SPACE.sub("", wording).lower()


def problems(language: str) -> Iterator[Problem]:
    """Every entry has an id of its own, a note, and no wording that is another entry's heading."""
    numbers: dict[str, Entry] = {}
    titles = {same(e.plain_title): e for e in entries(language)}
    for entry in entries(language):
        where = f"{DOCS}/{language}/{entry.page}"
        if not ID.fullmatch(entry.id):
            yield Problem(where, entry.line, f"{entry.id} is no question id", "write {#q123-short-name}")
            continue
        other = numbers.setdefault(entry.number, entry)
        if other is not entry:
            fact = f"{entry.number} is the number of {other.page}:{other.line} too"
            yield Problem(where, entry.line, fact, "give each question its own number")
        if not entry.tags:
            yield Problem(
                where, entry.line, f"{entry.id} has no note", "write <!-- tags: … | also: … --> under the heading"
            )
        for wording in entry.also:
            other = titles.get(same(wording))
            if other not in (None, entry):
                fact = f'the wording "{wording}" is the heading of {other.id}'
                yield Problem(where, entry.line, fact, "delete it from also:")
