"""The search box: what it makes of readers' words, hands and mistakes; and the index it reads."""

import gzip
import json
import re

import pytest
from playwright.sync_api import Page, expect

from scripts import search
from scripts.snippets import LANGUAGES
from tests import browsing, search_quality
from tests.browsing import DESKTOP, PHONE, SITE
from tests.conftest import Project
from tests.search_quality import BOX, META, WAITING
from tests.test_failures import only

RESULTS = ".md-search-result__item > a.md-search-result__link"
MARKS = f"{RESULTS} mark"
each_language = pytest.mark.parametrize("language", LANGUAGES)
needs_browser = pytest.mark.browser

# what a reader writes, and how the id of an answer among the first three begins
FINDS = {
    "Chinese without spaces": ("zh", "为什么sigmoid会让梯度消失", "q028"),
    "Chinese and Latin run together": ("zh", "损失变成NaN", "q00"),
    "an old name": ("zh", "梯度弥散", "q025"),
    "another old name": ("zh", "梯度膨胀是什么", "q026"),
    "a synonym": ("zh", "loss 不收敛", "q007"),
    "traditional characters": ("zh", "什麼是梯度爆炸", "q026"),
    "full width": ("zh", "ｌｏｓｓ　变成　ｎａｎ", "q00"),
    "the other language": ("en", "梯度消失", "q025"),
    "a typo": ("en", "what are vanishng gradeints", "q025"),
    "a name of the API": ("en", "clip_grad_norm_", ""),
    "the name without underscores": ("en", "clip grad norm", ""),
    "the beginning of a word": ("en", "explodin", "q0"),
    "no question at all": ("en", "nan loss", "q00"),
}
# what a newcomer with a phone types
NEWCOMERS = {
    "a symptom": ("zh", "loss 变成 nan 了怎么办"),
    "an error": ("en", "RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output."),
    "a reading": ("en", "grad norm keeps growing"),
}
BAD = {
    "nothing but punctuation": "?!…，。、「」---///***",
    "emoji": "🙂🙃🔥" * 20,
    "HTML": '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script></h1>',
    "an expression": "(((([[[\\d+.*?^$|{2,}",
    "names of an object": "__proto__ constructor toString hasOwnProperty",
    "half a character": "\ud83d",
    "10 000 letters": "gradient nan " * 770,
    "10 000 characters": "梯度消失爆炸" * 1667,
    "10 000 letters without a space": "x" * 10_000,
}


def turned_to(tab: Page) -> None:
    """Open the box and wait for the engine."""
    tab.locator(BOX).click()
    expect(tab.locator(META)).not_to_have_text(WAITING)


def ask(tab: Page, query: str) -> list[str]:
    """Return where the results lead, the best first."""
    return tab.evaluate(search_quality.ASK, [query, True])[1]


@needs_browser
@pytest.mark.parametrize("case", FINDS)
def test_finds(visit, case: str) -> None:
    language, query, answer = FINDS[case]
    tab = visit(f"{language}/")
    turned_to(tab)
    found = ask(tab, query)
    assert any(f"#{answer}" in href for href in found[:3]), f"{query!r} finds {found[:3]}"
    assert all(f"/{language}/" in href for href in found), "a result of the other language"
    tab.watch.check()


@needs_browser
def test_a_pasted_error_finds_its_entry_whatever_the_names_and_numbers(visit) -> None:
    query = "Traceback (most recent call last):\n  File 'train_v7.py', line 4711, in <module>\n    my_odd_loss.backward()\nRuntimeError: loss is nan"
    tab = visit("en/")
    turned_to(tab)
    assert ask(tab, query), "a long error finds nothing"
    tab.watch.check()


