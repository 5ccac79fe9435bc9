# ruff: noqa: E501 (commands of R stay on one line)
"""Counts by week beside R's regression and R's surveillance."""

from collections.abc import Iterator

import numpy as np

from analytics.stats.emerging.counts import CountedWeeks, fit_counts, score_counts
from analytics.stats.emerging.tier import Array
from tests.reference import reading
from tests.reference.comparisons import Comparison

SERIES, WEEKS, YEAR, AROUND = 3, 130, 52, 5


def of_counts() -> Iterator[Comparison]:
    harmonics, flexible = (
        {row["series"]: row for row in reading.rows("counts_fitted") if row["how"] == how}
        for how in ("harmonics", "flexible")
    )
    scored = score_counts(weeks(), window=1)
    of_harmonics = {"mean": scored.expected, "phi": scored.dispersion, "z": scored.score}
    yield Comparison(
        method="Counts by week, with a season", ours="counts.score_counts", script="counts.R",
        command="glm(y ~ t + harmonics + offset(log(n)), quasipoisson), weights and threshold of surveillance",
        pairs=[
            (f"series {at + 1} {name}", float(values[at]), float(harmonics[str(at + 1)][name]))
            for name, values in of_harmonics.items() for at in range(SERIES)
        ],
        tolerance=1e-6,
    )  # fmt: skip
    yield Comparison(
        method="Counts by week, the same weeks of two years", ours="counts.fit_counts",
        script="counts.R",
        command='farringtonFlexible(b = 2, w = 5, noPeriods = 1, populationOffset = TRUE)',
        pairs=[
            (f"series {at + 1} {name}", value, float(flexible[str(at + 1)][name]))
            for at in range(SERIES) for name, value in zip(("mean", "phi"), _flexible(at), strict=True)
        ],
        tolerance=1e-6,
    )  # fmt: skip


def weeks() -> CountedWeeks:
    counts, exposure = (_column(name) for name in ("y", "n"))
    year = np.arange(WEEKS) % YEAR + 1
    return CountedWeeks(counts=counts, exposure=exposure, week_of_year=year)


def _column(name: str) -> Array:
    return np.array(reading.column("counts", name)).reshape(SERIES, WEEKS)


def _flexible(at: int) -> tuple[float, float]:
    known = weeks()
    base = [WEEKS - 1 - YEAR * back + by for back in (2, 1) for by in range(-AROUND, AROUND + 1)]
    level = np.ones((len(base), 1))
    fitted = fit_counts(known.counts[at, base], known.exposure[at, base], level)
    return float(known.exposure[at, -1] * np.exp(fitted.coefficients[0])), fitted.dispersion
