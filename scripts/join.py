"""Join: two language sites -> one site with a root page, a 404 page, a sitemap and snippets.json."""

import json
import re
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from scripts import faq, links, pages
from scripts.problems import Problems
from scripts.run import Run, versions
from scripts.snippets import LANGUAGES

ROOT = pages.DOCS / "theme" / "root" / "index.html"
TITLES = {"index.html": "Gradient Clinic · 梯度诊所", "404.html": "404 · 没有这一页 · No such page"}
CHOOSE = '<script>location.replace(/^zh/i.test(navigator.language)?"zh/":"en/")</script>'
TAGS = {"zh": "zh-Hans", "en": "en"}


def root_page(site: Path, name: str, address: str) -> None:
    """Write the page that offers both languages; as 404 it is found under any path, so its links are absolute."""
    missing = name == "404.html"
    base = urlsplit(address).path if missing else ""
    text = Template(ROOT.read_text(encoding="utf-8")).substitute(
        address=address,
        base=base,
        title=TITLES[name],
        script="" if missing else CHOOSE,
    )
    if missing:
        text = re.sub(r'<link rel="alternate".*\n', "", text).replace('="en/assets', f'="{base}en/assets')
    (site / name).write_text(text, encoding="utf-8")


def sitemap(site: Path, address: str) -> None:
    """Write one sitemap that tells of both languages of every page."""
    addresses = sorted(
        path.parent.relative_to(site / "en").as_posix().replace(".", "", 1)
        for path in (site / "en").rglob("index.html")
    )
    rows = []
    for path in addresses:
        tail = f"{path}/" if path else ""
        links_ = "".join(
            f'<xhtml:link rel="alternate" hreflang="{TAGS[l]}" href="{address}{l}/{tail}"/>' for l in LANGUAGES
        )
        rows += [f"<url><loc>{address}{language}/{tail}</loc>{links_}</url>" for language in LANGUAGES]
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
            *rows,
            "</urlset>\n",
        ]
    )
    (site / "sitemap.xml").write_text(text, encoding="utf-8")
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", encoding="utf-8")


def machine_readable(site: Path, address: str, runs: list[Run]) -> None:
    """Write snippets.json: what each snippet is, where it is shown, what it printed; and faq.json: where each question is."""
    homes = pages.homes()

    def page(made: Run, language: str) -> str:
        path = re.sub(r"(index)?\.(md|py)$", "", homes[made.snippet.name])
        return f"{address}{language}/{path}{'/' if path and not path.endswith('/') else ''}#{made.snippet.anchor}"

    listed = [
        {
            "name": made.snippet.name,
            "titles": made.snippet.titles,
            "tags": made.snippet.tags,
            "pages": {language: page(made, language) for language in LANGUAGES},
            "source": f"{address}en/{made.snippet.path}",
            "values": made.values,
        }
        for made in runs
    ]
    text = json.dumps({"versions": versions(), "snippets": listed}, ensure_ascii=False, indent=1)
    (site / "snippets.json").write_text(text + "\n", encoding="utf-8")
    text = json.dumps(faq.machine_readable(address), ensure_ascii=False, indent=1)
    (site / "faq.json").write_text(text + "\n", encoding="utf-8")


def join(site: Path, address: str, runs: list[Run]) -> None:
    """Make one site of the two in `site`.

    Args:
        address: where the site will live, with a slash at its end.
    Raises:
        Problems: dead links inside a language or across languages.
    """
    for language in LANGUAGES:
        (site / language / "404.html").unlink()  # a host serves only the one at the root
    root_page(site, "index.html", address)
    sitemap(site, address)
    machine_readable(site, address, runs)
    if problems := links.check(site):
        raise Problems(problems)
    root_page(site, "404.html", address)  # last: its links hold under any path, so they are not relative
