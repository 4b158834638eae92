"""MkDocs' door in: run and render before the build, finish each page, attach what was made."""

import os
import re
from html import escape, unescape
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from scripts import (
    faq,
    figures,
    glossary,
    labs,
    maths,
    pages,
    preview,
    references,
    render,
    run,
    search,
    snippets,
    triage,
)
from scripts.problems import Problems

LANGUAGE = os.environ.get("DOCS_LANG", "en").partition("-")[0]
FIGURE = re.compile(r'<p><img alt="([^"]*)" src="(?:\.\./)*(?:\./)?figures/([\w/]+)/(\w+)\.svg"\s*/?></p>')
CORNER = re.compile(r"<th([^>]*)></th>")  # a header without text: to a screen reader it is no header
NESTED = re.compile(  # a nested list of pages, whose name the theme takes from an empty label
    r'(<nav class="md-nav" data-md-level="\d" )aria-labelledby="(__nav_\d+_\d+)_label"'
    r'(.*?<label class="md-nav__title" for="\2">\s*<span[^>]*></span>\s*)([^<]*?)(\s*</label>)',
    re.S,
)
CLAIM = re.compile(r'<a href="([^"]+)" title="([a-z_]+/\w+)(?:\.(\w+))?">')
# KaTeX runs in the build; the theme's own search engine does not run at all.
UNUSED = re.compile(r"assets/(katex/katex\.min\.js|javascripts/(lunr|workers)/)")
log = get_plugin_logger("site")
state: dict = {"preview": False, "titles": {}}


def on_startup(command, dirty):
    """A preview waits for edits: be ready for them."""
    state["preview"] = dirty
    if command == "serve":
        run.warm_up()


def on_pre_build(config):
    """Run what changed, write the fragments. `mkdocs serve` comes here after every edit."""
    for cached in (
        pages.homes,
        references.entries,
        faq.entries,
        faq.known,
        glossary.terms,
        glossary.finder,
        search.synonyms,
        triage.tree,
    ):
        cached.cache_clear()
    try:
        runs = run.run_all(snippets.discover())
        render.render(runs, LANGUAGE)
    except Problems as error:
        raise PluginError(str(error)) from None
    state.update(runs={made.snippet.name: made for made in runs}, say=render.words(LANGUAGE))


def on_files(files, config):
    """Add figures, snippets and notebooks; leave out what only the build needs."""
    table = render.labels(LANGUAGE)
    for made in state["runs"].values():
        name = made.snippet.name
        files.append(File.generated(config, f"snippets/{name}.py", content=made.snippet.source))
        for figure, svg in made.figures.items():
            files.append(File.generated(config, f"figures/{name}/{figure}.svg", content=figures.translate(svg, table)))
    for path in pages.paths(LANGUAGE):
        if path.endswith(".py"):
            files.append(
                File.generated(config, str(Path(path).with_suffix(".ipynb")), content=labs.notebook(LANGUAGE, path))
            )
    for file in [file for file in files if UNUSED.match(file.src_uri)]:
        files.remove(file)
    if state["preview"]:
        preview.forget_stale(files, LANGUAGE)
    return files


def on_nav(nav, config, files):
    """Give the sections, nested ones too, their names in this language."""
    waiting = list(nav.items)
    while waiting:
        item = waiting.pop()
        if item.is_section:
            item.title = state["say"]["sections"].get(item.title, item.title)
            waiting += item.children
    if state["preview"]:
        preview.name_unread(nav, state["titles"])
    return nav


def on_page_markdown(markdown, page, config, files):
    """Explain each term where a page first uses it; leave out the notes of questions."""
    path = page.file.src_uri
    if path.startswith(faq.FOLDER):
        markdown = faq.without_notes(markdown)
    return markdown if path == glossary.PAGE or path.endswith(".py") else glossary.explain(markdown, LANGUAGE, path)


def on_env(env, config, files):
    """Give every template the interface's words."""
    env.globals["say"] = state["say"]
    return env


