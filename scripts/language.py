"""Build one language with MkDocs; tell every failure in one line."""

import logging
import re
import sys
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from nbclient.exceptions import CellExecutionError

from scripts.pages import DOCS
from scripts.problems import Problem, Problems, line_of

QUOTED = re.compile(r"'([^']*)'")


class Collect(logging.Handler):
    """Turns what MkDocs and its plugins warn of into problems."""

    def __init__(self, language: str):
        super().__init__(logging.WARNING)
        self.language = language
        self.found: set[Problem] = set()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if found := re.search(r"Doc file '([^']+)' contains (.*)", message, re.S):
            path = DOCS / self.language / found[1]
            named = QUOTED.search(found[2])
            self.found.add(
                Problem(path.as_posix(), line_of(path, named[1] if named else ""), f"contains {found[2]}", "mend it")
            )
        else:
            self.found.add(Problem("mkdocs.yml", 1, message, "mend it"))


def failed_cell(error: CellExecutionError, language: str) -> Problem:
    """Return where in its lab a cell failed."""
    first = error.traceback.split("------------------")
    code = first[1].strip() if len(first) > 1 else ""
    for path in sorted((DOCS / language).rglob("labs/*.py")):
        if code and code.splitlines()[0] in path.read_text(encoding="utf-8"):
            return Problem(
                path.as_posix(),
                line_of(path, code),
                f"a cell raised {error.ename}: {error.evalue}",
                "mend the cell in both languages",
            )
    return Problem(
        f"docs/{language}/labs", 1, f"a cell raised {error.ename}: {error.evalue}", "mend the cell in both languages"
    )


def make(language: str, folder: Path) -> list[Problem]:
    """Build `language` into `folder`; return what went wrong."""
    collect = Collect(language)
    logging.getLogger("mkdocs").addHandler(collect)
    logging.getLogger("mkdocs").propagate = False
    config = load_config("mkdocs.yml", site_dir=str(folder), strict=False)
    try:
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except Problems as error:
        return error.found
    except MkDocsException as error:
        if not collect.found:
            return [Problem("mkdocs.yml", 1, str(error), "mend it")]
    except Exception as error:
        cause = error
        while cause and not isinstance(cause, CellExecutionError):
            cause = cause.__cause__ or cause.__context__
        if not cause:
            raise
        return [failed_cell(cause, language)]
    return sorted(collect.found)


if __name__ == "__main__":
    problems = make(sys.argv[1], Path(sys.argv[2]))
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
