"""The triage: what is wrong with its data is told in one line; in a browser every way through it leads to a cure."""

import functools
import json
import shutil
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from scripts import triage
from scripts.problems import Problems
from scripts.snippets import LANGUAGES
from tests import browsing
from tests.browser_fixtures import arrived, fetch, mark, marked
from tests.browsing import DARK, DESKTOP, LIGHT, PHONE, SITE, html
from tests.conftest import TINY, Project
from tests.test_failures import only

DATA = "docs/triage.toml"
PATH = triage.PAGE.removesuffix(".md")
PROVED = 12  # leaves whose snippet plants the fault and shows that the cure lets training recover
PROOF = "proof"  # the tag of such a snippet
THUMB = 44  # px

each_language = pytest.mark.parametrize("language", LANGUAGES)
in_a_browser = pytest.mark.browser

# fmt: off
TREE = {  # what is wrong with the tree: (old, new, line, what the line says)
    "no TOML": ("[[leaf]]\nid", "[[leaf]\nid", 20, "mend the TOML"),
    "missing translation": ("en_cure = 'None.'\n", "", 35, "leaf-same has no en_cure"),
    "empty translation": ("zh_cure = '不用。'", "zh_cure = ''", 35, "leaf-same has no zh_cure"),
    "missing translation of an answer": (", en = 'No change'", "", 7, "an answer of q1 has no en"),
    "missing translation of what may be told": ("en_how = 'Look at each layer.'\n", "", 10, "q2 has no en_how"),
    "unknown key": ("zh_also", "zh_more", 30, "unknown key zh_more"),
    "no way out": ("answers = [\n  { to = \"leaf-half\", zh = '到处', en = 'Everywhere' },\n]", "answers = []", 10, "q2 has no answers"),
    "way to nowhere": ('to = "leaf-half"', 'to = "leaf-none"', 17, "q2 leads to leaf-none, which is no step"),
    "no way in": ('to = "leaf-same"', 'to = "q2"', 35, "no answer leads to leaf-same"),
    "way in circles": ("},\n]\n\n[[leaf]]", "},\n  { to = \"q1\", zh = '回', en = 'Back' },\n]\n\n[[leaf]]", 18, "goes in a circle"),
    "two steps with one id": ('id = "leaf-half"', 'id = "leaf-same"', 35, "the id of two steps"),
    "no page": ('page = "fix.md#fix"\n\n', "\n", 20, "leaf-half has no page"),
    "unknown page": ('page = "fix.md#fix"', 'page = "gone.md#fix"', 33, "no heading in docs/zh"),
    "unknown anchor": ('page = "fix.md#fix"', 'page = "fix.md#gone"', 33, "no heading in docs/en"),
    "no snippet": ('run = "fix/halve"\n', "", 20, "leaf-half has no snippet"),
}
TEXTS = {  # the same, of what its texts and snippets say
    "unknown snippet": ('run = "fix/halve"', 'run = "fix/quarter"', 32, "cites fix/quarter, which is no snippet"),
    "unknown proof": ('run = "fix/halve"', 'proof = "fix/quarter"', 32, "includes fix/quarter, which is no snippet"),
    "stale number": ("multiplies by [0.50]", "multiplies by [0.51]", 25, "says 0.51"),
    "claim in one language": ('每层乘以 [0.50](../fix.md#halve "fix/halve.factor")。', "每层乘以一半。", 32, "make them equal"),
    "word to avoid": ("除一除", "渐变消失", 26, "write 梯度消失"),
    "half-width punctuation": ("'除一除。'", "'除,再看。'", 26, "half-width"),
}
# fmt: on


