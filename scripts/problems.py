"""Problem: one failed check, told in one line."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """Where a check failed, what is wrong, and what to do about it."""

    path: str
    line: int
    fact: str
    cure: str

    def __str__(self) -> str:
        return " ".join(f"{self.path}:{self.line}: {self.fact}; {self.cure}".split())


class Problems(Exception):
    """Problems found by one step; the build stops after that step."""

    def __init__(self, found):
        self.found = list(found)
        super().__init__("\n".join(map(str, self.found)))


def line_of(path: Path, text: str) -> int:
    """Return the line of `path` where `text` first stands, 1 if nowhere."""
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(re.escape(text), source) if text else None
    return source.count("\n", 0, found.start()) + 1 if found else 1
