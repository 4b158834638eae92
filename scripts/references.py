"""References: docs/references.bib -> the fragment that lists them by theme."""

import unicodedata
from functools import cache

import bibtexparser

from scripts.pages import DOCS

BIBLIOGRAPHY = DOCS / "references.bib"
WHERE = ("journal", "booktitle", "school", "howpublished", "publisher")


@cache
def entries() -> dict[str, dict[str, str]]:
    """Return every entry's fields by key, LaTeX accents resolved."""
    return parsed(BIBLIOGRAPHY.read_text(encoding="utf-8"))


@cache
def parsed(text: str) -> dict[str, dict[str, str]]:
    """Return the entries of a bibliography."""
    library = bibtexparser.parse_string(
        text,
        append_middleware=[bibtexparser.middlewares.LatexDecodingMiddleware()],
    )
    if library.failed_blocks:
        bad = library.failed_blocks[0]
        raise ValueError(f"{BIBLIOGRAPHY}:{bad.start_line + 1}: not BibTeX; mend the entry")
    return {
        entry.key: {f.key: unicodedata.normalize("NFC", f.value.strip("{}")) for f in entry.fields}
        for entry in library.entries
    }


def authors(entry: dict[str, str]) -> str:
    """Return "Glorot & Bengio" from "Glorot, Xavier and Bengio, Yoshua"."""
    names = [name.partition(",")[0].strip() for name in entry["author"].split(" and ")]
    if len(names) > 3 or names[-1] == "others":
        return f"{names[0]} et al."
    return " & ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def line(key: str, entry: dict[str, str], language: str) -> str:
    """Return one list item with the id that citations link to, and what the work is good for."""
    where = next((f" {entry[f]}." for f in WHERE if f in entry), "")
    number = f"arXiv:{entry['eprint']}" if "eprint" in entry else entry.get("doi", "")
    link = f" [{number or 'link'}]({entry['url']})" if "url" in entry else ""
    good_for = f" {entry[f'good_for_{language}']}" if f"good_for_{language}" in entry else ""
    return f"- {authors(entry)} ({entry['year']}). **{entry['title']}**{{ #{key} }}.{where}{link}{good_for}"


def fragment(say: dict, language: str) -> str:
    """Return all entries by theme, oldest first."""
    text = []
    for theme, title in say["themes"].items():
        chosen = [(k, e) for k, e in entries().items() if e["keywords"].partition(",")[0].strip() == theme]
        if chosen:
            text += [f"## {title} {{#{theme}}}", ""]
            text += [line(k, e, language) for k, e in sorted(chosen, key=lambda pair: (pair[1]["year"], pair[0]))]
            text.append("")
    return "\n".join(text)
