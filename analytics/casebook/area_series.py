"""The weekly series of everybody, by question and area, as the score counts them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.alerts.scanning.columns import AnswerColumns
from analytics.alerts.scanning.tiers import CountedTier, TierKind, counted

AREAS = (TierKind.NATION, TierKind.FORCE)


@dataclass(frozen=True, kw_only=True)
class SeriesWeek:
    """One week of one series, on the effective base."""

    number: int
    share: float
    effective_base: float


SeriesByArea = Mapping[tuple[str, str], Sequence[SeriesWeek]]
"""By item and area: a force's code or NATION."""


def series_by_area(columns: AnswerColumns, *, last: int, weeks: int) -> SeriesByArea:
    """The `weeks` up to the week `last`, without those in which nobody answered."""
    tiers = [counted(columns, kind, last=last, weeks=weeks, recent=weeks) for kind in AREAS]
    return {
        key: series for tier in tiers if tier is not None for key, series in _series(tier, last)
    }


def _series(tier: CountedTier, last: int) -> list[tuple[tuple[str, str], list[SeriesWeek]]]:
    answers, positive = (
        each.sum(axis=0, dtype=float) for each in (tier.tier.answers, tier.tier.positive)
    )
    first = last - answers.shape[1] + 1
    return [
        (
            (key.item, key.area),
            [
                SeriesWeek(number=first + at, share=float(of / all_), effective_base=float(all_))
                for at, (of, all_) in enumerate(zip(positive[row], answers[row], strict=True))
                if all_ > 0
            ],
        )
        for row, key in enumerate(tier.series)
    ]
