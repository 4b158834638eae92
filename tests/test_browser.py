"""The built site in a real browser: every page, both languages, both palettes, desktop and phone, with and without script."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Locator, Page, expect

from scripts.snippets import LANGUAGES
from tests import browsing
from tests.browser_fixtures import (
    a_page,
    arrived,
    bytes_of,
    fetch,
    follow,
    language_of,
    local,
    mark,
    marked,
    reveal,
    switch,
    visiting,
)
from tests.browsing import CARD, CLAIM, DARK, DESKTOP, LIGHT, PHONE, SITE, html, pages, twin

pytestmark = pytest.mark.browser

TAGS = {"zh": "zh-Hans", "en": "en"}
LOCALES = {"zh": "zh-CN", "en": "en-US"}
# twins have the same shape and the same colours: together they show each palette on each screen
VIEWS = {"zh": ((DESKTOP, LIGHT), (PHONE, DARK)), "en": ((DESKTOP, DARK), (PHONE, LIGHT))}
COPIED = {"zh": "已复制", "en": "Copied"}
# what a reader types, and the id of the question in the FAQ that answers it
QUESTIONS = {"zh": "什么是梯度爆炸", "en": "what is the exploding gradient problem"}
ANSWER = "q026-what-is-exploding"
# the switch is tried here: from, to (by a link that does not reload), both below their language
TRIPS = {
    "between guides": ("understand/initialization", "faq"),
    "to a page": ("", "faq"),
    "to the home page": ("faq", ""),
}
FIGURE, MATHS = "figure__drawing", "katex-html"
# kB in total; every page: at most 50 kB of JavaScript, 20 requests
BUDGETS = {"": 85, "faq": 110, "labs": 200}
BUDGET, JAVASCRIPT, REQUESTS = 170, 50, 20

STROKE = "path => getComputedStyle(path).stroke"
UNSEEN = """parts => parts.filter(part => !part.closest("details:not([open]), .step"))
  .filter(part => !part.checkVisibility({ visibilityProperty: true }) || !part.getBoundingClientRect().width)
  .map(part => part.outerHTML.slice(0, 160))"""

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_page = pytest.mark.parametrize("page", pages())


def one_of_each_section(holding: str = ""):
    """Try a test on the first page of each section, in both languages: enough for what is the theme's, not the page's."""
    found = {page.rpartition("/")[0] if page.count("/") > 1 else page: page for page in reversed(pages(holding))}
    return pytest.mark.parametrize("page", sorted(found.values()))


# ---- every page ---------------------------------------------------------------------------------------


def test_the_site_is_whole() -> None:
    """Without this one, a site that is not there would leave nothing to test and nothing red."""
    assert pages(), f"{SITE} holds no pages; run: make site"
    lonely = [page for page in pages() if twin(page) not in pages()]
    assert not lonely, f"built in one language only: {lonely}"
    for language in LANGUAGES:
        assert all(a_page(language, part) for part in (CARD, FIGURE, MATHS, CLAIM))


@pytest.fixture(scope="module", params=pages())
def opened(request, browser, home):
    """A page and a tab that shows it, for the tests that follow one another on a first visit."""
    with visiting(browser, home) as visit:
        locale = LOCALES[language_of(request.param)]
        yield request.param, visit(f"{request.param}/", locale=locale, reduced_motion="reduce")


def test_a_page_is_accessible_and_fits(opened) -> None:
    """Axe finds nothing in either palette and on either screen, and a phone needs no sideways scrolling."""
    page, tab = opened
    found = browsing.faults(tab, VIEWS[language_of(page)])
    assert not found, "mend for every reader:\n" + "\n".join(found)


def test_a_page_loads_and_weighs_little(opened, home) -> None:
    """Nothing is missing, nothing complains, nothing comes from elsewhere, down to the end of the page; it is light."""
    page, tab = opened
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tab.wait_for_load_state("networkidle")
    expect(switch(tab)).to_have_js_property("href", f"{home}{twin(page)}/")
    tab.watch.check()
    browsing.settle(tab)  # a busy machine asks for fonts late
    weight = browsing.weight(tab.watch.responses)
    print(f"{page}: {weight['total']} kB, {weight['js']} kB of JavaScript, {weight['requests']} requests")
    section = page.partition("/")[2].partition("/")[0]
    limit = BUDGETS.get(section, BUDGET)
    assert weight["total"] <= limit, f"{page} transfers {weight['total']} kB, more than {limit}: take something away"
    assert weight["js"] <= JAVASCRIPT, f"{page} transfers {weight['js']} kB of JavaScript, more than {JAVASCRIPT}"
    assert weight["requests"] <= REQUESTS, f"{page} makes {weight['requests']} requests, more than {REQUESTS}"


@pytest.fixture(scope="module")
def unscripted(browser, home):
    """A tab that goes from page to page without script."""
    with visiting(browser, home) as visit:
        yield visit("404.html", java_script_enabled=False)


@each_page
def test_a_page_reads_without_script(unscripted, home, page: str) -> None:
    """Text, figures and maths are there, and the switch names the twin."""
    tab = unscripted
    tab.watch.forget()
    tab.goto(f"{home}{page}/")
    expect(tab.locator(".md-content h1")).to_be_visible()
    expect(tab.locator(".md-content p:visible").last).not_to_be_empty()
    unseen = tab.locator(".figure__drawing, .katex-html").evaluate_all(UNSEEN)
    assert not unseen, "not to be seen without script:\n" + "\n".join(unseen)
    expect(switch(tab)).to_have_js_property("href", f"{home}{twin(page)}/")
    tab.watch.check()


@each_page
def test_a_page_names_its_languages(page: str) -> None:
    """Its own language, and absolute addresses of itself, its twin and the page that chooses."""
    language, _, path = page.partition("/")
    soup = BeautifulSoup(html(page), "html.parser")
    assert soup.html["lang"] == TAGS[language]
    named = {link["hreflang"]: link["href"] for link in soup.select("link[hreflang]")}
    root = named.get("x-default", "")
    assert urlsplit(root).scheme and root.endswith("/"), f"x-default must be an absolute address: {named}"
    expected = {TAGS[name]: root + local(name, path) for name in LANGUAGES} | {"x-default": root}
    assert named == expected, "docs/theme/main.html must name both languages and the root page"
    assert soup.select_one("link[rel=canonical]")["href"] == expected[TAGS[language]]


# ---- snippet cards and claims ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", [page for page in pages(CARD) if language_of(page) == "en"])
def test_copy_and_download_give_the_tested_file(visit, page: str) -> None:
    """By button, by download and by link a reader gets the file that ran, byte for byte."""
    language = language_of(page)
    tab = visit(f"{page}/", permissions=["clipboard-read", "clipboard-write"])
    for card in map(reveal, tab.locator("article.snippet").all()):
        download, raw = card.locator("a.snippet__link").all()
        name = download.get_attribute("href").partition("/snippets/")[2].removesuffix(".py")
        source = bytes_of(language, name)
        card.locator("button.copy").click()
        expect(card.locator("button.copy")).to_have_text(COPIED[language])
        assert clipboard(tab) == source, f"the copy button of {name} does not copy the file"
        with tab.expect_download() as event:
            download.click()
        assert event.value.path().read_bytes() == source, f"the download of {name} is another file"
        assert event.value.suggested_filename == f"{name.rpartition('/')[2]}.py"
        assert fetch(raw.evaluate("link => link.href")) == (200, source), (
            f"the raw link of {name} leads to another file"
        )
    tab.watch.check()


def clipboard(tab: Page) -> bytes:
    return tab.evaluate("navigator.clipboard.readText()").encode()


@each_language
def test_copying_without_the_clipboard_interface(visit, language: str) -> None:
    """Outside https and localhost browsers have none; the old way gives the same bytes."""
    page = a_page(language, CARD)
    tab = visit(f"{page}/", permissions=["clipboard-read", "clipboard-write"])
    tab.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    card = tab.locator("article.snippet").first
    name = card.locator("a[download]").get_attribute("href").partition("/snippets/")[2].removesuffix(".py")
    card.locator("button.copy").click()
    expect(card.locator("button.copy")).to_have_text(COPIED[language])
    assert clipboard(tab) == bytes_of(language, name)


@pytest.mark.parametrize("page", pages(CLAIM))
def test_every_claim_names_its_file_and_its_card(home, page: str) -> None:
    for claim in BeautifulSoup(html(page), "html.parser").select("a.claim"):
        assert ".py" in claim["title"], f"its tooltip does not name the file: {claim}"
        target, card = urldefrag(urljoin(f"{home}{page}/", claim["href"]))
        assert f'class="snippet" id="{card}"' in html(target.removeprefix(home).strip("/")), (
            f"it leads to no card: {claim}"
        )


@one_of_each_section(CLAIM)
def test_claims_tell_and_lead_to_their_run(visit, page: str) -> None:
    """The tooltip opens; a click shows the card."""
    tab = visit(f"{page}/", until="networkidle")  # a script that starts after the click would undo the jump
    claim = reveal(tab.locator("a.claim").first)
    said, target = claim.get_attribute("title"), claim.evaluate("link => link.href")
    claim.hover()
    expect(tab.locator(".md-tooltip2--active")).to_contain_text(said)
    tab.wait_for_timeout(300)  # the theme notes 0.1 s late how far a page is scrolled, and would go back there
    claim.click()
    expect(tab, f"{said}: a click should lead to {target}").to_have_url(target)
    card = tab.locator(f"article.snippet#{urldefrag(target).fragment}")
    expect(card, f"{said}: the claim leads to no card").to_be_in_viewport()
    covered = (
        tab.evaluate("document.querySelector('.md-header').getBoundingClientRect().bottom") - card.bounding_box()["y"]
    )
    assert covered <= 1, f"the header covers {covered} px of the card; raise scroll-margin-top"
    tab.watch.check()


# ---- languages ------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize("trip", TRIPS)
def test_the_switch_keeps_the_page(visit, home, language: str, trip: str) -> None:
    """On a fresh load, after instant navigation (which leaves the header where it is), after Back and Forward."""
    start, end = TRIPS[trip]
    other = twin(language)
    tab = visit(local(language, start))
    switch(tab).click()
    arrived(tab, home + local(other, start))
    tab.wait_for_load_state("networkidle")
    mark(tab)
    follow(tab, home + local(other, end))
    arrived(tab, home + local(other, end))
    assert marked(tab), "the link reloaded the page: instant navigation is off"
    tab.go_back()
    expect(switch(tab)).to_have_js_property("href", home + local(language, start))
    tab.go_forward()
    arrived(tab, home + local(other, end))
    switch(tab).click()
    arrived(tab, home + local(language, end))
    tab.watch.check()


@each_language
def test_instant_navigation_reaches_every_page(visit, home, language: str) -> None:
    """From the first page to the last by the links in the footer, without a reload, each page whole."""
    tab = visit(f"{language}/", until="networkidle")
    mark(tab)
    seen = [language]
    while (onward := tab.locator("a.md-footer__link--next")).count():
        url = onward.evaluate("link => link.href")
        onward.click()
        arrived(tab, url)
        here = url.removeprefix(home).strip("/")
        seen.append(here)
        assert marked(tab), f"the way to {here} reloaded the page: instant navigation is off"
        expect(switch(tab)).to_have_js_property("href", f"{home}{twin(here)}/")
        expect(tab.locator("article.snippet button.copy")).to_have_count(html(here).count(CARD))
    left_out = [page for page in pages() if language_of(page) == language and page not in seen]
    assert not left_out, f"the footer's links leave out {left_out}"
    tab.watch.check()


@pytest.mark.parametrize("locale, language", [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-US", "en"), ("fr-FR", "en")])
def test_the_root_page_chooses(visit, home, locale: str, language: str) -> None:
    tab = visit("", locale=locale)
    arrived(tab, f"{home}{language}/")
    tab.watch.check()


@each_language
def test_the_root_page_offers_both_without_script(visit, home, language: str) -> None:
    tab = visit("", java_script_enabled=False)
    expect(tab.locator("main a")).to_have_count(2)
    tab.locator(f"a[hreflang={TAGS[language]}]").click()
    arrived(tab, f"{home}{language}/")


@each_language
def test_an_unknown_address(visit, home, language: str) -> None:
    """It is answered 404, in both languages, with a way on from any depth."""
    tab = visit(f"{language}/no/such/page/")
    assert fetch(tab.url)[0] == 404
    expect(tab.locator("main")).to_contain_text("没有这一页")
    expect(tab.locator("main")).to_contain_text("No such page")
    assert not browsing.violations(tab)
    assert [fault for fault in tab.watch.faults if tab.url not in fault and "console" not in fault] == []
    assert tab.locator("img").evaluate("image => image.naturalWidth") > 0, "404.html does not find its picture"
    tab.locator(f"a[hreflang={TAGS[language]}]").click()
    arrived(tab, f"{home}{language}/")


# ---- search ---------------------------------------------------------------------------------------------


@each_language
@pytest.mark.parametrize("hand", ["typed", "pasted"])
def test_search_finds_a_known_question(visit, home, language: str, hand: str) -> None:
    """It is among the first three results and leads to the answer; the list is accessible; searching asks nobody else."""
    query, answer = QUESTIONS[language], f"{home}{language}/faq/concepts/#{ANSWER}"
    tab = visit(f"{language}/")
    box = tab.locator("[data-md-component=search-query]")
    box.click()
    # a query that is there when the engine gets ready is answered whether or not the box heard it come
    expect(tab.locator(".md-search-result__meta")).not_to_have_text(re.compile("Initializing|初始化"))
    box.press_sequentially(query) if hand == "typed" else box.fill(query)
    results = tab.locator(".md-search-result__item > a.md-search-result__link")
    expect(results.first).to_be_visible()
    tab.wait_for_timeout(1000)  # what is seen first may answer the beginning of the words
    first = results.evaluate_all("links => links.slice(0, 3).map(link => link.href.replace(/[?].*?(#|$)/, '$1'))")
    assert answer in first, f"{query!r} finds {first}, not {answer}"
    browsing.settle(tab)
    assert not browsing.violations(tab), "mend the list of results for every reader"
    results.nth(first.index(answer)).click()
    expect(tab.locator(f".md-content [id='{ANSWER}']"), f"the result should lead to {answer}").to_be_in_viewport()
    tab.watch.check()


# ---- palette --------------------------------------------------------------------------------------------


def drawn(tab: Page) -> Locator:
    """Return a line of a figure that is drawn in one of the theme's colours."""
    return tab.locator(".figure__drawing path[style*='stroke: var(--fig-']").first


