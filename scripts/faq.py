"""FAQ: docs/<language>/faq/** -> entries; the index of all questions; faq.json; what is wrong with them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scripts.pages import DOCS
from scripts.problems import Problem
from scripts.snippets import LANGUAGES

FOLDER = "faq"
QUESTIONS = DOCS / "questions.toml"
HEADING = re.compile(r"^## +(?P<title>.+?) *\{ *#(?P<id>[\w-]+) *\} *$", re.M)
ID = re.compile(r"[qm]\d{3}-[a-z0-9-]+")
NOTE = re.compile(
    r"\s*<!-- *tags: *(?P<tags>[^|>]*?) *(?:\| *also: *(?P<also>[^|>]*?) *)?(?:\| *cited: *(?P<cited>https://\S+) *)?-->[ \t]*\n?"
)
MESSAGE_NUMBER = re.compile(r"m\d{3}")
MESSAGE = re.compile(r"`([^`]+)`")
ADDRESS = re.compile(r"\bfaq/#(\w+)")
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
    cited: str = ""

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
                    (note and note["cited"]) or "",
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


@cache
def known() -> tuple[set[str], bool]:
    """Return the numbers that questions may have, and whether each of them must have its entry by now."""
    told = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    return {number for theme in told["numbers"].values() for number in theme.split()}, told["complete"]


def problems(language: str, printed: dict[str, str]) -> Iterator[Problem]:
    """Every entry has an id of its own, a note, and no wording that is another entry's heading.

    `printed` has the error messages that the snippets produced, by number.
    """
    allowed, complete = known()
    numbers: dict[str, Entry] = {}
    titles = {same(e.plain_title): e for e in entries(language)}
    for entry in entries(language):
        where = f"{DOCS}/{language}/{entry.page}"
        if not ID.fullmatch(entry.id):
            yield Problem(where, entry.line, f"{entry.id} is no question id", "write {#q123-short-name}")
            continue
        if entry.number not in allowed:
            yield Problem(where, entry.line, f"{entry.number} is an unknown question id", f"add it to {QUESTIONS}")
        if entry.number.startswith("m") and not entry.cited:
            yield from stale(entry, where, printed)
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
    for number in sorted(allowed - numbers.keys()) if complete else ():
        where = f"{DOCS}/{language}/{FOLDER}"
        yield Problem(where, 1, f"{number} has no entry", f"write it, or take it out of {QUESTIONS}")


def stale(entry: Entry, where: str, printed: dict[str, str]) -> Iterator[Problem]:
    """The message in an entry's heading is what its program produced with this torch."""
    if entry.number not in printed:
        cure = f'print(f"{entry.number} = …") in a snippet, or add cited: https://… to the note'
        yield Problem(where, entry.line, f"no snippet prints {entry.number}", cure)
        return
    message = printed[entry.number].replace("`", "")
    for text in MESSAGE.findall(entry.title) or [entry.title]:
        if text not in message:
            fact = f'has "{text}" where the program of {entry.number} gives "{message}"'
            yield Problem(where, entry.line, fact, "write the message as torch says it now")


def addresses(path: str, source: str) -> Iterator[Problem]:
    """The questions that a snippet sends its readers to are there; a number stays when headings and pages change."""
    allowed, complete = known()
    there = {entry.number for entry in entries(LANGUAGES[0])} if complete else allowed
    for found in ADDRESS.finditer(source):
        if found[1] not in there:
            line = source.count("\n", 0, found.start()) + 1
            yield Problem(path, line, f"sends readers to {found[0]}, which is no question", "mend the number")