@needs_browser
@each_language
def test_the_index_waits_for_the_reader(visit, home, language: str) -> None:
    """Nothing of the search but its worker comes with the page; all of it comes when the reader turns to the box."""
    asked: list[str] = []
    tab = visit(f"{language}/", until="commit")
    tab.context.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{home}{language}/", wait_until="networkidle")
    heavy = re.compile(r"/search/index\.json|/(engine|minisearch)\.js")
    assert not list(filter(heavy.search, asked)), "the index comes with the page"
    with tab.context.expect_event("request", lambda request: "minisearch" in request.url):  # last: titles answer first
        turned_to(tab)
    assert len(list(filter(heavy.search, asked))) == 3
    tab.watch.check()


@each_language
def test_the_index_is_light(language: str) -> None:
    body = (SITE / language / "search" / "index.json").read_bytes()
    assert len(gzip.compress(body, 6)) <= 250_000
    assert json.loads((SITE / language / search.COLLECTED).read_text(encoding="utf-8"))["docs"] == []


@needs_browser
@pytest.mark.parametrize("case", BAD)
@each_language
def test_bad_input(visit, language: str, case: str) -> None:
    """No error, no injection, no freeze, and something to go on with."""
    tab = visit(f"{language}/")
    turned_to(tab)
    assert ask(tab, BAD[case]), f"{case}: an empty box"
    assert tab.evaluate("window.hurt") is None
    assert tab.locator(".md-search-result :is(img, script, h2)").count() == 0
    times = tab.evaluate(search_quality.ASK, [BAD[case] + " nan", True])[0]
    assert times[0] < 1500, f"{case} takes {times[0]:.0f} ms"
    tab.watch.check()


@needs_browser
@each_language
def test_nothing_found_leads_on(visit, home, language: str) -> None:
    tab = visit(f"{language}/")
    turned_to(tab)
    found = ask(tab, "🙂 <zzqqxx>")
    assert f"{home}{language}/start/triage/" in found and f"{home}{language}/faq/" in found
    expect(tab.locator(".found__none")).to_contain_text("<zzqqxx>")
    expect(tab.locator(META)).to_be_hidden()
    assert not browsing.violations(tab)


@needs_browser
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language, colours", [("zh", "light"), ("en", "dark")])  # twins have the same shape
def test_the_list_is_accessible_and_fits(visit, language: str, screen: dict, colours: str) -> None:
    """Words are marked in titles and excerpts."""
    tab = visit(f"{language}/", viewport=screen, color_scheme=colours)
    if screen is PHONE:
        tab.locator("label.md-header__button[for=__search]").click()
    turned_to(tab)
    ask(tab, "gradient clipping nan")
    expect(tab.locator(MARKS).first).to_be_visible()
    browsing.settle(tab)
    assert not browsing.overflows(tab) + browsing.violations(tab), "mend the list for every reader"


@needs_browser
@pytest.mark.parametrize("start", ["", "faq/api/"], ids=["from home", "from a page of answers"])
@pytest.mark.parametrize("case", NEWCOMERS)
def test_a_phone_shows_the_answer(visit, case: str, start: str) -> None:
    """The first result is an answer, or a step of the triage, and a touch shows it with the way to its cure."""
    language, query = NEWCOMERS[case]
    tab = visit(f"{language}/{start}", viewport=PHONE, until="networkidle")
    tab.locator("label.md-header__button[for=__search]").click()
    turned_to(tab)
    href = ask(tab, query)[0]
    assert re.search("/faq/|/start/triage/", href), f"{query!r} finds {href} first"
    tab.locator(RESULTS).first.click()
    answer = tab.locator(f".md-content [id='{href.rpartition('#')[2]}']")
    expect(answer, "the page stays where it was, or jumps elsewhere").to_be_in_viewport()
    expect(answer.locator("xpath=following-sibling::*//a[@href]").first).to_be_attached()
    tab.watch.check()


