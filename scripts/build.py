"""Build: run, render, check, both languages at once, join; then put the new site in the old one's place."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from scripts import check, join, render, run, snippets
from scripts.problems import Problems
from scripts.snippets import LANGUAGES

SITE, NEXT, LAST = Path("site"), Path(".cache/site"), Path(".cache/site-before")
ADDRESS = os.environ.get("SITE_URL", "http://127.0.0.1:8000/").rstrip("/") + "/"
KERNEL = Path(".cache/ipython/profile_default/ipython_kernel_config.py")
KERNEL_SAYS = 'c = get_config()\nc.InlineBackend.figure_formats = ["svg"]\nc.HistoryManager.enabled = False\nc.IPKernelApp.log_level = 40\n'
SPOKEN = {
    "zh": {
        "DOCS_LANG": "zh-Hans",
        "SITE_NAME": "梯度诊所",
        "PERMALINK": "本节链接",
        "TO_DARK": "切换到深色",
        "TO_LIGHT": "切换到浅色",
    },
    "en": {
        "DOCS_LANG": "en",
        "SITE_NAME": "Gradient Clinic",
        "PERMALINK": "Permanent link",
        "TO_DARK": "Switch to dark colors",
        "TO_LIGHT": "Switch to light colors",
    },
}


def environment(language: str) -> dict[str, str]:
    """Return the variables that make mkdocs.yml the configuration of one language."""
    own = {
        "DOCS_DIR": f"docs/{language}",
        "SITE_DIR": str(NEXT / language),
        "SITE_URL": f"{ADDRESS}{language}/",
        "FRAGMENTS": f".cache/fragments/{language}",
        "LAB_CACHE": f".cache/labs/{run.environment_key()}/{language}",
        "IPYTHONDIR": str(KERNEL.parent.parent.resolve()),
        "PYTHONPATH": ".",
        "NO_MKDOCS_2_WARNING": "1",
    }
    return os.environ | run.FIXED | own | SPOKEN[language]


def prepare(runs: list[run.Run]) -> None:
    """Write what both builds read."""
    render.write(KERNEL, KERNEL_SAYS)
    for language in LANGUAGES:
        render.render(runs, language)


def build_languages() -> list[str]:
    """Build both languages side by side; return what they complain of."""
    shutil.rmtree(NEXT, ignore_errors=True)
    builds = [
        subprocess.Popen(
            [sys.executable, "-m", "scripts.language", language, str(NEXT / language)],
            env=environment(language),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for language in LANGUAGES
    ]
    try:
        said = [process.communicate()[1].strip() for process in builds]
    except KeyboardInterrupt:
        for process in builds:
            process.kill()
        raise
    return [text for process, text in zip(builds, said) if process.returncode]


def swap() -> None:
    """Replace site/ by the new site; the old one is there until the new one is whole."""
    shutil.rmtree(LAST, ignore_errors=True)
    if SITE.exists():
        SITE.rename(LAST)
    NEXT.rename(SITE)
    shutil.rmtree(LAST, ignore_errors=True)


def build() -> None:
    """Make the site.

    Raises:
        SystemExit: with one line per problem; site/ is then as it was.
    """
    started = time.perf_counter()
    if LAST.exists() and not SITE.exists():  # stopped between the two renames
        LAST.rename(SITE)
    runs = run.run_all(snippets.discover())
    fresh = sum(not made.cached for made in runs)
    print(
        f"{len(runs)} snippets: {fresh} ran, {len(runs) - fresh} remembered, {time.perf_counter() - started:.1f} s",
        file=sys.stderr,
    )
    if problems := check.problems(runs):
        raise Problems(problems)
    prepare(runs)
    if complaints := build_languages():
        raise SystemExit("\n".join(complaints))
    join.join(NEXT, ADDRESS, runs)
    swap()
    print(f"site/ is ready, {time.perf_counter() - started:.1f} s", file=sys.stderr)


def main() -> None:
    try:
        build()
    except Problems as error:
        raise SystemExit(str(error)) from None
    except KeyboardInterrupt:
        raise SystemExit("interrupted; site/ is as it was, the next build goes on from here") from None


if __name__ == "__main__":
    main()