@each_language
@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_the_palette_toggle_recolours_figures(visit, language: str, hand: str) -> None:
    tab = visit(f"{a_page(language, FIGURE)}/", until="networkidle")
    expect(drawn(tab), "no figure takes its colours from the theme").to_be_attached()
    before = drawn(tab).evaluate(STROKE)
    if hand == "mouse":
        tab.locator("[data-md-component=palette] label:visible").click()
    else:
        tab.locator("#__palette_0").focus()
        tab.keyboard.press("Enter")
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", DARK)
    after = drawn(tab).evaluate(STROKE)
    assert after != before, f"the figure stays {before} in the dark palette; use the style sheet's colours"
    tab.reload()
    assert drawn(tab).evaluate(STROKE) == after, "the choice is forgotten on the next page"


@each_language
def test_the_factor_and_the_depth_can_be_tried(visit, language: str) -> None:
    tab = visit(f"{language}/start/in-five-minutes/")
    told = tab.locator("form.factor output")
    expect(told).to_have_text("0.90^50 = 0.00515")
    tab.locator("input[name=gain]").focus()
    tab.keyboard.press("End")
    expect(told).to_have_text("1.50^50 = 6.4e+8")


@each_language
@pytest.mark.parametrize("preferred, colours", [("light", LIGHT), ("dark", DARK)])
def test_the_first_visit_follows_the_system(visit, language: str, preferred: str, colours: str) -> None:
    tab = visit(f"{language}/", color_scheme=preferred)
    expect(tab.locator("body")).to_have_attribute("data-md-color-scheme", colours)


