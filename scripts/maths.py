"""Maths: TeX -> HTML and MathML while building, so that no reader needs a script for it."""

import re
from functools import cache
from html import unescape

from py_mini_racer import JSEvalException, MiniRacer

from scripts.pages import DOCS

KATEX = DOCS / "theme" / "assets" / "katex" / "katex.min.js"
TEX = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>([，。、；：！？）」”]*)', re.S)
END = "</span></span></span>"
LOSS = (
    r"\mathcal{L}",
    r'{\char"2112}',
)  # the loss in the reader's own font, as in prose: KaTeX's script font weighs 7 kB


@cache
def engine() -> MiniRacer:
    context = MiniRacer()
    context.eval(KATEX.read_text(encoding="utf-8"))
    return context


@cache
def to_html(tex: str, display: bool, light: bool) -> str:
    """Return `tex` as HTML for the eye and MathML for the screen reader; if `light`, as MathML for both.

    Raises:
        ValueError: TeX that KaTeX does not understand.
    """
    options = {"displayMode": display, "strict": "ignore", "output": "mathml" if light else "htmlAndMathml"}
    try:
        made = engine().call("katex.renderToString", tex.replace(*LOSS), options)
        return re.sub(r"^<span[^>]*>(.*)</span>$", r"\1", made) if light else made
    except JSEvalException as error:
        reason = re.search(r"KaTeX parse error: (.*)", str(error))
        raise ValueError(reason[1] if reason else str(error).splitlines()[0]) from None


def render(html: str, complain, light: bool = False) -> str:
    """Return `html` with its TeX rendered; `complain(tex, reason)` hears of what fails.

    Args:
        light: let the browser set the formulas in a font of its own; KaTeX's fonts weigh 43 kB and more.
    """

    def one(found: re.Match) -> str:
        source = unescape(found[2]).strip()
        tex, display = source[2:-2].strip(), source.startswith("\\[")
        try:
            made = to_html(tex, display, light)
        except ValueError as error:
            complain(tex, error)
            return found[0]
        if found[3]:  # a line must not begin with the punctuation that follows a formula
            made = f"{made.removesuffix(END)}<span>{found[3]}</span>{END}" if made.endswith(END) else made + found[3]
        focus = ' tabindex="0"' if display else ""
        return f'<{found[1]} class="maths"{focus}>{made}</{found[1]}>'

    return TEX.sub(one, html)