def on_page_content(html, page, config, files):
    """Finish one page: lab, figures, claims, maths, the line that says what the numbers rest on."""
    source = page.file.src_uri
    state["titles"][source] = page.title
    if source.endswith(".py"):
        html = labs.clean(html, page, state["say"], config, files)
    html = FIGURE.sub(lambda found: figure(found, page), html)
    html = CLAIM.sub(lambda found: claim(found), html)
    html = CORNER.sub(r"<td\1></td>", html)
    html = maths.render(
        html,
        lambda tex, why: log.warning(f"Doc file '{source}' contains TeX '{tex}', which KaTeX rejects: {why}"),
        light=source.startswith(faq.FOLDER),  # answers have a line of maths at most
    )
    if rest := re.search(r"<p>(/{3,} ?[^<\n]*)", html):
        log.warning(f"Doc file '{source}' contains a block '{unescape(rest[1])}' that no extension understands")
    return html + checked(source)


def figure(found: re.Match, page) -> str:
    """Return the drawing inline, under the caption that states its finding."""
    caption, name, num = found.groups()
    made = state["runs"][name]
    prefix = f"{made.snippet.anchor}-{num}-"
    svg = figures.inline(figures.translate(made.figures[num], render.labels(LANGUAGE)), prefix, f"{prefix}caption")
    svg = svg.replace("<svg ", "<svg data-search-exclude ", 1)  # search reads the caption, not the ticks
    home = pages.homes().get(name)
    target = "" if home in (None, page.file.src_uri) else get_relative_url(home_url(home), page.url)
    drawn_by = escape(state["say"]["figure_from"].format(path=f"{name}.py"))
    return (
        f'<figure class="figure">{svg}<figcaption><span id="{prefix}caption">{caption}</span> '
        f'<a class="figure__source" href="{target}#{made.snippet.anchor}" title="{drawn_by}">{made.snippet.anchor}.py</a></figcaption></figure>'
    )


def home_url(path: str) -> str:
    """Return the URL of a page inside its language."""
    return path.removesuffix("index.md") if path.endswith("index.md") else re.sub(r"\.(md|py)$", "/", path)


def claim(found: re.Match) -> str:
    """Return the link of a claim, with a tooltip that tells where the number comes from."""
    href, name, value = found.groups()
    say = state["say"]["from_value" if value else "from_run"]
    return f'<a class="claim" href="{href}" title="{escape(say.format(name=value, path=f"{name}.py"))}">'


def checked(path: str) -> str:
    """Return the line that tells which environment and seeds the page's numbers come from."""
    if path.endswith(".py"):
        return ""
    read = [pages.read(LANGUAGE, part) for part in ([path, triage.FILE] if path == triage.PAGE else [path])]
    names = {name for page in read for name, _ in page.references}
    names |= {claim.snippet for page in read for claim in page.claims}
    used = [state["runs"][name] for name in sorted(names & state["runs"].keys())]
    if not used:
        return ""
    seeds = ", ".join(sorted({made.seeds_told for made in used if made.seeds}))
    return f'<p class="checked" data-search-exclude>{state["say"]["checked"].format(count=len(used), seeds=seeds, **run.versions())}</p>'


def on_page_context(context, page, config, nav):
    """Tell the templates the page's path, the same in both languages."""
    context["twin"] = "" if page.url in (".", "./") else page.url
    context["root"] = config.site_url.rstrip("/").rpartition("/")[0] + "/"
    return context


def on_post_page(output, page, config):
    """Name what the theme leaves unnamed for screen readers."""
    name = escape(state["say"]["search"])
    output = NESTED.sub(r'\1aria-label="\4"\3\4\5', output)
    return output.replace(
        'data-md-component="search" role="dialog"', f'data-md-component="search" role="dialog" aria-label="{name}"', 1
    )


def on_post_build(config):
    """Make the search index of what the search plugin collected; in a preview, only of a first, whole build."""
    if not (state["preview"] and (Path(config.site_dir) / search.INDEX).exists()):
        search.write(Path(config.site_dir), LANGUAGE)
