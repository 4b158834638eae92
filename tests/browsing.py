"""A real browser on the built site: server, browser, what to watch, accessibility, weight. The bench weighs with it too."""

import contextlib
import functools
import gzip
import http.server
import os
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from scripts import serve
from scripts.snippets import LANGUAGES

ROOT = Path(__file__).parent.parent
SITE = (ROOT / os.environ.get("SITE", "site")).resolve()
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 15_000  # ms, for a busy machine
LIGHT, DARK = "default", "slate"
CARD, CLAIM = 'class="snippet"', 'class="claim"'  # in the HTML of a page that has one
NO_BROWSER = "no Chromium: install the package chromium, or set CHROMIUM"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-ipc-flooding-protection",  # the triage is walked faster than 20 steps a second
]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Takes away what looks and reads like something that stays: coloured words of code, formulas after the third, lines of
# drawings. Axe visits every element, and takes a third of the time without them.
ONE_OF_EACH_KIND = """() => {
  const seen = new Set()
  for (const token of document.querySelectorAll("pre > code span")) {
    const kinds = [token, token.parentElement, token.closest("pre").parentElement.parentElement]
    const kind = kinds.map(element => element.className).join("|")
    seen.has(kind) ? token.replaceWith(...token.childNodes) : seen.add(kind)
  }
  document.querySelectorAll("pre > code").forEach(code => code.normalize())
  ;[...document.querySelectorAll(".katex-html")].slice(3).forEach(formula => formula.replaceChildren())
  document.querySelectorAll("svg :is(path, use, defs, clipPath)").forEach(line => line.remove())
}"""
# the search index and the worker that reads it have a budget of their own
NOT_WEIGHED = re.compile(r"/search/(search_)?index\.json$|/assets/search/")


# ---- site ------------------------------------------------------------------------------------------


def pages(holding: str = "") -> list[str]:
    """Return the pages whose HTML holds a text, as `zh/faq`; the home pages are `zh` and `en`."""
    found = [path for language in LANGUAGES for path in sorted((SITE / language).rglob("index.html"))]
    names = [path.parent.relative_to(SITE).as_posix() for path in found]
    return [name for name in names if holding in html(name)]


@functools.cache
def html(page: str) -> str:
    """Return a page as the server sends it."""
    return (SITE / page / "index.html").read_text(encoding="utf-8")


def twin(page: str) -> str:
    """Return the same page in the other language: `zh/faq` -> `en/faq`."""
    language, slash, path = page.partition("/")
    return f"{'en' if language == 'zh' else 'zh'}{slash}{path}"


class Here:
    """Lets a language's sitemap tell of where the site is served, not of where it was built for: the theme navigates
    instantly only to addresses in it."""

    def do_GET(self):
        found = re.match(r"(.*/)(zh|en)/sitemap\.xml$", self.path)
        if found:
            self.send_sitemap(f"http://{self.headers['Host']}{found[1]}")
        else:
            super().do_GET()

    def send_sitemap(self, root: str) -> None:
        text = Path(self.translate_path(self.path)).read_text(encoding="utf-8")
        body = re.sub(r"<loc>.*?/(?=(zh|en)/)", f"<loc>{root}", text).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


class OwnHost(Here, serve.Handler):
    """The site's own server."""


class PlainHost(Here, http.server.SimpleHTTPRequestHandler):
    """A static host that knows nothing of the site."""


