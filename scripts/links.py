"""Links: every address in the built site leads to a file and an id that are there."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from scripts.problems import Problem

ATTRIBUTES = {"href", "src"}


class Document(HTMLParser):
    """The ids of one HTML file, and the addresses it names with their lines."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[tuple[str, int]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ATTRIBUTES and value and not (tag == "link" and "://" in value):
                self.addresses.append((value, self.getpos()[0]))


def target(site: Path, page: Path, address: str) -> Path | None:
    """Return the file inside `site` that `address` on `page` means, None if it leaves the site's folder."""
    path = unquote(urlsplit(address).path)
    found = (page.parent / path).resolve() if path else page
    if found.is_dir():
        found = found / "index.html"
    return found if found.is_relative_to(site) else None


def check(site: Path) -> list[Problem]:
    """Return every dead link of the built site, inside a language and across."""
    site = site.resolve()
    documents = {path: Document(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    problems = []
    for page, document in documents.items():
        where = f"site/{page.relative_to(site).as_posix()}"
        for address, line in document.addresses:
            if urlsplit(address).scheme:
                continue
            if address.startswith("/"):
                problems.append(
                    Problem(where, line, f"links to {address}", "write it relative: the site may live under a sub-path")
                )
                continue
            file, fragment = target(site, page, urldefrag(address).url), unquote(urldefrag(address).fragment)
            if file is None or not file.exists():
                problems.append(
                    Problem(where, line, f"links to {address}, which is not there", "mend the link in the page")
                )
            elif fragment and file in documents and fragment not in documents[file].ids:
                problems.append(
                    Problem(
                        where, line, f"links to {address}, whose anchor is not there", "mend the anchor in the page"
                    )
                )
    return sorted(set(problems))
