"""What goes wrong, and that it then stops with one line: path:line: what; cure."""

import re

import pytest

from tests.conftest import Project

SNIPPET = "snippets/fix/halve.py"
LINE = re.compile(r"^(?P<path>[\w./-]+):(?P<line>\d+): (?P<fact>.+); (?P<cure>.+)$")


def only(lines: list[str], path: str, *words: str) -> re.Match:
    """Return the one line that tells of `path` and holds `words`."""
    found = [
        m for line in lines if (m := LINE.match(line)) and m["path"] == path and all(word in line for word in words)
    ]
    assert len(found) == 1, f"{path} {words}: {lines}"
    return found[0]


# fmt: off
RUNS = {  # what is wrong: (code, what the line says)
    "raises": ('raise KeyError("lost")', "KeyError"),
    "fails_assert": ("assert 1 > 2", "AssertionError"),
    "hangs": ("while True: pass", "did not end in 15 s"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    "os_exit": ("import os; os._exit(0)", "ended itself"),
    "sys_exit": ("import sys; sys.exit(0)", "calls sys.exit"),
    "prints_twice": ('print("x = 1"); print("x = 2")', "prints x as 1 and as 2"),
    "no_figure_name": ("import matplotlib.pyplot as p; p.subplots(); p.show()", "a figure has no name"),
    "never_shown": ('import matplotlib.pyplot as p; p.subplots(num="n")', "a figure is never shown"),
    "network": ('import socket; socket.create_connection(("127.0.0.1", 9))', "a snippet may not use socket"),
    "writes_outside": ('open("/tmp/outside", "w")', "a snippet may not write"),
    "expects_another": ("1 / 0", "not KeyError"),
    "expects_in_vain": ("pass", "did not raise ValueError"),
    "expects_rightly": ("1 / 0", ""),
}
EXPECTED = {"expects_another": "KeyError", "expects_in_vain": "ValueError", "expects_rightly": "ZeroDivisionError"}
# fmt: on


def test_runs_that_fail_are_each_told_and_spoil_nothing_else(project: Project) -> None:
    for case, (code, _) in RUNS.items():
        expect = f"\nexpect: {EXPECTED[case]}" if case in EXPECTED else ""
        project.write(f"snippets/fix/{case}.py", f'"""{case} | {case}\n\ntags: test{expect}\n"""\n\n{code}\n')
    last = 6
    lines = project.problems("scripts.build", SNIPPET_SECONDS="15")
    for case, (_, words) in RUNS.items():
        path = f"snippets/fix/{case}.py"
        if not words:
            assert not any(path in line for line in lines)
            continue
        told = only(lines, path, words)
        where_it_stood = case not in ("hangs", "killed", "os_exit", "never_shown", "expects_in_vain")
        assert int(told["line"]) == (last + bool(case in EXPECTED) if where_it_stood else 1), told[0]
    assert not any(SNIPPET in line for line in lines)
    assert not project.path("site").exists()


# fmt: off
RULES = {
    "imports what is not allowed": ("import torch\n", "import torch\nimport requests\n", "imports requests"),
    "misses a title": ('"""减半 | Halving', '"""Halving', "has no title"),
    "is too wide": ("torch.manual_seed(0)", f"torch.manual_seed(0)  # {'x' * 60}", "columns wide"),
    "has no seed": ("torch.manual_seed(0)\n", "", "without a seed"),
    "is too long": ("torch.manual_seed(0)", "torch.manual_seed(0)" + "\n" * 60, "keep to 60"),
    "is too long for a tool": ("tags: test", "kind: tool\ntags: test" + "\n" * 80, "keep to 80"),
    "is of no known kind": ("tags: test", "kind: toy\ntags: test", "is of kind toy"),
    "is not Python": ("print(f", "print f", "unmatched"),
}
# fmt: on


@pytest.mark.parametrize("case", RULES)
def test_a_rule_for_snippets(project: Project, case: str) -> None:
    old, new, words = RULES[case]
    project.replace(SNIPPET, old, new)
    only(project.problems("scripts.check"), SNIPPET, words)


def test_a_tool_may_be_longer(project: Project) -> None:
    project.replace(SNIPPET, "tags: test", "kind: tool\ntags: test" + "\n" * 50)
    assert project.run("scripts.check").returncode == 0


def test_two_snippets_with_one_name(project: Project) -> None:
    project.write("snippets/other/halve.py", project.read(SNIPPET))
    only(project.problems("scripts.check"), "snippets/other/halve.py", "same file name", SNIPPET)


# fmt: off
PAGES = {
    "stale number": ("docs/en/fix.md", "[0.50]", "[0.51]", "says 0.51", "docs/en/fix.md"),
    "unknown snippet": ("docs/zh/fix.md", '"fix/halve.md"', '"fix/quarter.md"', "which is no snippet", "docs/zh/fix.md"),
    "unknown value": ("docs/zh/fix.md", "halve.factor", "halve.gain", "which no run printed", "docs/zh/fix.md"),
    "unknown figure": ("docs/zh/fix.md", "norms.svg", "shapes.svg", "which no snippet draws", "docs/zh/fix.md"),
    "claim to the wrong card": ("docs/zh/fix.md", '(#halve "', '(#quarter "', "links to #quarter", "docs/zh/fix.md"),
    "differing skeleton": ("docs/zh/fix.md", "# 解决 {#fix}", "# 解决 {#cure}", "docs/en/fix.md", "docs/zh/fix.md"),
    "heading without id": ("docs/zh/index.md", "# 首页 {#home}", "# 首页", "has no id", "docs/zh/index.md"),
    "heading with the id of a card": ("docs/zh/fix.md", "# 解决 {#fix}", "# 解决 {#halve}", "the id of the card", "docs/zh/fix.md"),
    "Python on a page": ("docs/en/fix.md", "Each layer", "```python\nx = 1\n```\n\nEach layer", "holds Python", "docs/en/fix.md"),
    "no description": ("docs/en/fix.md", "description: A description.", "tags: [x]", "has no description", "docs/en/fix.md"),
    "word to avoid": ("docs/zh/fix.md", "每层乘以", "渐变消失", "write 梯度消失", "docs/zh/fix.md"),
    "broken Chinese paragraph": ("docs/zh/fix.md", "每层乘以", "每一层\n每层乘以", "broken into lines", "docs/zh/fix.md"),
    "half-width punctuation": ("docs/zh/fix.md", "每层乘以", "梯度,每层乘以", "half-width", "docs/zh/fix.md"),
    "unknown work": ("docs/en/index.md", "(fix.md#fix)", "(references.md#nobody2020)", "nobody2020", "docs/en/index.md"),
    "untranslated label": (SNIPPET, 'xlabel="layer l"', 'xlabel="depth of it"', '"depth of it" has no translation', SNIPPET),
    "unused label": ("snippets/labels.toml", '"layer l"', '"other words" = "别的"\n"layer l"', "no figure has the label", "snippets/labels.toml"),
    "colour the theme cannot follow": (SNIPPET, "ax.semilogy(norms)", 'ax.semilogy(norms, color="#ff0000")', "uses #ff0000", SNIPPET),
}
# fmt: on


@pytest.mark.parametrize("case", PAGES)
def test_a_page(project: Project, case: str) -> None:
    file, old, new, words, path = PAGES[case]
    project.replace(file, old, new)
    only(project.problems("scripts.check"), path, words)


# fmt: off
FAQ = {  # what is wrong: (what a page has, what it gets instead, in which language, what the line says)
    "malformed id": ("#q002-halves-too", "#q2", "zh", "q2 is no question id"),
    "unknown id": ("#q002-halves-too", "#q004-halves-too", "zh", "q004 is an unknown question id"),
    "duplicate id": ("#q002-halves-too", "#q001-halves-too", "en", "q001 is the number of faq/error-messages.md:6 too"),
    "no note": ("tags: test | also: halve it", "", "en", "q002-halves-too has no note"),
    "wording that is another heading": ("also: halve it", "also: Does it halve", "en", "is the heading of q001-halves"),
    "stale message": ("`it halved`", "`it doubled`", "en", 'has "it doubled" where the program of m001 gives "it halved 8 times"'),
    "message that no program gives": ("#m001-halved", "#m002-halved", "en", "no snippet prints m002"),
}
# fmt: on


@pytest.mark.parametrize("case", FAQ)
def test_an_entry_of_the_faq(project: Project, case: str) -> None:
    old, new, language, words = FAQ[case]
    project.replace(f"docs/{language}/faq/error-messages.md", old, new)
    only(project.problems("scripts.check"), f"docs/{language}/faq/error-messages.md", words)


def test_a_cited_message_needs_no_program(project: Project) -> None:
    for language in ("zh", "en"):
        page = f"docs/{language}/faq/error-messages.md"
        project.replace(page, "#m001-halved", "#m002-halved")
        project.replace(page, "also: halved 8 times", "also: halved 8 times | cited: https://example.org/halve.py")
    assert project.run("scripts.check").returncode == 0


def test_an_entry_without_its_twin(project: Project) -> None:
    text = project.read("docs/en/faq/error-messages.md")
    project.write("docs/en/faq/error-messages.md", text.partition("## Does it halve twice")[0])
    told = only(
        project.problems("scripts.check"), "docs/zh/faq/error-messages.md", "where docs/en/faq/error-messages.md"
    )
    assert "q002-halves-too" in told["fact"]


def test_a_question_still_to_be_written(project: Project) -> None:
    """It is a problem from the day the list says that it is complete."""
    project.replace("docs/questions.toml", "complete = false", "complete = true")
    told = [line for line in project.problems("scripts.check") if "has no entry" in line]
    assert [line.split(": ")[1].split()[0] for line in told] == ["m002", "q003"] * 2


def test_a_snippet_that_sends_readers_nowhere(project: Project) -> None:
    project.replace(SNIPPET, "plt.show()", 'plt.show()\nprint("see faq/#q009")')
    only(project.problems("scripts.check"), SNIPPET, "sends readers to faq/#q009")


def test_unused_snippet_and_figure(project: Project) -> None:
    project.write("snippets/fix/quarter.py", project.read(SNIPPET))
    for language in ("zh", "en"):
        project.replace(f"docs/{language}/fix.md", "/figures/fix/halve/norms.svg", "/figures/fix/quarter/norms.svg")
    lines = project.problems("scripts.check")
    only(lines, "snippets/fix/quarter.py", "is on no page")
    only(lines, SNIPPET, "the figure norms is on no page")


def test_a_snippet_on_two_pages(project: Project) -> None:
    for language in ("zh", "en"):
        project.replace(
            f"docs/{language}/index.md", '--8<-- "glossary.md"', '--8<-- "glossary.md"\n\n--8<-- "fix/halve.md"'
        )
    only(project.problems("scripts.check"), "docs/zh/index.md", "shows too")


def test_a_missing_twin(project: Project) -> None:
    project.path("docs/en/fix.md").unlink()
    assert only(project.problems("scripts.check"), "docs/zh/fix.md", "has no twin")["cure"] == "write docs/en/fix.md"


def test_a_lab_whose_code_differs(project: Project) -> None:
    project.replace("docs/en/labs/lab.py", "range(4)", "range(5)")
    only(project.problems("scripts.check"), "docs/zh/labs/lab.py", "docs/en/labs/lab.py")


def test_update_writes_both_languages(project: Project) -> None:
    for language in ("zh", "en"):
        project.replace(f"docs/{language}/fix.md", "[0.50]", "[0.51]")
    assert project.run("scripts.check", "--update").returncode == 0
    assert "[0.50]" in project.read("docs/zh/fix.md") and "[0.50]" in project.read("docs/en/fix.md")


# fmt: off
BUILDS = {
    "dead link": ("index.md", "fix.md#fix", "nowhere.md", ("docs/zh/index.md", "nowhere.md")),
    "dead anchor": ("index.md", "fix.md#fix", "fix.md#gone", ("docs/zh/index.md", "#gone")),
    "dead link across languages": ("index.md", "fix.md#fix", "../LANG/gone/", ("site/zh/index.html", "../en/gone/")),
    "dead anchor across languages": ("index.md", "fix.md#fix", "../LANG/fix/#gone", ("site/zh/index.html", "../en/fix/#gone")),
    "bad TeX": ("fix.md", "\\frac{1}", "\\frac{1", ("docs/zh/fix.md", "KaTeX rejects")),
    "failing lab cell": ("labs/lab.py", "total = sum(range(4))", "total = 1 / 0", ("docs/zh/labs/lab.py", "ZeroDivisionError")),
    "dead link in a lab": ("labs/lab.py", "../index.md", "../gone.md", ("docs/zh/labs/lab.py", "../gone.md")),
}
# fmt: on


@pytest.mark.parametrize("case", BUILDS)
def test_a_build(project: Project, case: str) -> None:
    """The failed build says so in one line and leaves the last good site as it was."""
    page, old, new, (path, words) = BUILDS[case]
    project.write("site/index.html", "the last good site")
    for language in ("zh", "en"):
        other = "en" if language == "zh" else "zh"
        project.replace(f"docs/{language}/{page}", old, new.replace("LANG", other))
    told = [line for line in project.problems("scripts.build") if "docs/en" not in line and "site/en" not in line]
    only(told, path, words)
    assert project.read("site/index.html") == "the last good site"
    assert [p.name for p in project.path("site").iterdir()] == ["index.html"]
