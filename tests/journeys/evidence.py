"""What the sweep has seen, kept for docs/accessibility-evidence.md."""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "accessibility-evidence.md"
HEAD = """# What was looked at, and when

Written by `./dev evidence`, which opens every page below in a Chromium of 320 pixels; a number is
how many faces of the page were looked at in that language: each question, each time of a visit at
which the page can be had, filled in wrongly or not at all. On each of them:

| check | what holds |
| --- | --- |
| axe | no violation of any impact, by any of its rules |
| frame | one h1, a title, the language of the page, no id twice |
| narrow, zoomed | at 320 pixels (1280 under a zoom of 400 %) no sideways scrolling and nothing \
cut off; nor in larger text, nor with the spacing of WCAG 1.4.12 |
| targets | at least 24 by 24 pixels outside running text; rows of choices at least 48 high |
| colours | contrast in light, in dark and in forced colours |
| focus | by Tab at 320 by 256 pixels: the exit first, then the skip link, a ring of 3 pixels \
around everything, nothing under the bar |

Beside this, `tests/journeys/trees/` holds what a screen reader is told of each page, and
`tests/journeys/recorded/` two whole journeys, with scripts and without. What nobody has looked at
yet stands in [the accessibility statement](accessibility.md).
"""


def keep(language: str, seen: Sequence) -> None:
    if folder := os.environ.get("TEST_EVIDENCE"):
        counts = Counter(stop.name for stop in seen)
        (Path(folder) / f"{language}.json").write_text(json.dumps(counts))


def table(seen: Mapping[str, Mapping[str, int]], *, pages: Sequence[str], on: date) -> str:
    codes = list(seen)
    rows = [
        f"| {page} | " + " | ".join(str(seen[code].get(page, 0)) for code in codes) + " |"
        for page in pages
    ]
    total = sum(sum(counts.values()) for counts in seen.values())
    sizes = f"{len(pages)} pages, {len(codes)} languages, {total:,} faces"
    head = [
        f"On {on:%-d %B %Y}: {sizes}, no fault.\n",
        "| page | " + " | ".join(codes) + " |",
        "| --- |" + " ---: |" * len(codes),
    ]
    return "\n".join([HEAD, *head, *rows]) + "\n"


def main(folder: Path) -> None:
    from tests.journeys.every_page import languages, pages  # needs Django, which keep() does not

    seen = {code: json.loads((folder / f"{code}.json").read_text()) for code in languages()}
    PAGE.write_text(table(seen, pages=pages(), on=date.today()))
    sys.stdout.write(f"written: {PAGE.relative_to(ROOT)}\n")


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    main(Path(sys.argv[1]))
