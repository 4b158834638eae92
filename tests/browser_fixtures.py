"""What the browser tests stand on: a browser, the served site, and a watched visit to a page."""

import contextlib
import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from tests import browsing
from tests.browsing import DESKTOP, PATIENCE, SITE, Watch, html, pages

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SUBPATH = "some/project"


@pytest.fixture(scope="session")
def browser():
    if not browsing.executable():
        pytest.fail(browsing.NO_BROWSER, pytrace=False)
    with browsing.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def home():
    """The address of the site, served by scripts.serve."""
    with browsing.serving(browsing.site_server()) as address:
        yield address


@pytest.fixture(scope="session")
def subpath(tmp_path_factory):
    """The address of the site on a plain host, below a project's path."""
    server = browsing.subpath_server(tmp_path_factory.mktemp("host"), SUBPATH)
    with browsing.serving(server) as address:
        yield f"{address}{SUBPATH}/"


@contextlib.contextmanager
def visiting(browser: Browser, home: str):
    """Yield a function that opens an address in a fresh, watched context: visit("zh/faq/", viewport=PHONE)."""
    contexts = []

    def visit(path: str, home: str = home, until: str = "load", **options) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "color_scheme": "light"} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.watch = Watch(context, home)
        page.goto(home + path, wait_until=until)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def visit(browser, home):
    with visiting(browser, home) as visit:
        yield visit


def language_of(page: str) -> str:
    return page.partition("/")[0]


def local(language: str, path: str) -> str:
    """Return the address of a page below the site's: "zh/", "zh/faq/"."""
    return f"{language}/{path}/" if path else f"{language}/"


def title(page: str) -> str:
    """Return a page's heading, without the link that stands in it."""
    heading = BeautifulSoup(html(page), "html.parser").h1
    for link in heading.select(".headerlink, .katex-mathml"):
        link.decompose()
    return heading.get_text().strip()


def a_page(language: str, *holding: str) -> str:
    """Return the first page of a language that holds all these texts."""
    found = [
        page
        for page in pages(holding[0])
        if language_of(page) == language and all(text in html(page) for text in holding)
    ]
    assert found, f"no {language} page holds {holding}: is the site built from all pages?"
    return found[0]


def follow(page: Page, url: str) -> None:
    """Click the first link on the page that leads to `url`."""
    number = page.locator("a:visible").evaluate_all("(links, url) => links.findIndex(link => link.href == url)", url)
    assert number >= 0, f"no link on {page.url} leads to {url}"
    page.locator("a:visible").nth(number).click()


def arrived(page: Page, url: str) -> None:
    """Wait until the page at `url` stands there, its own heading in it."""
    expect(page, f"a link or redirect should lead to {url}").to_have_url(url)
    name = urlsplit(url).path.removeprefix(f"/{SUBPATH}").strip("/")
    heading = page.locator(".md-content h1").first
    expect(heading, f"{url} shows another page's heading").to_contain_text(title(name)[:20])


def reveal(part: Locator) -> Locator:
    """Open the step of the triage that holds a part of the page, if one does; return the part."""
    part.evaluate(
        "part => { const step = part.closest('.step'); if (step) location.hash = step.querySelector('h2').id }"
    )
    return part


def switch(page: Page) -> Locator:
    """Return the link to the other language."""
    return page.locator("a[data-language]")


def mark(page: Page) -> None:
    """Leave a mark that only a reload takes away."""
    page.evaluate("window.notReloaded = true")


def marked(page: Page) -> bool:
    return page.evaluate("window.notReloaded === true")


def bytes_of(language: str, name: str) -> bytes:
    return (SITE / language / "snippets" / f"{name}.py").read_bytes()


def fetch(url: str) -> tuple[int, bytes]:
    """Return status and body."""
    try:
        with DIRECT.open(url) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()
