"""Render: Run, language -> the fragment that shows it, and its figures."""

import re
import tomllib
from pathlib import Path

from scripts import faq, figures, glossary, pages, references, triage
from scripts.run import Run, versions

FRAGMENTS = Path(".cache/fragments")
FIGURES = Path(".cache/figures")
WORDS = pages.DOCS / "words.toml"
LABELS = Path("snippets/labels.toml")
OPEN_LINES = 14
TEMPLATE = """\
<!-- --8<-- [start:code] -->
/// html | article.snippet#{anchor}

//// html | div.snippet__bar
**{title}**{{ .snippet__title }} [`{file}`](#{anchor} "{permalink}"){{ .snippet__name }} [{download}](/snippets/{name}.py){{ .snippet__link download="{file}" }} [{raw}](/snippets/{name}.py){{ .snippet__link }}
////

```{{ .python }}
{source}
```
///
<!-- --8<-- [end:code] -->

<!-- --8<-- [start:output] -->
/// html | div.snippet-output

//// details | {output_heading}
    open: {is_open}

```{{ .text }}
{output}
```
////

//// html | p.snippet__ran
{ran}
////
///
<!-- --8<-- [end:output] -->
"""


def words(language: str) -> dict:
    """Return the interface's words in one language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))[language]


def labels(language: str) -> dict[str, str]:
    """Return English label -> label in `language`."""
    if language == "en" or not LABELS.exists():
        return {}
    return tomllib.loads(LABELS.read_text(encoding="utf-8"))


def write(path: Path, text: str) -> None:
    """Leave an unchanged file alone, so that nothing downstream rebuilds."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def ran_with(run: Run, say: dict) -> str:
    """Return the line that tells in which environment the output was made."""
    with_ = versions()
    seeds = f"{say['seed']} {run.seeds_told}" if run.seeds else say["no_seed"]
    return f"{say['ran']} torch {with_['torch']} · Python {with_['python']} · {seeds}"


def fragment(run: Run, say: dict, language: str) -> str:
    """Return the snippet card of one run as Markdown."""
    snippet, output = run.snippet, run.output.rstrip("\n")
    count = output.count("\n") + 1
    text = TEMPLATE.format(
        anchor=snippet.anchor,
        name=snippet.name,
        file=f"{snippet.anchor}.py",
        title=snippet.titles[language],
        source=snippet.source.rstrip("\n"),
        output=output,
        output_heading=f"{say['output']}" + (f" · {count} {say['lines']}" if count > OPEN_LINES else ""),
        is_open=str(count <= OPEN_LINES).lower(),
        ran=ran_with(run, say),
        permalink=say["permalink"],
        download=say["download"],
        raw=say["raw"],
    )
    return text if output else re.sub(r"//// details.*?////\n\n", "", text, flags=re.S)


def catalogue(runs: list[Run], say: dict, language: str) -> str:
    """Return the list of all snippets by section, then by tag."""
    homes, text, tags = pages.homes(), [], {}

    def link(run: Run) -> str:
        name = run.snippet.name
        target = f"{homes[name]}#{run.snippet.anchor}" if name in homes else f"/snippets/{name}.py"
        return f"[{run.snippet.titles[language]}]({target})"

    for section in sorted({run.snippet.section for run in runs}, key=list(say["sections"]).index):
        text.append(f"## {say['sections'][section]} {{#section-{section}}}\n")
        for run in (r for r in runs if r.snippet.section == section):
            text.append(f"- {link(run)} [`{run.snippet.name}.py`](/snippets/{run.snippet.name}.py){{ download }}")
            for tag in run.snippet.tags:
                tags.setdefault(tag, []).append(run)
        text.append("")
    text.append(f"## {say['tags']} {{#tags}}\n")
    for tag, tagged in sorted(tags.items()):
        text.append(f"- **{tag}**: {' · '.join(map(link, tagged))}")
    return "\n".join(text)


def render(runs: list[Run], language: str) -> None:
    """Write all fragments and figures of one language; take away those of snippets that are gone."""
    say, table = words(language), labels(language)
    titles = {run.snippet.name: run.snippet.titles[language] for run in runs}
    made = {
        FRAGMENTS / language / "catalogue.md": catalogue(runs, say, language),
        FRAGMENTS / language / "faq.md": faq.fragment(say, language),
        FRAGMENTS / language / "glossary.md": glossary.fragment(say, language),
        FRAGMENTS / language / "references.md": references.fragment(say, language),
        FRAGMENTS / language / "triage.md": triage.fragment(say, language, titles, pages.homes()),
    }
    for run in runs:
        made[FRAGMENTS / language / f"{run.snippet.name}.md"] = fragment(run, say, language)
        for figure, svg in run.figures.items():
            made[FIGURES / language / run.snippet.name / f"{figure}.svg"] = figures.translate(svg, table)
    for path, text in made.items():
        write(path, text)
    for folder in (FRAGMENTS / language, FIGURES / language):
        for path in folder.rglob("*.*"):
            if path not in made:
                path.unlink()
