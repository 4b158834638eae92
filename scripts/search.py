"""Search: what MkDocs collected, questions' wordings, glossary and synonyms -> the index that the search box reads."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from scripts import faq, glossary, pages, render, triage
from scripts.problems import Problem, line_of

SYNONYMS = pages.DOCS / "synonyms.toml"
TRADITIONAL = Path(__file__).parent / "opencc" / "TSCharacters.js"
COLLECTED, INDEX = "search/search_index.json", "search/index.json"
# Lists of what stands elsewhere: a result leads to the thing itself.
LISTS = re.compile(r"^(glossary/(#.*)?|faq/#list-.*|faq/|snippets/(#.*)?)$")
CODE = re.compile(r"<pre>.*?</pre>", re.S)
NAME = re.compile(r"\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|\b[a-z]+_\w+")
LONGEST = 1000  # characters of a section; half of them in Chinese


def plain(html: str) -> str:
    """Return text without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " " if "</" in html else "", html)).replace("\u200b", "").split())


def text_of(html: str) -> tuple[str, str]:
    """Return what a section says, and the names its programs use: programs are not searched word by word."""
    names = {name for code in CODE.findall(html) for name in NAME.findall(unescape(re.sub(r"<[^>]*>", "", code)))}
    words = re.sub(r"</?(?:code|em|strong|mark)>", "", CODE.sub(" ", html))
    return plain(words), " ".join(sorted(names))


def shortened(text: str) -> str:
    """Return what says enough: an answer's core stands first, and the whole index travels to the reader."""
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text[:LONGEST]))
    return text[: LONGEST // 2 if chinese > LONGEST // 5 else LONGEST]


def sections(collected: list[dict], language: str) -> Iterator[dict]:
    """Yield a record per heading: where, title, its page's title, text, names in code, other wordings, kind."""
    titles = {doc["location"]: plain(doc["title"]) for doc in collected if "#" not in doc["location"]}
    questions = {entry.id: entry.also for entry in faq.entries(language)}
    wordings = questions | triage.wordings(language)
    for doc in collected:
        page, _, anchor = doc["location"].partition("#")
        if LISTS.match(doc["location"]) or not doc["title"]:
            continue
        text, names = text_of(doc["text"])
        yield {
            "location": doc["location"],
            "title": plain(doc["title"]),
            "page": titles.get(page, ""),
            "text": shortened(text),
            "names": names,
            "also": list(wordings.get(anchor, ())),
            "kind": "question" if anchor in questions else "work" if page == "references/" else "",
        }


def terms(language: str, page: str) -> Iterator[dict]:
    """Yield a record per term of the glossary."""
    other = "en" if language == "zh" else "zh"
    for term in glossary.terms():
        yield {
            "location": f"glossary/#{term['id']}",
            "title": term[language],
            "page": page,
            "text": re.sub(r"[`$]", "", term[f"{language}_says"]),
            "names": "",
            "also": [term[other], *term.get("also", [])],
            "kind": "term",
        }


@cache
def synonyms() -> dict[str, list[list[str]]]:
    """Return for each language groups of words: one finds what another says."""
    return tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))


def groups(language: str) -> list[list[str]]:
    """Return the synonyms, and the names that each term has in both languages."""

    def name(term: dict, language: str) -> str:
        return re.sub(r"\s*[(（].*", "", term[language])

    names = [
        [name(term, "zh"), name(term, "en"), *term.get("also", []), *term.get("avoid", [])] for term in glossary.terms()
    ]
    return [*synonyms()[language], *names]


def simplified(text: str) -> dict[str, str]:
    """Return traditional -> simplified, for the characters that stand in `text`."""
    table = re.search(r'"(.*)"', TRADITIONAL.read_text(encoding="utf-8"))[1]
    pairs = (pair.split(" ")[:2] for pair in table.split("|"))
    return {many: one for many, one in pairs if one in text and many not in text}


def index(collected: list[dict], language: str) -> dict:
    """Return the index of one language."""
    say = render.words(language)["find"]
    glossary_title = next((plain(d["title"]) for d in collected if d["location"] == "glossary/"), "")
    records = [*sections(collected, language), *(terms(language, glossary_title) if glossary_title else ())]
    synonymous = groups(language)
    characters = simplified(json.dumps([records, synonymous], ensure_ascii=False))
    return {
        "records": records,
        "synonyms": synonymous,
        "traditional": "".join(characters),
        "simplified": "".join(characters.values()),
        "say": say,
    }


def write(site: Path, language: str) -> None:
    """Replace what MkDocs collected, which the theme fetches with every page, by an index fetched when it is wanted."""
    path = site / COLLECTED
    collected = json.loads(path.read_text(encoding="utf-8"))
    made = json.dumps(index(collected["docs"], language), ensure_ascii=False, separators=(",", ":"))
    (site / INDEX).write_text(made, encoding="utf-8")
    path.write_text(json.dumps({"config": collected["config"], "docs": []}), encoding="utf-8")


def problems(language: str) -> Iterator[Problem]:
    """Every group of synonyms leads to a page of its language, and names each word once."""
    texts = (pages.DOCS / language / path for path in pages.paths(language))
    text = "\n".join(path.read_text(encoding="utf-8") for path in texts).lower()
    for group in synonyms()[language]:
        line = line_of(SYNONYMS, ", ".join(f'"{word}"' for word in group))
        if not any(word.lower() in text for word in group):
            fact = f'the synonyms "{group[0]}" … lead nowhere, no {language} page says any of them'
            yield Problem(SYNONYMS.as_posix(), line, fact, "add the word that pages use")
        for word in sorted({word for word in group if group.count(word) > 1}):
            yield Problem(SYNONYMS.as_posix(), line, f'"{word}" is told twice', "delete one")