class Server(http.server.ThreadingHTTPServer):
    """A server that does not complain when a reader leaves before a file is through."""

    def handle_error(self, request, client_address):
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving(server: Server) -> Iterator[str]:
    """Answer in a thread; yield the address, with a slash at its end."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def server(handler: type, folder: Path) -> Server:
    """Return a server of `folder` on a free port."""
    return Server(("127.0.0.1", 0), functools.partial(handler, directory=folder))


def site_server() -> Server:
    """Return a server that answers as scripts.serve does."""
    serve.SITE = SITE
    return server(OwnHost, SITE)


def subpath_server(folder: Path, path: str) -> Server:
    """Return a plain server of `folder`, in which the site lies under `path`."""
    link = folder / path
    link.parent.mkdir(parents=True)
    link.symlink_to(SITE, target_is_directory=True)
    return server(PlainHost, folder)


# ---- browser ---------------------------------------------------------------------------------------


def executable() -> str | None:
    """Return the system's Chromium."""
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium.

    Raises:
        RuntimeError: there is none.
    """
    path = executable()
    if not path:
        raise RuntimeError(NO_BROWSER)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """What the pages of a context complain of, and ask for elsewhere than `home`."""

    def __init__(self, context: BrowserContext, home: str):
        self.home = home
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        self.responses: list[Response] = []
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self.ask)
        context.on("response", self.answer)
        context.on("requestfailed", self.fail)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def ask(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def answer(self, response: Response) -> None:
        self.responses.append(response)
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def fail(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a reader who goes on aborts what is still under way
            self.faults.append(f"{request.failure} {request.url}")

    def forget(self) -> None:
        """Begin anew."""
        for heard in (self.faults, self.elsewhere, self.responses):
            heard.clear()

    def check(self) -> None:
        """Fail if anything went wrong so far."""
        assert not self.elsewhere, f"requested outside {self.home}; keep a copy in docs/theme/assets: {self.elsewhere}"
        assert not self.faults, f"mend what the page loads or runs: {self.faults}"


def settle(page: Page) -> None:
    """Wait until fonts are there and nothing moves or fades any more."""
    page.evaluate("document.body.offsetHeight, document.fonts.ready.then(() => true)")
    page.wait_for_function("document.getAnimations().every(a => a.playState != 'running')")


def scheme(page: Page) -> str:
    return page.locator("body").get_attribute("data-md-color-scheme")


def paint(page: Page, wanted: str) -> None:
    """Choose a palette as the reader does, by the toggle."""
    page.emulate_media(color_scheme="dark" if wanted == DARK else "light")
    if scheme(page) != wanted:
        page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", wanted)
    page.mouse.move(0, 0)
    settle(page)


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page as it is now, one line per element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(ONE_OF_EACH_KIND)
        page.evaluate(AXE)
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)["violations"]
    return [
        f"{rule['id']}: {node['html'][:120]} ({(node['any'] + node['all'] + node['none'])[0]['message']})"
        for rule in found
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> list[str]:
    """Return a line if the document is wider than its window."""
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"{wide} px wide on a screen of {screen}; let its widest part wrap or scroll"] if wide > screen else []


def faults(page: Page, views: tuple[tuple[dict, str], ...]) -> list[str]:
    """Show the page on each screen in its palette; return by how much it is too wide, and what axe finds."""
    found = []
    for viewport, _ in views:  # before axe, which gets less to see than the page has
        page.set_viewport_size(viewport)
        found += overflows(page)
    for viewport, colours in reversed(views):
        page.set_viewport_size(viewport)
        paint(page, colours)
        found += [f"{colours}, {viewport['width']} px: {line}" for line in violations(page)]
    return found


# ---- weight ----------------------------------------------------------------------------------------


def weight(responses: list[Response]) -> dict[str, float]:
    """Return what a first visit transfers, each body gzipped: kB in total, kB of JavaScript, number of requests."""
    counted = [response for response in responses if not NOT_WEIGHED.search(response.url)]
    sizes = [len(gzip.compress(response.body(), 6)) / 1000 for response in counted]
    scripts = [size for response, size in zip(counted, sizes) if response.request.resource_type == "script"]
    return {"total": round(sum(sizes), 1), "js": round(sum(scripts), 1), "requests": len(counted)}


def weigh(page_url: str, browser: Browser) -> dict[str, float]:
    """Visit a page for the first time and return its weight."""
    with contextlib.closing(browser.new_context(viewport=DESKTOP)) as context:
        page, watch = context.new_page(), Watch(context, page_url)
        page.goto(page_url, wait_until="networkidle")
        settle(page)
        return weight(watch.responses)
