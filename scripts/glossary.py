"""Glossary: docs/glossary.toml -> the fragment that defines the terms, their tooltips, the words pages must not use."""

import os
import re
import tomllib
from functools import cache

from scripts.pages import DOCS

TERMS = DOCS / "glossary.toml"
PAGE = "glossary.md"
# What is no running prose: headings, tables, figures, blocks, includes, HTML; and inside it code, maths, links, attributes.
APART = re.compile(r"^\s*(?:#|\||!\[|/{3,}|--8<--|<|\$\$|---)")
FENCE = re.compile(r"^\s*(?:```|\$\$\s*$)")
WITHIN = re.compile(r"(`[^`]*`|\$[^$]*\$|!?\[[^\]]*\]\([^)]*\)|\{[^}]*\}|<[^>]*>|“[^”]*”)")


@cache
def terms() -> list[dict]:
    """Return the terms in file order."""
    return tomllib.loads(TERMS.read_text(encoding="utf-8"))["term"]


def fragment(say: dict, language: str) -> str:
    """Return one definition list entry per term: the term in both languages, then what it means."""
    other = "en" if language == "zh" else "zh"
    text = []
    for term in terms():
        also = (
            f" <small>{say['also']} {'、'.join(term['also']) if language == 'zh' else ', '.join(term['also'])}</small>"
            if term.get("also")
            else ""
        )
        text += [
            f"**{term[language]}**{{ #{term['id']} }} · {term[other]}",
            f":   {term[f'{language}_says']}{also}",
            "",
        ]
    return "\n".join(text)


def spellings(term: dict, language: str) -> list[str]:
    """Return how prose writes a term: its name and the abbreviation in brackets, which both languages use."""
    name = re.split(r"\s*[(（]", term[language])[0]
    if re.search(r"[^us]s$", name):
        name = name[:-1]  # the pattern allows a plural
    return [name, *re.findall(r"\(([A-Za-z]*[A-Z]\w*|\w+\d+)\)", term["en"])]


@cache
def finder(language: str) -> tuple[re.Pattern, dict[str, dict]]:
    """Return the pattern that finds every term worth explaining, longest first, and the term of each spelling."""
    words = {word.lower(): term for term in terms() if not term.get("everyday") for word in spellings(term, language)}
    patterns = (
        rf"(?<![\w-]){re.escape(word)}(?=s?(?![\w-]))"
        if language == "en"
        else rf"(?<![A-Za-z_]){re.escape(word)}(?![A-Za-z_])"
        if word.isascii()
        else re.escape(word)
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(patterns), re.I), words


def explain(markdown: str, language: str, path: str) -> str:
    """Return the page with each term's first use in prose linked to its definition, which is the link's tooltip."""
    pattern, words = finder(language)
    glossary, seen, lines, fenced = os.path.relpath(PAGE, os.path.dirname(path)), set(), [], False

    def link(found: re.Match) -> str:
        term = words[found[0].lower()]
        if term["id"] in seen:
            return found[0]
        seen.add(term["id"])
        says = re.sub(r"[`$*]", "", term[f"{language}_says"]).replace('"', "”")
        return f'[{found[0]}]({glossary}#{term["id"]} "{says}"){{ .term }}'

    for line in markdown.split("\n"):
        fenced ^= bool(FENCE.match(line))
        if not fenced and not APART.match(line):
            pieces = WITHIN.split(line)
            pieces[::2] = [pattern.sub(link, piece) for piece in pieces[::2]]
            line = "".join(pieces)
        lines.append(line)
    return "\n".join(lines)
