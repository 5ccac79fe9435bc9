from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_WEEKS = 130
LEAST_WEEKS = 26
"""Series with answers in fewer weeks are not scored."""


@dataclass(frozen=True, kw_only=True)
class SeriesTier:
    """Answers by stratum, series and week, the newest last; counts on the effective base.
    `week_of_year` is 1 to 53; series with the same `item` are siblings."""

    positive: Array
    answers: Array
    week_of_year: Whole
    item: Whole
    has_parent: bool = True
    """Whether to subtract the siblings' common move; false for the nation."""
    weeks_each: int = 1
    """Weeks per column; comments on weeks then mean columns."""

    @property
    def bases(self) -> Array:
        base: Array = self.answers.sum(axis=0, dtype=float)
        return base

    @property
    def is_short(self) -> NDArray[np.bool_]:
        """Whether the history is under 26 weeks."""
        weeks = self.bases.shape[1]
        has_any = self.bases > 0
        reach = np.where(has_any.any(axis=1), weeks - has_any.argmax(axis=1), 0)
        return reach * self.weeks_each < LEAST_WEEKS

    def as_of(self, week: int) -> "SeriesTier":
        kept = slice(max(0, week + 1 - MOST_WEEKS), week + 1)
        return replace(
            self, positive=self.positive[:, :, kept], answers=self.answers[:, :, kept],
            week_of_year=self.week_of_year[kept],
        )  # fmt: skip

    def pooled(self, weeks: int) -> "SeriesTier":
        """Return the tier with `weeks` pooled to one, counted back from the newest; a remainder is
        dropped."""
        return replace(
            self, positive=pooled(self.positive, weeks), answers=pooled(self.answers, weeks),
            week_of_year=self.week_of_year[::-1][weeks // 2 :: weeks][::-1][
                -(len(self.week_of_year) // weeks) :
            ],
            weeks_each=weeks,
        )  # fmt: skip


def pooled(counts: Array, weeks: int) -> Array:
    whole = counts.shape[-1] // weeks * weeks
    newest = counts[..., counts.shape[-1] - whole :]
    summed: Array = newest.reshape(*counts.shape[:-1], -1, weeks).sum(axis=-1)
    return summed


@dataclass(frozen=True, kw_only=True)
class FittedSeries:
    coefficients: Array
    correlation: Array

    def of(self, chosen: Whole) -> "FittedSeries":
        return FittedSeries(
            coefficients=self.coefficients[chosen], correlation=self.correlation[chosen]
        )


LEVEL, DRIFT, FIRST_GAP = 0, 1, 7
WEEKS_A_YEAR = 52.18
CHRISTMAS_WEEKS = (51, 52, 53, 1)


def common_columns(week_of_year: Whole, weeks_each: int = 1) -> Array:
    """Return by week: level, drift in years from the newest week, two annual harmonics,
    Christmas."""
    weeks = len(week_of_year)
    years = (np.arange(weeks) - (weeks - 1)) * weeks_each / 52
    angle = 2 * np.pi * week_of_year / WEEKS_A_YEAR
    columns: Array = np.stack(
        [
            np.ones(weeks), years,
            np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle),
            np.isin(week_of_year, CHRISTMAS_WEEKS).astype(float),
        ],
        axis=1,
    )  # fmt: skip
    return columns
