"""Discover: snippets/**.py -> Snippet."""

import ast
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from scripts.problems import Problem, Problems

FOLDER = Path("snippets")
DOCS = Path("docs")
LANGUAGES = ("zh", "en")
ALLOWED = {"torch", "numpy", "matplotlib"} | set(sys.stdlib_module_names)
MOST_LINES, MOST_COLUMNS = {"": 60, "tool": 80}, 76  # by kind: readers take a tool whole, and its checks with it
SEED = re.compile(r"\b(?:manual_seed|default_rng)\(")
RANDOM = re.compile(r"\b(?:rand\w*|normal_|uniform_|Linear|Conv\dd|LSTM|GRU|RNN)\(")


@dataclass(frozen=True)
class Snippet:
    """One file in `snippets/`, a complete program."""

    name: str
    titles: dict[str, str] = field(hash=False)
    tags: tuple[str, ...]
    expect: str
    source: str

    @property
    def path(self) -> str:
        return f"{FOLDER.as_posix()}/{self.name}.py"

    @property
    def section(self) -> str:
        return self.name.rpartition("/")[0]

    @property
    def anchor(self) -> str:
        """The id of the snippet's card on the page that shows it."""
        return self.name.rpartition("/")[2]


def imports(tree: ast.AST):
    """Yield (top-level module, line) of every import in `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "").partition(".")[0], node.lineno


def parse(path: Path) -> Snippet:
    """Read one snippet; raise Problems if it breaks a rule that needs no run."""
    source = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    where = path.as_posix()
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise Problems([Problem(where, error.lineno or 1, error.msg, f"python {where} shows it")]) from None
    title, _, rest = (ast.get_docstring(tree) or "").partition("\n")
    zh, bar, en = title.partition(" | ")
    fields = dict(re.findall(r"^(tags|expect|kind): *(.+)$", rest, re.M))
    lines = source.splitlines()
    found = []
    if not (bar and zh and en):
        found.append(Problem(where, 1, "has no title", 'begin with """中文标题 | English title"""'))
    most = MOST_LINES.get(fields.get("kind", ""))
    if most is None:
        found.append(Problem(where, 1, f"is of kind {fields['kind']}", "write kind: tool, or nothing"))
    elif len(lines) > most:
        found.append(Problem(where, most + 1, f"has {len(lines)} lines", f"keep to {most}, or make two snippets"))
    found += [
        Problem(where, number, f"is {len(line)} columns wide", f"keep to {MOST_COLUMNS}")
        for number, line in enumerate(lines, 1)
        if len(line) > MOST_COLUMNS
    ]
    found += [
        Problem(where, line, f"imports {module}", "use torch, numpy, matplotlib and the standard library only")
        for module, line in imports(tree)
        if module not in ALLOWED
    ]
    if RANDOM.search(source) and not SEED.search(source):
        found.append(Problem(where, 1, "uses random numbers without a seed", "call torch.manual_seed(0) first"))
    if found:
        raise Problems(found)
    tags = tuple(tag.strip() for tag in fields.get("tags", "").split(",") if tag.strip())
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    return Snippet(name, {"zh": zh, "en": en}, tags, fields.get("expect", ""), source)


def discover() -> list[Snippet]:
    """Return all snippets, by name.

    Raises:
        Problems: all rules broken in all files, not only the first.
    """
    found, problems, homes = [], [], {}
    for path in sorted(FOLDER.rglob("*.py")):
        try:
            snippet = parse(path)
        except Problems as error:
            problems += error.found
            continue
        other = homes.setdefault(snippet.anchor, snippet)
        if other is not snippet:
            problems.append(
                Problem(
                    snippet.path,
                    1,
                    f"has the same file name as {other.path}",
                    "rename one: cards are linked by file name",
                )
            )
        found.append(snippet)
    if problems:
        raise Problems(problems)
    return found
