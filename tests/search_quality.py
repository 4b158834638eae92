"""Measure the search: queries of tests/queries through the real search box, the share answered first and in the first
three, and how fast. Every third query is held out, and so are those of aside.*.tsv: nobody tunes by them."""

import contextlib
import functools
import gzip
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from scripts.snippets import LANGUAGES
from tests import browsing

QUERIES = Path(__file__).parent / "queries"
BOX = "[data-md-component=search-query]"
META, LINKS = ".md-search-result__meta", ".md-search-result__item > a.md-search-result__link"
WAITING = re.compile("Initializing|初始化")
SLOWER = 4
# Writes into the box as a hand or a paste does, and waits for the list to change: milliseconds, where the results lead.
ASK = """([text, one]) => new Promise(done => {
  const box = document.querySelector("[data-md-component=search-query]")
  const list = document.querySelector(".md-search-result__list")
  const times = []
  const write = value => new Promise(resolve => {
    const watch = new MutationObserver(() => { watch.disconnect(); resolve(performance.now() - started) })
    watch.observe(list, { childList: true })
    box.value = value
    const started = performance.now()
    box.dispatchEvent(new InputEvent("input", { bubbles: true }))
    setTimeout(() => { watch.disconnect(); resolve(performance.now() - started) }, 10000)
  })
  // a space at the end is no new query
  const steps = one ? [text] : [...text].map((_, at, all) => all.slice(0, at + 1).join("")).filter(step => /\\S$/.test(step))
  const next = () => steps.length ? write(steps.shift()).then(time => (times.push(time), next())) :
    done([times, [...list.querySelectorAll("a.md-search-result__link")].map(link => link.href)])
  next()
})"""

# Notes when the list gets its first result: milliseconds since 1970.
NOTE_FIRST = """() => {
  const list = document.querySelector(".md-search-result__list")
  const note = () => list.querySelector("a") && (window.firstResults ??= performance.timeOrigin + performance.now())
  new MutationObserver(note).observe(list, { childList: true, subtree: true })
}"""


@dataclass(frozen=True)
class Query:
    """What a reader types, and the questions (q001) or headings (page/#anchor) that answer it."""

    text: str
    answers: tuple[str, ...]
    part: str = ""

    def answered(self, href: str) -> bool:
        """Tell whether a result is an answer."""
        path, _, anchor = href.partition("#")
        return any(anchor.startswith(f"{answer}-") or f"{path}#{anchor}".endswith(answer) for answer in self.answers)


@functools.cache
def queries(language: str) -> list[Query]:
    def rows(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for line in (QUERIES / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            text, answers = line.split("\t")
            yield text, tuple(answers.split())

    listed = [Query(*row, "_held_out" if number % 3 == 2 else "") for number, row in enumerate(rows(language))]
    return listed + [Query(*row, "_aside") for row in rows(f"aside.{language}")]


def opened(browser: Browser, address: str) -> Page:
    """Open a page with the search box ready."""
    tab = browser.new_context(viewport=browsing.DESKTOP).new_page()
    tab.goto(address)
    tab.locator(BOX).click()
    expect(tab.locator(META)).not_to_have_text(WAITING)
    return tab


def quality(tab: Page, language: str, tell: bool) -> dict[str, str]:
    """Return the shares for each part of the queries."""
    places: dict[str, list[int]] = {}
    for query in queries(language):
        found = tab.evaluate(ASK, [query.text, True])[1]
        place = next((at for at, href in enumerate(found) if query.answered(href)), 99)
        places.setdefault(query.part, []).append(place)
        if tell and place and not query.part:
            print(f"  {place}: {query.text[:60]!r} finds {[href.partition(f'/{language}/')[2] for href in found[:3]]}")
    figures = {}
    for part, found in places.items():
        for top in (1, 3):
            hits = sum(place < top for place in found)
            figures[f"{language}{part}_top{top}"] = f"{hits / len(found):.1%} ({hits} of {len(found)})"
    return figures


def speed(tab: Page, language: str) -> dict[str, str]:
    """Return the median of a keystroke, as fast as this machine is and slowed down."""
    texts = [query.text[:30] for query in queries(language)[::6]]

    def median() -> float:
        return statistics.median(time for text in texts for time in tab.evaluate(ASK, [text, False])[0])

    figures = {f"{language}_keystroke_ms": f"{median():.0f}"}
    chrome = tab.context.new_cdp_session(tab)
    chrome.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    figures[f"{language}_keystroke_ms_cpu_{SLOWER}x_slower"] = f"{median():.0f}"
    chrome.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return figures


def first(browser: Browser, address: str, language: str) -> dict[str, str]:
    """Return the time from the index's arrival to the first results, for a query that waits for them.

    Both moments by the browser's own clock.
    """
    runs = []
    for _ in range(7):
        with contextlib.closing(browser.new_context(viewport=browsing.DESKTOP)) as context:
            tab = context.new_page()
            tab.goto(address, wait_until="networkidle")
            tab.evaluate(NOTE_FIRST)
            with context.expect_event(
                "requestfinished", lambda asked: asked.url.endswith("/search/index.json")
            ) as index:
                tab.locator(BOX).fill("nan")
            arrived = index.value.timing
            tab.locator(LINKS).first.wait_for()
            runs.append(tab.evaluate("firstResults") - arrived["startTime"] - arrived["responseEnd"])
    return {f"{language}_index_to_first_results_ms": f"{statistics.median(runs):.0f}"}


def index_size(language: str) -> str:
    """Return the weight of the index on the wire."""
    body = (browsing.SITE / language / "search" / "index.json").read_bytes()
    return f"{len(gzip.compress(body, 6)) / 1000:.0f}"


def main(tell: bool) -> None:
    with browsing.serving(browsing.site_server()) as home, browsing.chromium() as browser:
        for language in LANGUAGES:
            address = f"{home}{language}/"
            tab = opened(browser, address)
            figures = quality(tab, language, tell) | speed(tab, language)
            figures |= first(browser, address, language) | {f"{language}_index_kb": index_size(language)}
            for name, figure in figures.items():
                print(f"{name} = {figure}")


if __name__ == "__main__":
    main("--tell" in sys.argv)