@each_language
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_links_work_without_script(visit, home, language: str, viewport: dict) -> None:
    """Tabs on a desktop, the drawer on a phone: to the FAQ and back home."""
    tab = visit(f"{language}/", java_script_enabled=False, viewport=viewport)
    faq = f"{home}{language}/faq/"
    if viewport is PHONE:
        tab.locator(".md-header label[for=__drawer]").click()
        top = ".md-nav--primary > .md-nav__list > .md-nav__item--nested"
        section = tab.locator(top, has=tab.locator("a[href='faq/']"))
        section.locator("> label.md-nav__link").click()
        section.locator("a[href='faq/']").click()
    else:
        tab.locator(".md-tabs a[href='faq/']").click()
    arrived(tab, faq)
    switch(tab).click()
    arrived(tab, f"{home}{twin(language)}/faq/")


# ---- below a path, as project pages are hosted ----------------------------------------------------------


@one_of_each_section()
def test_a_page_loads_below_a_path(visit, subpath, page: str) -> None:
    tab = visit(f"{page}/", home=subpath, until="networkidle")
    tab.watch.check()


@each_language
def test_search_and_switch_work_below_a_path(visit, subpath, language: str) -> None:
    """Instant navigation, then the switch, then the search."""
    tab = visit(f"{language}/", home=subpath, until="networkidle")
    mark(tab)
    follow(tab, f"{subpath}{language}/faq/")
    arrived(tab, f"{subpath}{language}/faq/")
    assert marked(tab), "the link reloaded the page: instant navigation is off below a path"
    switch(tab).click()
    other = twin(language)
    arrived(tab, f"{subpath}{other}/faq/")
    tab.locator("[data-md-component=search-query]").fill(QUESTIONS[other])
    result = tab.locator("a.md-search-result__link").first
    expect(result).to_be_visible()
    assert result.evaluate("link => link.href").startswith(f"{subpath}{other}/")
    tab.watch.check()


def links(root: str):
    """Yield (page, address) for all that the pages below `root` name and that is not another host's."""
    for page in ["", *(f"{page}/" for page in pages())]:
        for element in BeautifulSoup(html(page), "html.parser").select("[href], [src]"):
            named = element.get("href") or element.get("src")
            if named and not urlsplit(named).scheme:
                yield page, urldefrag(urljoin(root + page, named)).url


def test_every_link_leads_somewhere_below_a_path(subpath) -> None:
    """Each address the pages name is fetched once; none leaves the site's folder."""
    named = {}
    for page, url in links(subpath):
        named.setdefault(url, page)
    outside = {url: page for url, page in named.items() if not url.startswith(subpath)}
    assert not outside, f"write these links relative: {outside}"
    dead = {url: page for url, page in named.items() if fetch(url)[0] >= 400}
    assert not dead, f"these links lead nowhere: {dead}"
