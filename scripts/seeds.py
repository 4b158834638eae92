"""Seeds: run every snippet with all its seeds shifted, and on two threads; say which assert does not survive."""

import sys

from scripts import run, snippets
from scripts.problems import Problems

CASES = [(0, 2), *((shift, 1) for shift in range(1, 10))]  # (added to every seed, threads); every build runs (0, 1)


def main() -> None:
    found, failures = snippets.discover(), []
    for shift, threads in CASES:
        try:
            run.run_all(found, seed=shift, threads=threads, fresh=True)
        except Problems as error:
            failures += [f"seed + {shift}, {threads} threads: {problem}" for problem in error.found]
    print("\n".join(failures), end="\n" if failures else "")
    print(f"seed_failures = {len(failures)} ({len(found)} snippets, {len(CASES)} times each)")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
