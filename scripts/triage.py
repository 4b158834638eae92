"""Triage: docs/triage.toml -> the decision tree as a fragment, the wordings that find a step, what is wrong with it."""

import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from scripts.problems import Problem, Problems
from scripts.snippets import DOCS, LANGUAGES

FILE, PAGE = "triage.toml", "start/triage.md"
MOST = 6  # questions to any leaf
TEXT = re.compile(r"\b(zh|en)(?:_\w+)? = (?:\"([^\"]*)\"|'([^']*)')")
SNIPPET = re.compile(r'^(proof|run) = "(.+)"$')
# the keys a step must have and those it may have; each text, zh_cure, has its twin, en_cure
NEEDED = {
    "question": {"id", "zh", "answers"},
    "leaf": {"id", "zh", "zh_cause", "zh_test", "zh_cure", "page"},
    "answer": {"to", "zh"},
}
ALLOWED = {"question": {"zh_how", "zh_also"}, "leaf": {"zh_also", "proof", "run"}, "answer": set()}
Way = tuple[tuple[dict, dict], ...]  # (question, answer) pairs


@cache
def tree() -> tuple[list[dict], list[dict]]:
    """Return the questions and the leaves in file order, each with its kind and its line.

    Raises:
        Problems: the file is no TOML.
    """
    source = (DOCS / FILE).read_text(encoding="utf-8")
    try:
        told = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise Problems([Problem(f"{DOCS}/{FILE}", int(line[1]) if line else 1, str(error), "mend the TOML")]) from None
    for kind in ("question", "leaf"):
        places = re.finditer(rf"^\[\[{kind}\]\]", source, re.M)
        for step, place in zip(told[kind], places):
            step |= {"kind": kind, "line": source.count("\n", 0, place.start()) + 1}
    return told["question"], told["leaf"]


def spoken(source: str, language: str) -> str:
    """Return what the file says in one language as Markdown, each text on its line; its snippets are references."""
    lines = []
    for line in source.split("\n"):
        if found := SNIPPET.match(line):
            kind, name = found.groups()
            lines.append(f'--8<-- "{name}.md"' if kind == "proof" else f'- [run](#{name.rpartition("/")[2]} "{name}")')
        else:
            said = [double or single for spoken_in, double, single in TEXT.findall(line) if spoken_in == language]
            lines.append(" ".join(said) + "  ")  # spaces: a line of its own, no broken paragraph
    return "\n".join(lines)


def walks(questions: dict[str, dict], way: Way = ()) -> Iterator[Way]:
    """Yield every way from the first question to what is no question; one in circles, or too long, ends there."""
    here = questions[way[-1][1]["to"]] if way else next(iter(questions.values()))
    for answer in here["answers"]:
        longer = (*way, (here, answer))
        ends = answer["to"] not in questions or answer["to"] in {step["id"] for step, _ in longer}
        yield from [longer] if ends or len(longer) > MOST else walks(questions, longer)


def ways() -> dict[str, Way]:
    """Return the shortest way to each step."""
    questions, _ = tree()
    found: dict[str, Way] = {questions[0]["id"]: ()}
    for walk in sorted(walks({step["id"]: step for step in questions}), key=len):
        for length, (_, answer) in enumerate(walk, 1):
            if answer["to"] not in found or length < len(found[answer["to"]]):
                found[answer["to"]] = walk[:length]
    return found


def heading(language: str, target: str) -> str:
    """Return the words of the heading that `page.md#id` names, "" if there is none."""
    path, _, anchor = target.partition("#")
    page = DOCS / language / path
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    found = re.search(rf"^#+ +(.+?) *\{{ *#{re.escape(anchor)} *\}}", text, re.M)
    return found[1] if found else ""


def wordings(language: str) -> dict[str, list[str]]:
    """Return the other wordings that should find a step."""
    return {step["id"]: step.get(f"{language}_also", []) for steps in tree() for step in steps}


