"""Edit: live preview of one language. Saving a page or a snippet shows it anew; only that snippet runs."""

import subprocess
import sys

from scripts import build, run, snippets
from scripts.problems import Problems
from scripts.snippets import LANGUAGES


def main(arguments: list[str]) -> None:
    language = arguments[0] if arguments else LANGUAGES[0]
    if language not in LANGUAGES:
        raise SystemExit(f"no language {language}; say one of {', '.join(LANGUAGES)}")
    try:
        build.prepare(run.run_all(snippets.discover()))
        command = [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--dev-addr", "127.0.0.1:8000"]
        subprocess.run(command, env=build.environment(language))
    except Problems as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        print(file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