@pytest.fixture
def data(tmp_path, monkeypatch):
    """The data of the tiny project, read in this process."""
    shutil.copytree(TINY / "docs", tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    triage.tree.cache_clear()
    yield tmp_path / DATA
    triage.tree.cache_clear()


def told(data: Path) -> list[str]:
    """Return the problems, a line each."""
    try:
        return [str(problem) for problem in triage.problems()]
    except Problems as error:
        return [str(problem) for problem in error.found]


@pytest.mark.parametrize("fault", TREE)
def test_a_fault_in_the_tree(data: Path, fault: str) -> None:
    """Each is told in a line: where it is, what is wrong, what to do."""
    old, new, line, words = TREE[fault]
    text = data.read_text(encoding="utf-8")
    assert old in text
    data.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = only(told(data), DATA, words)
    assert int(found["line"]) == line, found[0]


def test_the_tree_without_a_fault(data: Path) -> None:
    assert told(data) == []


def test_too_many_questions(data: Path) -> None:
    """Six lead to any leaf; a longer way is told where it becomes too long."""

    def write(*chain: str) -> None:
        triage.tree.cache_clear()
        asked = [
            f"[[question]]\nid = \"{here}\"\nzh = '问'\nen = 'Why?'\n"
            f"answers = [\n  {{ to = \"{to}\", zh = '答', en = 'So' }},\n]\n"
            for here, to in zip(chain, [*chain[1:], "leaf-half"])
        ]
        data.write_text(text.replace("[[leaf]]", "".join(asked) + "[[leaf]]", 1), encoding="utf-8")

    text = data.read_text(encoding="utf-8").replace('to = "leaf-half"', 'to = "r3"')
    write("r3", "r4", "r5", "r6")
    assert told(data) == []
    write("r3", "r4", "r5", "r6", "r7")
    assert only(told(data), DATA, "the answer of r7 to leaf-half comes after 7 questions")["cure"] == "keep to 6"


@pytest.mark.parametrize("fault", TEXTS)
def test_a_fault_in_the_texts(project: Project, fault: str) -> None:
    old, new, line, words = TEXTS[fault]
    project.replace(DATA, old, new)
    found = only(project.problems("scripts.check"), DATA, words)
    assert int(found["line"]) == line, found[0]


def test_a_fault_stops_the_build(project: Project) -> None:
    """And a proof is at home in its leaf only."""
    project.replace(DATA, 'run = "fix/halve"', 'proof = "fix/halve"')
    project.replace(DATA, "en_cure = 'None.'\n", "")
    lines = project.problems("scripts.build")
    only(lines, DATA, "leaf-same has no en_cure")
    only(lines, DATA, "shows fix/halve, which docs/zh/fix.md shows too")
    assert not project.path("site").exists()


def test_numbers_in_the_data_are_written(project: Project) -> None:
    project.replace(DATA, "multiplies by [0.50]", "multiplies by [0.51]")
    assert project.run("scripts.check", "--update").returncode == 0
    assert "multiplies by [0.50]" in project.read(DATA)


def test_search_knows_every_step(built: Project) -> None:
    """Each has a record of its own, with the other wordings of its language."""
    for language, wording in (("zh", "越来越小"), ("en", "smaller and smaller")):
        index = json.loads(built.read(f"site/{language}/search/index.json"))
        records = {r["location"].partition("#")[2]: r for r in index["records"] if r["location"].startswith(PATH)}
        assert {"q1", "q2", "leaf-half", "leaf-same"} <= records.keys()
        assert wording in records["leaf-half"]["also"]


# ---- the tree that readers use ---------------------------------------------------------------------------


@functools.cache
def answers() -> dict[str, list[str]]:
    """Return where the answers of each question lead; leaves have none."""
    questions, leaves = triage.tree()
    return {q["id"]: [a["to"] for a in q["answers"]] for q in questions} | {leaf["id"]: [] for leaf in leaves}


def leaf_ids() -> set[str]:
    return {step for step, onward in answers().items() if not onward}


def test_leaves_are_many_and_proved() -> None:
    """The proofs are tagged; a leaf's own snippet stands in snippets.json with its tags."""
    ran = json.loads((SITE / "snippets.json").read_text(encoding="utf-8"))["snippets"]
    proofs = {snippet["name"] for snippet in ran if PROOF in snippet["tags"]}
    _, leaves = triage.tree()
    proved = {leaf["id"] for leaf in leaves if {leaf.get("proof"), leaf.get("run")} & proofs}
    assert len(leaves) >= 28
    assert len(proved) >= PROVED, f"only {len(proved)} leaves are proved: {sorted(proved)}"
    assert {leaf["proof"] for leaf in leaves if "proof" in leaf} <= proofs, "a proof is tagged as such"


@in_a_browser
@each_language
def test_leaves_lead_to_a_snippet_and_a_page(home, language: str) -> None:
    """The links answer, their anchors are there, and the snippet is one of those that ran."""
    ran = json.loads((SITE / "snippets.json").read_text(encoding="utf-8"))["snippets"]
    cards = {urldefrag(snippet["pages"][language]).fragment for snippet in ran}
    here = f"{home}{language}/{PATH}/"
    body = functools.cache(lambda url: BeautifulSoup(fetch(url)[1], "html.parser"))
    for section in BeautifulSoup(html(f"{language}/{PATH}"), "html.parser").select(".step--leaf"):
        name = section.h2["id"]
        links = [urljoin(here, link["href"]) for link in section.select("dd a")]
        shown = {urldefrag(link).fragment for link in links} | {card["id"] for card in section.select("article")}
        assert shown & cards, f"{name} leads to no snippet"
        for link in links:
            url, anchor = urldefrag(link)
            assert fetch(url)[0] == 200, f"{name} leads to {link}"
            assert not anchor or body(url).find(id=anchor), f"{name}: {link} has no such anchor"


SEEN = """() => [...document.querySelectorAll(".step")]
  .filter(step => step.checkVisibility()).map(step => step.querySelector("h2").id)"""

# Follows every answer of every question, and Back after each; returns the leaves, the number of ways, what is wrong.
WALK = (
    """async most => {
  const first = document.querySelector(".step h2").id, leaves = new Set(), wrong = []
  let ways = 0
  const seen = """
    + SEEN
    + """
  async function shows(id, way) {
    for (let patience = 500; patience; patience--) {
      await new Promise(done => setTimeout(done, 5))
      if (location.hash === `#${id}` && seen().join() === id) return
    }
    throw Error(`${[...way, id].join(" > ")}: shows ${seen()} at ${location.hash}`)
  }
  async function walk(id, way) {
    await shows(id, way)
    const links = [...document.getElementById(id).closest(".step").querySelectorAll(".step__answers a")]
    if (!links.length) { ways += 1; leaves.add(id) }
    if (way.length > most) wrong.push(`${way.join(" > ")}: too long`)
    for (const link of links) {
      link.click()
      await walk(link.hash.slice(1), [...way, id])
      history.back()
      await shows(id, way)
    }
  }
  location.hash = first
  await walk(first, [])
  return [[...leaves], ways, wrong]
}"""
)


def ways(step: str) -> int:
    return sum(map(ways, answers()[step])) or 1


def open_triage(visit, language: str, step: str = "", **options) -> Page:
    return visit(f"{language}/{PATH}/{step and '#' + step}", until="networkidle", **options)


def shows(tab: Page, step: str) -> None:
    """Wait until this step is there, and see that no other is."""
    expect(tab.locator(f"#{step}")).to_be_visible()
    assert tab.evaluate(SEEN) == [step]


@in_a_browser
@each_language
def test_every_way_leads_to_a_leaf(visit, language: str) -> None:
    """All ways from the first question, by its links: one step is seen at a time, and Back returns to the last."""
    tab = open_triage(visit, language)
    first = next(iter(answers()))
    shows(tab, first)
    leaves, count, wrong = tab.evaluate(WALK, triage.MOST)
    assert not wrong, "\n".join(wrong[:20])
    assert set(leaves) == leaf_ids() and count == ways(first)
    tab.watch.check()


@in_a_browser
@each_language
def test_every_answer_without_script(visit, language: str) -> None:
    """On a phone without script every answer can be touched, shows its step, and the step leads back."""
    tab = open_triage(visit, language, viewport=PHONE, java_script_enabled=False)
    first = next(iter(answers()))
    shows(tab, first)
    waiting, seen = [first], {first}
    while waiting:
        step = waiting.pop()
        tab.goto(f"{tab.url.partition('#')[0]}#{step}")
        boxes = [link.bounding_box() for link in tab.locator(".step__answers a:visible").all()]
        assert all(box["height"] >= THUMB for box in boxes), f"an answer of {step} is lower than {THUMB} px"
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
        assert len(boxes) == len(answers()[step])
        for to in dict.fromkeys(answers()[step]):
            if to not in seen:
                seen.add(to)
                tab.locator(f".step__answers a:visible[href='#{to}']").first.click()
                shows(tab, to)
                tab.go_back()
                shows(tab, step)
                waiting.append(to)
    assert seen == answers().keys()
    tab.locator(".step__back a:visible").last.click()
    shows(tab, first)


@in_a_browser
@each_language
def test_the_keyboard_reaches_a_leaf(visit, language: str) -> None:
    """Tab and Enter, nothing else; the focus is seen, and goes on from the step that it opened."""
    tab = open_triage(visit, language)
    step = next(iter(answers()))
    tab.locator(f"#{step} .headerlink").focus()
    while onward := answers()[step]:
        for _ in range(12):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.matches('.step__answers a')"):
                break
        focused = tab.locator(":focus")
        assert focused.evaluate("link => link.hash") == f"#{onward[0]}"
        assert focused.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
        tab.keyboard.press("Enter")
        step = onward[0]
        shows(tab, step)
    assert step in leaf_ids()


@in_a_browser
@each_language
def test_links_from_other_pages_open_their_step(visit, home, language: str) -> None:
    """By instant navigation: a leaf and a question; Back to the page, Forward to the step."""
    tab = visit(f"{language}/faq/symptoms-nan/", until="networkidle")
    mark(tab)
    for step in ("leaf-resume", "q4"):
        tab.locator(f"a[href$='{PATH}/#{step}']").first.click()
        arrived(tab, f"{home}{language}/{PATH}/#{step}")
        shows(tab, step)
        expect(tab.locator(f"#{step}")).to_be_in_viewport()
        tab.go_back()
        arrived(tab, f"{home}{language}/faq/symptoms-nan/")
        tab.go_forward()
        arrived(tab, f"{home}{language}/{PATH}/#{step}")
        shows(tab, step)
        tab.go_back()
        arrived(tab, f"{home}{language}/faq/symptoms-nan/")
    assert marked(tab), "a link reloaded the page: instant navigation is off"
    tab.watch.check()


@in_a_browser
@each_language
def test_a_link_below_the_tree_leaves_its_first_question(visit, language: str) -> None:
    tab = open_triage(visit, language, "limits")
    expect(tab.locator("#limits")).to_be_in_viewport()
    shows(tab, next(iter(answers())))


@in_a_browser
@each_language
def test_steps_are_accessible_and_fit(visit, language: str) -> None:
    """A question and the leaf that shows most, in either palette, on either screen."""
    _, leaves = triage.tree()
    longest = max(leaves, key=lambda leaf: ("proof" in leaf, len(leaf[f"{language}_test"])))
    found = []
    for step in ("q-error", longest["id"]):
        # on a page of its own: axe leaves less on it to measure
        tab = open_triage(visit, language, step, reduced_motion="reduce")
        found += [f"{step}, {line}" for line in browsing.faults(tab, ((DESKTOP, LIGHT), (PHONE, DARK)))]
        shows(tab, step)
    assert not found, "\n".join(found)


@in_a_browser
@each_language
def test_printed_or_read_aloud_all_steps_are_there(visit, language: str) -> None:
    tab = open_triage(visit, language)
    tab.emulate_media(media="print")
    assert tab.evaluate(SEEN) == [*answers()]
