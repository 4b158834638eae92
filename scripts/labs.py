"""Labs: mkdocs-jupyter's notebook page -> a page that looks and weighs like any other."""

import base64
import re
from html import escape
from pathlib import PurePosixPath

import jupytext
from bs4 import BeautifulSoup
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_relative_url
from pymdownx.slugs import slugify

from scripts import figures
from scripts.pages import DOCS

log = get_plugin_logger("labs")
NOISE = "style, script, .jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser, .zeroclipboard-container, .clipboard-copy-txt, a.anchor-link"
TEX = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.S)
slug = slugify(case="lower")


def read(language: str, path: str):
    return jupytext.read(DOCS / language / path)


def notebook(language: str, path: str) -> str:
    """Return the lab as .ipynb without outputs, the same bytes every time."""
    book = read(language, path)
    for number, cell in enumerate(book.cells):
        cell["id"] = f"cell-{number}"
    return jupytext.writes(book, fmt="ipynb")


def heading_ids(path: str) -> list[str]:
    """Return the ids of a lab's headings: those of the English words, in both languages."""
    cells = [cell.source for cell in read("en", path).cells if cell.cell_type == "markdown"]
    return [slug(title, "-") for title in re.findall(r"^#+ (.+)$", "\n".join(cells), re.M)]


def clean(html: str, page, say: dict, config, files) -> str:
    """Return a notebook page without its 600 kB of styles, with ids, links and figures like any page's."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(NOISE):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: type(text).__name__ == "Comment"):
        comment.extract()
    cells = soup.select('[id^="cell-id="]')
    for image in soup.select("img[src^='data:image/svg']"):
        draw(image, soup)
    ids = iter(heading_ids(page.file.src_uri))
    page.toc = get_toc(contents(soup, ids, config))
    for link in soup.find_all("a", href=re.compile(r"^[^:]+\.(md|py)(#|$)")):
        resolve(link, page, files)
    parts = [
        f'<p class="lab__bar"><a href="../{PurePosixPath(page.file.src_uri).stem}.ipynb" download>{say["notebook"]}</a></p>'
    ]
    for cell in cells:
        parts += code_cell(cell) if "jp-CodeCell" in cell["class"] else text_cell(cell)
    # the title comes first, then the download, then the rest
    parts[0], parts[1] = parts[1], parts[0]
    return "\n".join(parts)


def text_cell(cell) -> list[str]:
    """Return the prose of a Markdown cell, its TeX in the form the maths step expects."""
    body = cell.select_one(".jp-RenderedHTMLCommon, .jp-MarkdownOutput").decode_contents()

    def tex(found: re.Match) -> str:
        if found[1]:
            return f'<div class="arithmatex">\\[{found[1]}\\]</div>'
        return f'<span class="arithmatex">\\({found[2]}\\)</span>'

    return [TEX.sub(tex, body)]


def code_cell(cell) -> list[str]:
    """Return a code cell as the theme's own code block, then what it printed and drew."""
    pre = cell.select_one(".jp-InputArea pre")
    parts = (
        [
            f'<div class="language-python highlight"><pre><span></span><code>{pre.decode_contents().strip()}\n</code></pre></div>'
        ]
        if pre
        else []
    )
    for output in cell.select(".jp-OutputArea-output"):
        if figure := output.select_one("figure"):
            parts.append(str(figure))
        elif table := output.select_one("table"):
            parts.append(str(table))
        elif text := output.select_one("pre"):
            parts.append(
                f'<div class="language-text highlight lab__output"><pre><code>{text.decode_contents().rstrip()}\n</code></pre></div>'
            )
    return parts


def draw(image, soup) -> None:
    """Replace an SVG in a data: address by an inline figure that follows the palette."""
    svg = base64.b64decode(image["src"].partition(",")[2]).decode("utf-8")
    prefix = f"lab-{len(soup.select('figure.figure')) + 1}-"
    # a notebook names no figure: the heading it stands under says what it is about
    heading = image.find_previous(re.compile("^h[1-6]$")).get_text().strip()
    caption = f'<figcaption id="{prefix}caption">{escape(heading)}</figcaption>'
    image.replace_with(
        BeautifulSoup(
            f'<figure class="figure">{figures.inline(svg, prefix, f"{prefix}caption")}{caption}</figure>', "html.parser"
        )
    )


def contents(soup, ids, config) -> list[dict]:
    """Give every heading its id and link; return them as the table of contents wants them."""
    top, stack = [], []
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        name = heading.get_text().strip()
        heading["id"] = next(ids)
        token = {"level": int(heading.name[1]), "id": heading["id"], "name": name, "children": []}
        while stack and stack[-1]["level"] >= token["level"]:
            stack.pop()
        (stack[-1]["children"] if stack else top).append(token)
        stack.append(token)
        anchor = config.mdx_configs["toc"]
        link = soup.new_tag(
            "a", attrs={"class": "headerlink", "href": f"#{heading['id']}", "title": anchor["permalink_title"]}
        )
        link.string = anchor["permalink"]
        heading.append(link)
    return top


def resolve(link, page, files) -> None:
    """Point a link at the page's URL, as MkDocs does for Markdown; a dead one stops a strict build."""
    path, _, fragment = link["href"].partition("#")
    parts = []
    for part in (PurePosixPath(page.file.src_uri).parent / path).parts:
        parts.pop() if part == ".." and parts else parts.append(part)
    target = files.get_file_from_path("/".join(parts))
    if target is None:
        log.warning(
            f"Doc file '{page.file.src_uri}' contains a link '{link['href']}', but the target is not found among documentation files."
        )
        return
    link["href"] = get_relative_url(target.url, page.url) + (f"#{fragment}" if fragment else "")