@needs_browser
def test_the_keyboard_alone(visit, home) -> None:
    """Slash opens the box, arrows choose, Enter goes there without a reload, Escape closes."""
    tab = visit("en/", until="networkidle")
    tab.evaluate("window.notReloaded = true")
    tab.keyboard.press("/")
    expect(tab.locator(META)).not_to_have_text(WAITING)
    assert "#q026" in ask(tab, "what is the exploding gradient problem")[0]
    tab.keyboard.press("ArrowDown")
    expect(tab.locator(RESULTS).first).to_be_focused()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/en/faq/concepts/#q026"))
    assert tab.evaluate("window.notReloaded"), "the result reloads the page"
    box = tab.locator("#__search")
    expect(box, "the box stays open on the page it led to").not_to_be_checked()
    expect(tab.locator(".md-content h1")).to_contain_text("Concepts")  # the address changes before the page does
    tab.wait_for_load_state("networkidle")
    tab.wait_for_function("document.activeElement == document.body")
    tab.wait_for_timeout(500)  # on a busy machine the theme closes the box once more
    tab.keyboard.press("/")
    expect(box).to_be_checked()
    tab.keyboard.press("Escape")
    expect(box).not_to_be_checked()
    tab.watch.check()


@needs_browser
@each_language
def test_a_question_finds_itself(visit, language: str) -> None:
    """Asked in the words of its heading, each is the first result."""
    tab = visit(f"{language}/")
    turned_to(tab)
    asked = [entry for entry in search.faq.entries(language) if entry.id.startswith("q")]
    lost = [e.plain_title for e in asked if f"#{e.id}" not in ask(tab, e.plain_title)[0]]
    assert len(asked) >= 188 and not lost, lost


@needs_browser
def test_an_unfinished_chinese_word_is_not_searched(visit) -> None:
    """An input method writes letters into the box until the reader has chosen the characters."""
    tab = visit("zh/")
    turned_to(tab)
    ask(tab, "nan")
    before = tab.locator(RESULTS).first.inner_text()
    chrome = tab.context.new_cdp_session(tab)
    tab.locator(BOX).fill("")
    chrome.send("Input.imeSetComposition", {"text": "ti du", "selectionStart": 5, "selectionEnd": 5})
    tab.locator(BOX).evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keyup', {bubbles: true, isComposing: true}))"
    )
    tab.wait_for_timeout(300)
    assert tab.locator(RESULTS).count() == 0, f"searched in mid-composition (before: {before})"
    chrome.send("Input.insertText", {"text": "梯度爆炸"})
    expect(tab.locator(RESULTS).first).to_contain_text("爆炸")
    tab.watch.check()


@needs_browser
def test_without_a_network_once_it_is_there(visit) -> None:
    tab = visit("en/")
    turned_to(tab)
    tab.context.set_offline(True)
    assert ask(tab, "exploding gradients")


def test_no_query_is_a_heading() -> None:
    """What is measured is the search, not its memory."""
    for language in LANGUAGES:
        listed = search_quality.queries(language)
        wordings = {search.faq.same(word) for e in search.faq.entries(language) for word in (e.plain_title, *e.also)}
        copied = [query.text for query in listed if search.faq.same(query.text) in wordings]
        assert len(listed) >= 60 and not copied, copied


# ---- the index ------------------------------------------------------------------------------------------


def test_code_is_indexed_by_its_names() -> None:
    html = "<p>Say <code>x</code>.</p> <pre><code>y = torch.where(a, b)\nclip_grad_norm_(p)</code></pre>"
    assert search.text_of(html) == ("Say x.", "clip_grad_norm_ torch.where")


def test_traditional_characters_are_those_of_the_site() -> None:
    assert search.simplified("学")["學"] == "学"
    assert search.simplified("plain") == {}


def test_a_synonym_that_leads_nowhere(project: Project) -> None:
    project.replace(
        "docs/synonyms.toml", 'en = [["gradient", "slope"]]', 'en = [["gradient", "slope"], ["xyzzy", "plugh"]]'
    )
    told = only(project.problems("scripts.check"), "docs/synonyms.toml", "lead nowhere")
    assert told["line"] == "2"


def test_a_synonym_told_twice(project: Project) -> None:
    project.replace("docs/synonyms.toml", '["gradient", "slope"]', '["gradient", "slope", "slope"]')
    only(project.problems("scripts.check"), "docs/synonyms.toml", "twice")