def fragment(say: dict, language: str, titles: dict[str, str], homes: dict[str, str]) -> str:
    """Return the tree: a section per step, of which the style sheet shows one at a time.

    Args:
        titles: the title of each snippet.
        homes: the page that shows each snippet's card.
    """
    words, found = say["triage"], ways()

    def relative(target: str) -> str:
        return os.path.relpath(target, os.path.dirname(PAGE))

    def question(step: dict) -> list[str]:
        answers = [f"- [{answer[language]}](#{answer['to']})" for answer in step["answers"]]
        return [step.get(f"{language}_how", ""), "", "//// html | div.step__answers", "", *answers, "", "////"]

    def leaf(step: dict) -> list[str]:
        parts = [(words[part], step[f"{language}_{part}"]) for part in ("cause", "test", "cure")]
        for kind in ("proof", "run"):
            if name := step.get(kind):
                page = "" if kind == "proof" else relative(homes[name])
                parts.append((words[kind], f"[{titles[name]}]({page}#{name.rpartition('/')[2]})"))
        parts.append((words["read"], f"[{heading(language, step['page'])}]({relative(step['page'])})"))
        card = [f'--8<-- "{step["proof"]}.md"'] if "proof" in step else []
        return [*(f"{name}\n:   {text}\n" for name, text in parts), *card]

    text = ["////// html | div.triage", ""]
    for step in [step for steps in tree() for step in steps]:
        way = found[step["id"]]
        name = words[step["kind"]].format(number=len(way) + 1)
        trail = [f"**{name}**", *(f"[{answer[language]}](#{asked['id']})" for asked, answer in way)]
        text += [f"///// html | section.step.step--{step['kind']}", "", " › ".join(trail)]
        text += ["{: .step__trail data-search-exclude }", "", f"## {step[language]} {{#{step['id']}}}", ""]
        text += leaf(step) if step["kind"] == "leaf" else question(step)
        if way:
            text += ["", f"[{words['back']}](#{way[-1][0]['id']}) [{words['again']}](#{way[0][0]['id']})"]
            text += ["{: .step__back data-search-exclude }"]
        text += ["/////", ""]
    return "\n".join([*text, "//////"])


def twin(key: str) -> str:
    """Return the key of the same text in the other language: zh_cure -> en_cure."""
    return re.sub(r"^(zh|en)(?=_|$)", lambda found: LANGUAGES[found[1] == LANGUAGES[0]], key)


def problems() -> Iterator[Problem]:
    """Every step has a way in, a way out, both languages, a page and a snippet; six questions lead to any leaf."""
    questions, leaves = tree()
    where, lines = f"{DOCS}/{FILE}", (DOCS / FILE).read_text(encoding="utf-8").splitlines()
    ids = [step.get("id") for step in [*questions, *leaves]]
    led_to = [answer.get("to") for step in questions for answer in step.get("answers", [])]

    def line(step: dict, text: str) -> int:
        return next((n for n, said in enumerate(lines, 1) if n >= step["line"] and text in said), step["line"])

    def keys(step: dict, kind: str, name: str, at: int) -> Iterator[Problem]:
        told = {key for key, value in step.items() if value} - {"kind", "line"}
        for key in sorted({*NEEDED[kind], *map(twin, NEEDED[kind] | told)} - told):
            yield Problem(where, at, f"{name} has no {key}", f"write {key} = …")
        allowed = NEEDED[kind] | ALLOWED[kind]
        for key in sorted(told - allowed - set(map(twin, allowed))):
            yield Problem(where, line({"line": at}, key), f"{name} has the unknown key {key}", "mend or delete it")

    found = []
    for number, step in enumerate([*questions, *leaves]):
        name, at = step.get("id", f"this {step['kind']}"), step["line"]
        found += keys(step, step["kind"], name, at)
        for answer in step.get("answers", []):
            place = line(step, f'to = "{answer.get("to")}"')
            found += keys(answer, "answer", f"an answer of {name}", place)
            if answer.get("to", name) not in ids:
                found.append(Problem(where, place, f"{name} leads to {answer['to']}, which is no step", "mend its to"))
        if ids.index(step.get("id")) != number:
            found.append(Problem(where, at, f"{name} is the id of two steps", "rename one"))
        if number and name not in led_to:
            found.append(Problem(where, at, f"no answer leads to {name}", "lead one there or delete it"))
        if step["kind"] == "leaf" and not step.keys() & {"proof", "run"}:
            found.append(Problem(where, at, f"{name} has no snippet", "write proof = … or run = …"))
        for language in LANGUAGES if step.get("page") else ():
            if not heading(language, step["page"]):
                fact = f"{name} has the page {step['page']}, which is no heading in docs/{language}"
                found.append(Problem(where, line(step, "page = "), fact, "write page.md#id"))
    yield from found
    for walk in () if found else walks({step["id"]: step for step in questions}):
        (*_, (last, answer)) = walk
        fact, at = f"the answer of {last['id']} to {answer['to']}", line(last, f'to = "{answer["to"]}"')
        if answer["to"] in {step["id"] for step, _ in walk}:
            yield Problem(where, at, f"{fact} goes in a circle", "lead it onward")
        elif len(walk) > MOST:
            yield Problem(where, at, f"{fact} comes after {len(walk)} questions", f"keep to {MOST}")
