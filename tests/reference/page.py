"""Write docs/compare-with-r.md.

.venv/bin/python -m tests.reference.page
"""

from collections.abc import Iterable, Sequence
from math import ceil, log10
from pathlib import Path

from tests.reference.comparisons import Comparison, comparisons

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "compare-with-r.md"
ROUNDING, SMALL = 1e-12, 1e-7
INTRODUCTION = """\
# Our numbers beside R's

Made by `.venv/bin/python -m tests.reference.page`; a test holds every line to its promise and this
page to the code. R's numbers are from R 4.5.0 with survey 4.4-2, metafor 4.8-0, lme4 1.1-37 and
surveillance 1.24.1 as Debian 13 has them (`apt-get install r-base-core r-cran-survey r-cran-metafor
r-cran-lme4 r-cran-surveillance`); each
script in `tests/reference/` makes its file anew with `Rscript --vanilla SCRIPT`. Only making the
numbers needs R. *Apart* is the largest difference of all pairs of the line, *at most* the promise
that a test keeps, *example* one pair (the furthest apart where it is more than rounding).

"""
OUTRO = """
**Rules of the process charts.** The source of NHSRplotthedots 0.2.2 is run by plot_the_dots.R: its
limits, labels and words on a target, point by point of 31 series with ties, turns and points past
the limits, are kept in `tests/reference/plot_the_dots.csv` and are ours
(`tests/analytics/stats/series/test_spc.py`). Where a trend turns on the flat the package has the
point fall, and so have we. Laney's limits are held against the arithmetic that qcc uses, as spc.R
shows; qcc itself was not run.
"""


def page(found: Sequence[Comparison]) -> str:
    columns = ("method", "our function", "R", "pairs", "example", "ours", "R's", "apart", "at most")
    lines = [_row(columns), _row(["---"] * len(columns))]
    notes = list(dict.fromkeys(one.note for one in found if one.note))
    for one in found:
        name, ours, theirs = _furthest(one)
        mark = f" ({notes.index(one.note) + 1})" if one.note else ""
        source = f"{one.script}: " if one.script else ""
        lines.append(
            _row(
                (
                    f"{one.method}{mark}",
                    f"`{one.ours}`",
                    f"{source}`{one.command.replace('|', chr(92) + '|')}`",
                    str(len(one.pairs)),
                    name,
                    f"{ours:.9g}",
                    f"{theirs:.9g}",
                    _apart(one),
                    _share(one.tolerance, one),
                )
            )
        )
    told = "".join(f"\n({at}) {note}.\n" for at, note in enumerate(notes, 1))
    return INTRODUCTION + "\n".join(lines) + "\n" + told + OUTRO


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _apart(one: Comparison) -> str:
    if one.worst <= ROUNDING:
        return f"under {ROUNDING:g}"
    if one.tolerance <= SMALL:
        return f"under {10 ** ceil(log10(one.worst)):g}"
    return _share(float(f"{one.worst:.2g}"), one)


def _share(value: float, one: Comparison) -> str:
    if not one.is_relative:
        return f"{value:g}"
    return f"{value:g} of it" if one.tolerance <= SMALL else f"{100 * value:.2g} %"


def _furthest(one: Comparison) -> tuple[str, float, float]:
    if one.worst < one.tolerance / 10 and one.tolerance <= SMALL:
        return one.pairs[0]
    return max(one.pairs, key=lambda pair: abs(pair[1] - pair[2]))


if __name__ == "__main__":
    DOCUMENT.write_text(page(comparisons()), encoding="utf-8")
