"""Seeds: run every snippet with all its seeds shifted, and say which assert does not survive."""

import sys

from scripts import run, snippets
from scripts.problems import Problems

SHIFTS = range(1, 10)


def main() -> None:
    found, failures = snippets.discover(), []
    for shift in SHIFTS:
        try:
            run.run_all(found, seed=shift, fresh=True)
        except Problems as error:
            failures += [f"seed + {shift}: {problem}" for problem in error.found]
    print("\n".join(failures), end="\n" if failures else "")
    print(f"seed_failures = {len(failures)} ({len(found)} snippets, shifts {SHIFTS.start}–{SHIFTS.stop - 1})")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
