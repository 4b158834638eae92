"""Figures: matplotlib's SVG -> an inline figure in the page's language and colours."""

import re
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
WORD = re.compile(r"[^\W\d_]{2,}")
HEX = re.compile(r"#[0-9a-f]{6}\b")
NUMBER = re.compile(r"-?\d+\.\d+")
FONT = re.compile(r"font-family:[^;]*;? ?|font: *(?:\w+ )?([\d.]+px)[^;]*")
VARIABLES = {  # the colours of figures.mplstyle, and the grey a snippet may ask for as "0.5"
    "#2563a8": "c0",
    "#c2560c": "c1",
    "#2f7d4f": "c2",
    "#8a4fa3": "c3",
    "#1f2937": "text",
    "#4b5563": "tick",
    "#6b7280": "axis",
    "#d6dae0": "grid",
    "#000000": "text",
    "#ffffff": "page",
    "#808080": "muted",
    "#7f7f7f": "muted",
}


def parse(svg: str) -> ElementTree.Element:
    ElementTree.register_namespace("", SVG)
    return ElementTree.fromstring(re.sub(r"<!DOCTYPE.*?>", "", svg, flags=re.S))


def labels(svg: str) -> set[str]:
    """Return the texts of a figure that hold a word, so need a translation."""
    texts = (element.text or "" for element in parse(svg).iter(f"{{{SVG}}}text"))
    return {text for text in texts if WORD.search(text)}


def recolour(style: str) -> str:
    """Replace the style sheet's colours by the theme's variables."""
    return HEX.sub(lambda found: f"var(--fig-{VARIABLES[found[0]]})" if found[0] in VARIABLES else found[0], style)


def colours(svg: str) -> set[str]:
    """Return the colours of a figure that the theme cannot follow."""
    return set(HEX.findall(svg)) - VARIABLES.keys()


def translate(svg: str, words: dict[str, str]) -> str:
    """Return the figure with every label replaced by its translation."""
    root = parse(svg)
    for element in root.iter(f"{{{SVG}}}text"):
        element.text = words.get(element.text, element.text)
    return ElementTree.tostring(root, encoding="unicode")


def tenth(number: re.Match) -> str:
    """Return a length rounded to a tenth of a point: finer than a screen shows, and half the characters."""
    return f"{float(number[0]):.1f}".removesuffix(".0")


def inline(svg: str, prefix: str, caption: str) -> str:
    """Return `svg` ready to stand in a page.

    Args:
        prefix: makes every id in it unique on the page.
        caption: id of the element that names the figure for screen readers.
    """
    root = parse(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            # the style rule `*{…}` would leak into the whole page
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    used = set(re.findall(r'(?:url\(#|href="#)([\w.]+)', svg))
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                del element.attrib[name]
                if value in used:
                    element.set("id", prefix + value)
            elif name == f"{{{XLINK}}}href":
                del element.attrib[name]
                element.set(
                    "xlink:href", f"#{prefix}{value[1:]}"
                )  # plain href on use breaks the theme's instant navigation
            elif name == "style":
                element.set(name, recolour(FONT.sub(lambda f: f"font-size: {f[1]}" if f[1] else "", value)))
            elif name == "clip-path":
                element.set(name, value.replace("url(#", f"url(#{prefix}"))
            elif name == "transform" and value.startswith("rotate(-0 "):
                del element.attrib[name]
            elif name in ("d", "x", "y", "transform"):
                element.set(name, NUMBER.sub(tenth, " ".join(value.split())))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", caption)
    root.set("class", "figure__drawing")
    return re.sub(r">\s+<", "><", ElementTree.tostring(root, encoding="unicode"))
