"""Check: pages, snippets, runs -> problems. `--update` writes the numbers of the runs into both languages."""

import re
import sys
from collections.abc import Iterator
from itertools import zip_longest

from scripts import faq, figures, glossary, pages, references, render, run, search, snippets, triage
from scripts.pages import Page
from scripts.problems import Problem, Problems, line_of
from scripts.run import Run
from scripts.snippets import LANGUAGES

HAN = "\u4e00-\u9fff"
HALF_WIDTH = re.compile(rf"[{HAN}][,;:?!](?![A-Za-z0-9/])|[{HAN}]\((?!http)")
TIGHT = re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\{[^}]*\}|<[^>]*>|^/{3,}.*$|^--8<--.*$|https?://\S+", re.M)


def twins() -> Iterator[Problem]:
    """Every page has its twin, with the same skeleton."""
    zh, en = (set(pages.paths(language)) for language in LANGUAGES)
    for path in sorted(zh ^ en):
        here, there = LANGUAGES if path in zh else LANGUAGES[::-1]
        yield Problem(f"docs/{here}/{path}", 1, "has no twin", f"write docs/{there}/{path}")
    for path in [*sorted(zh & en), triage.FILE]:
        ours, theirs = (pages.read(language, path) for language in LANGUAGES)
        end = (("the end",), 1)
        for (a, line), (b, other) in zip_longest(ours.skeleton, theirs.skeleton, fillvalue=end):
            if a != b:
                there = f"{theirs.file.as_posix()}:{other}"
                fact = f"has {' '.join(map(str, a))[:80]} where {there} has {' '.join(map(str, b))[:80]}"
                yield Problem(ours.file.as_posix(), line, fact, "make them equal")
                break


def form(page: Page) -> Iterator[Problem]:
    """Headings have ids, code lives in snippets, every page says what it answers."""
    where = page.file.as_posix()
    for title, line in page.unnamed:
        yield Problem(where, line, f'the heading "{title}" has no id', "add {#an-id}, the same in both languages")
    for line in page.fences:
        yield Problem(where, line, "a page holds Python code", "make it a snippet and include that")
    if page.path.endswith(".md") and not page.meta.get("description"):
        yield Problem(
            where, 1, "has no description", "add it to the front matter: one sentence that answers the page's question"
        )


def prose(page: Page) -> Iterator[Problem]:
    """Terms as the glossary has them; Chinese set as Chinese."""
    where = page.file.as_posix()
    text = CODE.sub(" ", page.text)
    for term in glossary.terms():
        for word in term.get("avoid", []):
            if re.search(re.escape(word), text, re.I):
                yield Problem(where, line_of(page.file, word), f"says {word}", f"write {term[page.language]}")
    if page.language != "zh" or page.path.endswith(".py"):
        return
    lines = page.text.splitlines()
    for number, (line, following) in enumerate(zip(lines, lines[1:] + [""]), 1):
        bare = CODE.sub("\u3000", line)
        if found := HALF_WIDTH.search(bare):
            yield Problem(where, number, f'half-width punctuation after Chinese in "{found[0]}"', "use ，；：？！（")
        if found := TIGHT.search(bare):
            yield Problem(where, number, f'no space in "{found[0]}"', "put one space between Chinese and Latin")
        if re.search(rf"[{HAN}，。；：、]$", line) and re.match(rf"[{HAN}]", following):
            yield Problem(
                where,
                number,
                "a Chinese paragraph is broken into lines",
                "write it as one line: browsers show the break as a space",
            )


def links(page: Page, runs: dict[str, Run]) -> Iterator[Problem]:
    """What a page names exists: snippets, figures, values, works."""
    where = page.file.as_posix()
    for name, line in page.references:
        if name not in runs and name not in pages.GENERATED:
            yield Problem(
                where, line, f"includes {name}, which is no snippet", f"write snippets/{name}.py or mend the name"
            )
    ids = {part[1]: line for part, line in page.skeleton if re.fullmatch(r"h\d", part[0])}
    for name in {name for name, _ in page.references} - pages.GENERATED:
        if (card := name.rpartition("/")[2]) in ids:
            yield Problem(
                where,
                ids[card],
                f"the heading has the id of the card {name}",
                "rename the heading's id in both languages",
            )
    for name, line in page.figures:
        snippet, _, figure = name.rpartition("/")
        if snippet not in runs or figure not in runs[snippet].figures:
            yield Problem(
                where,
                line,
                f"shows {name}, which no snippet draws",
                f'name it: plt.subplots(num="{figure}") in snippets/{snippet}.py',
            )
    for claim in page.claims:
        if claim.snippet not in runs:
            yield Problem(where, claim.line, f"cites {claim.snippet}, which is no snippet", "mend the name")
        elif claim.value and claim.value not in runs[claim.snippet].values:
            yield Problem(
                where,
                claim.line,
                f"cites {claim.source}, which no run printed",
                f'print(f"{claim.value} = …") in {runs[claim.snippet].snippet.path}',
            )
        elif claim.value and claim.text != runs[claim.snippet].values[claim.value]:
            printed = runs[claim.snippet].values[claim.value]
            yield Problem(
                where,
                claim.line,
                f"says {claim.text} where {claim.source} printed {printed}",
                "python -m scripts.check --update",
            )
    for part, line in page.skeleton:
        if part[0] == "claim" and not part[2].endswith(f"#{part[1].partition('.')[0].rpartition('/')[2]}"):
            yield Problem(
                where,
                line,
                f"the claim {part[1]} links to {part[2]}",
                "link to the card: #file-name, after the page that shows it",
            )
        if (
            part[0] == "link"
            and (found := re.search(r"references\.md#([\w-]*\d[\w-]*)$", part[1]))
            and found[1] not in references.entries()
        ):
            yield Problem(
                where,
                line,
                f"cites {found[1]}, which is not in {references.BIBLIOGRAPHY}",
                "add the entry or mend the key",
            )


