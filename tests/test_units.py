"""The small parts, with tiny inputs."""

import pytest

from scripts import figures, glossary, join, links, maths, pages, references, run
from scripts.problems import Problem, line_of

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt" viewBox="0 0 9 9">'
    '<metadata/><defs><style>*{x}</style><path id="p1" d="M 0.123456 1"/></defs><g id="figure_1">'
    '<use xlink:href="#p1" style="stroke: #2563a8"/><g clip-path="url(#p1)"/>'
    "<text style=\"font-size: 9px; font-family: 'X', sans-serif; fill: #1f2937\">layer l</text><text>10</text></g></svg>"
)


def test_a_problem_is_one_line() -> None:
    assert str(Problem("a.md", 3, "says\nmuch", "say less")) == "a.md:3: says much; say less"


def test_line_of_finds_text(tmp_path) -> None:
    path = tmp_path / "a.md"
    path.write_text("one\ntwo [x](y)\n", encoding="utf-8")
    assert line_of(path, "[x](y)") == 2
    assert line_of(path, "nowhere") == line_of(tmp_path / "gone", "x") == 1


def test_values_are_the_lines_that_assign() -> None:
    output = "table\na = 0.140–0.142\n  b = 1\nB = 2\nx_1 = 7e-18\n"
    assert run.printed(output) == [("a", "0.140–0.142", 2), ("x_1", "7e-18", 5)]


@pytest.mark.parametrize("seeds, told", [([0], "0"), ([0, 1, 2, 3, 4], "0–4"), ([0, 7], "0, 7"), ([], "")])
def test_seeds_are_told_as_a_reader_would(seeds: list[int], told: str) -> None:
    assert run.Run(None, "", {}, seeds, 0, 0, False).seeds_told == told


def test_only_words_need_a_translation() -> None:
    assert figures.labels(SVG) == {"layer l"}


def test_translation_replaces_whole_labels() -> None:
    assert "第 l 层" in figures.translate(SVG, {"layer l": "第 l 层"})


def test_an_inline_figure_is_safe_to_put_on_a_page() -> None:
    svg = figures.inline(SVG, "a-", "a-caption")
    assert 'aria-labelledby="a-caption"' in svg and 'role="img"' in svg
    assert 'id="a-p1"' in svg and 'xlink:href="#a-p1"' in svg and "url(#a-p1)" in svg
    assert "var(--fig-c0)" in svg and "var(--fig-text)" in svg and "#2563a8" not in svg
    assert "<style" not in svg and "metadata" not in svg and "font-family" not in svg and "figure_1" not in svg


def test_colours_outside_the_style_are_found() -> None:
    assert figures.colours(SVG + "#ff0000") == {"#ff0000"}


def test_a_term_is_explained_at_its_first_use_in_prose_only(monkeypatch) -> None:
    clip = {
        "id": "clip",
        "en": "gradient clipping",
        "zh": "梯度裁剪",
        "en_says": 'Bounding a "step".',
        "zh_says": "限制步长。",
    }
    plain = {"id": "loss", "en": "loss", "zh": "损失", "en_says": "", "zh_says": "", "everyday": True}
    monkeypatch.setattr(glossary, "terms", lambda: [clip, plain])
    glossary.finder.cache_clear()
    page = "## Gradient clipping {#a}\n```\ngradient clipping\n```\n`gradient clipping` loss\n\n**Gradient clipping**, gradient clipping."
    link = '[Gradient clipping](../glossary.md#clip "Bounding a ”step”."){ .term }'
    assert glossary.explain(page, "en", "fix/a.md") == page.replace("**Gradient clipping**", f"**{link}**")
    assert "[梯度裁剪](glossary.md#clip" in glossary.explain("先做梯度裁剪。", "zh", "a.md")
    glossary.finder.cache_clear()


def test_maths_is_rendered_for_eye_and_ear() -> None:
    html = maths.render('<p><span class="arithmatex">\\(\\chi &lt; 1\\)</span></p>', pytest.fail)
    assert 'class="katex-html"' in html and "<math" in html and "arithmatex" not in html


