"""Kernels: run every snippet on other CPU kernels; say which cited number is only this machine's.

Training amplifies the last bit, and a newer or older processor rounds it differently: a number that changes with the
instruction set would be stale on the next machine.
"""

import json
import os
import subprocess
import sys

from scripts import pages, run, snippets
from scripts.problems import Problem, Problems, line_of
from scripts.snippets import LANGUAGES

OTHER = {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"}


def printed_elsewhere() -> dict[str, dict[str, str]]:
    """Return what every snippet prints with no vector instructions beyond SSE."""
    command = [sys.executable, "-m", "scripts.kernels", "print"]
    done = subprocess.run(command, env=os.environ | OTHER, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)
    return json.loads(done.stdout)


def fragile() -> list[Problem]:
    """Return the cited values that differ between this machine's kernels and the plain ones."""
    here = {made.snippet.name: made for made in run.run_all(snippets.discover())}
    there = printed_elsewhere()
    language = LANGUAGES[0]  # twins cite the same values
    cited = {(c.snippet, c.value) for p in pages.sources(language) for c in pages.read(language, p).claims if c.value}
    found = []
    for name, value in sorted(cited):
        made, other = here[name], there[name].get(value)
        if made.values[value] != other:
            path = snippets.FOLDER / f"{name}.py"
            fact = f"prints {value} = {made.values[value]} here, {other} on other CPU kernels"
            cure = "print fewer digits, or what holds on both"
            found.append(Problem(path.as_posix(), line_of(path, f"{value} ="), fact, cure))
    return found


def main(arguments: list[str]) -> None:
    try:
        if arguments == ["print"]:
            runs = run.run_all(snippets.discover(), fresh=True)
            print(json.dumps({made.snippet.name: made.values for made in runs}))
            return
        found = fragile()
    except Problems as error:
        raise SystemExit(str(error)) from None
    print("\n".join(map(str, found)), end="\n" if found else "")
    print(f"fragile_numbers = {len(found)}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main(sys.argv[1:])
