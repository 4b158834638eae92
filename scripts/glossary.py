"""Glossary: docs/glossary.toml -> the fragment that defines the terms; the words pages must not use."""

import tomllib
from functools import cache

from scripts.pages import DOCS

TERMS = DOCS / "glossary.toml"


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