def test_bad_tex_is_told() -> None:
    told = []
    maths.render('<div class="arithmatex">\\[\\frac{1\\]</div>', lambda tex, why: told.append((tex, str(why))))
    assert told[0][0] == "\\frac{1" and "expected" in told[0][1]


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Return a function that reads a page made of the given text."""
    monkeypatch.setattr(pages, "DOCS", tmp_path)

    def read(text: str, name: str = "a.md") -> pages.Page:
        path = tmp_path / "en" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return pages.read("en", name)

    return read


def test_a_page_is_read(page) -> None:
    found = page(
        '---\ndescription: d\n---\n# T {#t}\n\nIt is [0.5](#halve "fix/halve.factor")\nand ([run](#halve "fix/halve")).\n\n'
        '--8<-- "fix/halve.md"\n\n![It halves.](/figures/fix/halve/norms.svg)\n\n## No id\n\n```python\n```\n'
    )
    assert found.claims == [pages.Claim("0.5", "fix/halve.factor", 6), pages.Claim("run", "fix/halve", 7)]
    assert found.references == [("fix/halve", 9)] and found.figures == [("fix/halve/norms", 11)]
    assert found.unnamed == [("No id", 13)] and found.fences == [15]
    assert found.meta == {"description": "d"}


def test_prose_is_no_part_of_the_skeleton(page) -> None:
    skeleton = [part for part, _ in page("# One {#a}\n\nWords $x^2$.\n").skeleton]
    assert skeleton == [part for part, _ in page("# Eins {#a}\n\n另外的话 $x^2$。\n", "b.md").skeleton]


def test_maths_and_order_are_part_of_the_skeleton(page) -> None:
    one = [part for part, _ in page("# A {#a}\n\n$x$\n\n- b\n").skeleton]
    assert one != [part for part, _ in page("# A {#a}\n\n$y$\n\n- b\n", "b.md").skeleton]
    assert one != [part for part, _ in page("# A {#a}\n\n- b\n\n$x$\n", "c.md").skeleton]


def test_links_to_the_other_language_compare_as_equal(page) -> None:
    one = [part for part, _ in page("[a](../zh/b/)\n").skeleton]
    assert one == [part for part, _ in page("[a](../en/b/)\n", "b.md").skeleton]


@pytest.mark.parametrize(
    "names, said",
    [
        ("Glorot, Xavier", "Glorot"),
        ("Glorot, Xavier and Bengio, Yoshua", "Glorot & Bengio"),
        ("A, x and B, y and C, z", "A, B & C"),
        ("A, x and B, y and C, z and D, w", "A et al."),
    ],
)
def test_authors(names: str, said: str) -> None:
    assert references.authors({"author": names}) == said


def test_dead_links_of_a_site_are_found(tmp_path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "index.html").write_text(
        '<a href="../zh/#top">a</a><a href="#here" id="here">b</a><a href="gone/">c</a>\n<a href="/abs">d</a><a href="https://x.org">e</a>',
        encoding="utf-8",
    )
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "index.html").write_text("<p>no anchor</p>", encoding="utf-8")
    facts = [str(problem) for problem in links.check(tmp_path)]
    assert len(facts) == 3
    assert any("#top, whose anchor is not there" in fact for fact in facts)
    assert any("gone/, which is not there" in fact for fact in facts)
    assert any(fact.startswith("site/en/index.html:2: links to /abs") for fact in facts)


def test_the_root_page_works_under_a_sub_path(tmp_path) -> None:
    address = "https://example.org/some/project/"
    for name in ("index.html", "404.html"):
        join.root_page(tmp_path, name, address)
    root, missing = ((tmp_path / name).read_text(encoding="utf-8") for name in ("index.html", "404.html"))
    assert 'href="zh/"' in root and f'hreflang="en" href="{address}en/"' in root and "navigator.language" in root
    assert (
        'href="/some/project/zh/"' in missing and 'src="/some/project/en/assets' in missing and "<script" not in missing
    )