def unused(found: list[Page], runs: dict[str, Run]) -> Iterator[Problem]:
    """Every snippet and figure is shown, a snippet on one page only."""
    shown: dict[str, list[Page]] = {}
    for page in found:
        for name in {name for name, _ in page.references} - pages.GENERATED:
            shown.setdefault(name, []).append(page)
    drawn = {name for page in found for name, _ in page.figures}
    for name, made in runs.items():
        homes = shown.get(name, [])
        if not homes:
            yield Problem(made.snippet.path, 1, "is on no page", "include it or delete it")
        if len(homes) > 1:
            yield Problem(
                homes[1].file.as_posix(),
                1,
                f"shows {name}, which {homes[0].file.as_posix()} shows too",
                "link to the card there",
            )
        for figure in made.figures:
            if f"{name}/{figure}" not in drawn:
                line = line_of(snippets.FOLDER / f"{name}.py", figure)
                yield Problem(
                    made.snippet.path,
                    line,
                    f"the figure {figure} is on no page",
                    f"show /figures/{name}/{figure}.svg or delete it",
                )


def labels(runs: dict[str, Run]) -> Iterator[Problem]:
    """Every label has its translation, every translation its label, every colour its variable."""
    table, needed = render.labels("zh"), set()
    for made in runs.values():
        path = snippets.FOLDER / f"{made.snippet.name}.py"
        for name, svg in made.figures.items():
            needed |= figures.labels(svg)
            for label in sorted(figures.labels(svg) - table.keys()):
                yield Problem(
                    made.snippet.path,
                    line_of(path, label),
                    f'the label "{label}" has no translation',
                    f"add it to {render.LABELS}",
                )
            for colour in sorted(figures.colours(svg)):
                yield Problem(
                    made.snippet.path,
                    line_of(path, f'num="{name}"'),
                    f"the figure {name} uses {colour}",
                    'use "C0" to "C3" or "0.5": the theme recolours those',
                )
    for label in sorted(table.keys() - needed):
        yield Problem(
            render.LABELS.as_posix(),
            line_of(render.LABELS, f'"{label}"'),
            f'no figure has the label "{label}"',
            "delete it",
        )


def problems(runs: list[Run]) -> list[Problem]:
    """Return all problems of all pages."""
    by_name = {made.snippet.name: made for made in runs}
    found = [pages.read(language, path) for language in LANGUAGES for path in pages.sources(language)]
    result = [
        *twins(),
        *triage.problems(),
        *unused([p for p in found if p.language == LANGUAGES[0]], by_name),
        *labels(by_name),
    ]
    messages = {name: text for made in runs for name, text in made.values.items() if faq.MESSAGE_NUMBER.fullmatch(name)}
    for language in LANGUAGES:
        result += [*faq.problems(language, messages), *search.problems(language)]
    result += [problem for made in runs for problem in faq.addresses(made.snippet.path, made.snippet.source)]
    for page in found:
        result += [*form(page), *prose(page), *links(page, by_name)]
    return sorted(set(result))


def update(runs: list[Run]) -> int:
    """Write what the runs printed into every stale claim; return how many there were."""
    values = {f"{made.snippet.name}.{name}": text for made in runs for name, text in made.values.items()}
    count = 0
    for language in LANGUAGES:
        for path in pages.sources(language):
            page = pages.read(language, path)
            text = page.file.read_text(encoding="utf-8")
            for claim in page.claims:
                new = values.get(claim.source, claim.text)
                if claim.value and new != claim.text:
                    old = re.compile(rf'\[{re.escape(claim.text)}\](\([^)\s]+ "{re.escape(claim.source)}"\))')
                    text, changed = old.subn(lambda match: f"[{new}]{match[1]}", text)
                    count += changed
            render.write(page.file, text)
    return count


def main(arguments: list[str]) -> None:
    try:
        runs = run.run_all(snippets.discover())
        if arguments == ["--update"]:
            print(f"{update(runs)} numbers written")
        found = problems(runs)
    except Problems as error:
        found = error.found
    if found:
        print("\n".join(map(str, found)))
        raise SystemExit(f"{len(found)} problems")
    print("no problems")


if __name__ == "__main__":
    main(sys.argv[1:])
