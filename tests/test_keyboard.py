"""The built site by keyboard alone: Tab reaches all that acts, each stop can be seen, and the skip link skips."""

import pytest
from playwright.sync_api import expect

from scripts.snippets import LANGUAGES
from tests.browser_fixtures import a_page
from tests.browsing import CARD, CLAIM

pytestmark = pytest.mark.browser

each_language = pytest.mark.parametrize("language", LANGUAGES)

TAB_STOPS = {
    "skip link": "a.md-skip",
    "search": "[data-md-component=search-query]",
    "language link": "a[data-language]",
    "palette toggle": "[data-md-component=palette] label",
    "tabs": ".md-tabs a",
    "navigation": ".md-sidebar a",
    "claim": "a.claim",
    "copy button": "button.copy",
    "link of a card": ".snippet__bar a",
    "output": ".snippet-output summary",
    "footer": ".md-footer a",
}
# A ring counts if the element, or the label after it that stands for it, has it with the focus and has not without it.
WALK = """() => {
  const stops = []
  const ring = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle == "none" ? "" : outlineWidth) + (boxShadow == "none" ? "" : boxShadow)
  const onScreen = ({ top, bottom, left, right }) => bottom > top && right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
  const shown = e => e?.checkVisibility({ visibilityProperty: true }) && e.offsetWidth > 0 && e.offsetHeight > 0
  const tell = e => e.outerHTML.slice(0, 160)
  window.walk = {
    step() {
      const stop = document.activeElement
      if (stop == document.body || stops.some(other => other.stop == stop)) return stop == document.body ? "end" : tell(stop)
      const shape = [stop, stop.nextElementSibling].find(shown) ?? stop
      stops.push({ stop, shape, ring: ring(getComputedStyle(shape)), seen: onScreen(shape.getBoundingClientRect()) })
    },
    hidden: () => stops.filter(({ seen }) => !seen).map(({ stop }) => tell(stop)),
    ringless: () => stops.filter(({ shape, ring: focused }) => !focused || focused == ring(getComputedStyle(shape))).map(({ stop }) => tell(stop)),
    missed: kinds => Object.entries(kinds).flatMap(([name, selector]) => [...document.querySelectorAll(selector)]
      .filter(e => shown(e) && !stops.some(({ shape }) => shape == e)).map(e => `${name}: ${tell(e)}`)),
    scrollable: () => [...document.querySelectorAll(".md-content *")]
      .filter(e => shown(e) && e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX))
      .filter(e => !stops.some(({ stop }) => e.contains(stop))).map(tell),
  }
}"""


@pytest.mark.parametrize("language, colours", [("zh", "light"), ("en", "dark")])  # twins have the same shape
def test_the_keyboard_reaches_everything(visit, language: str, colours: str) -> None:
    """Tab from the top meets all that acts or scrolls, each stop visibly, and comes out at the end."""
    tab = visit(f"{a_page(language, CARD, CLAIM)}/", until="networkidle", color_scheme=colours)
    expect(tab.locator("[data-md-component=palette] label:visible")).to_have_count(1)  # its script has run
    tab.evaluate(WALK)
    for _ in range(1000):
        tab.keyboard.press("Tab")
        if back := tab.evaluate("walk.step()"):
            break
    assert back == "end", f"Tab comes back to {back} instead of leaving the page"
    missed = tab.evaluate("kinds => walk.missed(kinds)", TAB_STOPS) + tab.evaluate("walk.scrollable()")
    assert not missed, "Tab does not reach:\n" + "\n".join(missed)
    hidden, ringless = tab.evaluate("[walk.hidden(), walk.ringless()]")
    assert not hidden, "Tab stops at what cannot be seen:\n" + "\n".join(hidden)
    assert not ringless, "no visible focus; give it an outline in docs/theme/assets/site.css:\n" + "\n".join(ringless)


@each_language
def test_the_skip_link_skips(visit, language: str) -> None:
    """The next Tab after it is in the article."""
    tab = visit(f"{a_page(language, CARD)}/", until="networkidle")
    tab.keyboard.press("Tab")
    expect(tab.locator("a.md-skip")).to_be_focused()
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector('h1:target')")
    tab.wait_for_timeout(300)  # the browser moves the start of the next Tab a little later than the target
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.md-content') !== null"), (
        "the skip link does not move the focus"
    )
