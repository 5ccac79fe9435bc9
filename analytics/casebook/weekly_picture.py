"""A year of weekly points with the expected band."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from analytics.alerts.scanning.columns import AnswerColumns
from analytics.alerts.scanning.tiers import CountedTier, TierKind, counted
from analytics.stats.series.aftermath import WeekOfAnswers
from analytics.stats.suppression import may_tell

AREAS = (TierKind.NATION, TierKind.FORCE)


@dataclass(frozen=True, kw_only=True)
class SeriesWeek:
    number: int
    share: float
    effective_base: float


SeriesByArea = Mapping[tuple[str, str], Sequence[SeriesWeek]]
"""By item and area: a force's code or NATION."""


def series_by_area(columns: AnswerColumns, *, last: int, weeks: int) -> SeriesByArea:
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


WEEKS = 52
LEAST_ANSWERS = 10.0
"""A week with fewer answers is pooled with its neighbours."""
FEW = 4
"""Weeks pooled if single weeks have too few answers."""
MOST_WITHOUT = 0.25
"""The share of weeks that may lack a point before four are pooled."""
REACH = 1.96
TEN = 10


@dataclass(frozen=True, kw_only=True)
class PicturePoint:
    week: int
    share: float | None
    lower: float | None
    upper: float | None
    is_marked: bool


@dataclass(frozen=True, kw_only=True)
class WeeklyPicture:
    weeks_each: int
    points: tuple[PicturePoint, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "weeks_each": self.weeks_each,
            "points": [
                [one.week, one.share, one.lower, one.upper, one.is_marked] for one in self.points
            ],
        }


@dataclass(frozen=True, kw_only=True)
class ExpectedByWeek:
    of_window: float
    by_week: Mapping[int, float] = field(default_factory=dict)

    def share_in(self, week: int) -> float:
        return self.by_week.get(week, self.of_window)


def from_json(stored: Mapping[str, object]) -> WeeklyPicture | None:
    if not stored:
        return None
    points: Sequence[Sequence[object]] = stored["points"]  # type: ignore[assignment]
    names = ("week", "share", "lower", "upper", "is_marked")
    return WeeklyPicture(
        weeks_each=stored["weeks_each"],  # type: ignore[arg-type]
        points=tuple(PicturePoint(**dict(zip(names, each, strict=True))) for each in points),  # type: ignore[arg-type]
    )


def picture_of(
    weeks: Iterable[WeekOfAnswers], *, last: int, window: int, expected: ExpectedByWeek,
    before: WeeklyPicture | None = None,
) -> WeeklyPicture:  # fmt: skip
    """52 weeks up to `last`, the final `window` marked. Points of the picture `before` stay. The
    band is p ± 1.96 √(φ p(1-p) / n) around the expected share. The window's total is public, so
    none or at least ten of its answers are hidden."""
    known = {week.number: week for week in weeks if last - WEEKS < week.number <= last}
    kept = _select_earlier_points(before, last)
    each = before.weeks_each if before and kept else _weeks_each(known, last)
    first = kept[-1].week + each if kept else last - WEEKS + 1
    starts = range(last - each + 1, first - 1, -each)[::-1]
    pooled = {start: _pooled_from(known, start, each) for start in starts}
    window_from = last - window + 1
    begins = [*(one.week for one in kept), *starts]
    shares = {start: _expected_from(known, start, each, expected) for start in begins}
    dispersion = _dispersion(
        [
            (*_pooled_from(known, start, each), shares[start])
            for start in begins
            if start + each <= window_from
        ]
    )
    hidden = _hide_points({start: one for start, one in pooled.items() if start >= window_from})
    points = [
        *kept,
        *(_point(start, one, shares[start], dispersion, is_hidden=start in hidden)
          for start, one in pooled.items()),
    ]  # fmt: skip
    return WeeklyPicture(
        weeks_each=each,
        points=tuple(replace(point, is_marked=point.week + each > window_from) for point in points),
    )


def _select_earlier_points(before: WeeklyPicture | None, last: int) -> list[PicturePoint]:
    if before is None:
        return []
    whole = range(last - WEEKS + 1, last - before.weeks_each + 2)
    return [point for point in before.points if point.week in whole]


def _pooled_from(known: Mapping[int, WeekOfAnswers], start: int, each: int) -> tuple[float, float]:
    return _pool(
        [
            (week.share, week.effective_base)
            for week in (known[number] for number in range(start, start + each) if number in known)
        ]
    )


def _expected_from(
    known: Mapping[int, WeekOfAnswers], start: int, each: int, expected: ExpectedByWeek
) -> float:
    within = [known[number] for number in range(start, start + each) if number in known]
    answers = sum(week.effective_base for week in within)
    if not answers:
        return expected.of_window
    return sum(week.effective_base * expected.share_in(week.number) for week in within) / answers


def _hide_points(pooled: Mapping[int, tuple[float, float]]) -> set[int]:
    by_size = sorted(pooled, key=lambda start: (_may_show(pooled[start]), pooled[start][1]))
    hidden: set[int] = set()
    for start in by_size:
        together = _pool([pooled[each] for each in hidden])
        if _may_show(pooled[start]) and (not together[1] or _may_show(together)):
            break
        hidden.add(start)
    return hidden


def _may_show(pooled: tuple[float, float]) -> bool:
    share, base = pooled
    return may_tell(share=share, base=base)


def _weeks_each(known: Mapping[int, WeekOfAnswers], last: int) -> int:
    without = sum(
        number not in known or known[number].effective_base < LEAST_ANSWERS
        for number in range(last - WEEKS + 1, last + 1)
    )
    return FEW if without > MOST_WITHOUT * WEEKS else 1


def _pool(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    base = sum(base for _share, base in parts)
    return (sum(share * base for share, base in parts) / base if base else 0.0), base


def _dispersion(pooled: Sequence[tuple[float, float, float]]) -> float:
    known = [
        base * (share - expected) ** 2 / (expected * (1 - expected))
        for share, base, expected in pooled
        if base >= LEAST_ANSWERS and 0 < expected < 1
    ]
    return max(1.0, sum(known) / len(known)) if known else 1.0


def _point(
    week: int, pooled: tuple[float, float], expected: float, dispersion: float, *, is_hidden: bool
) -> PicturePoint:
    share, base = pooled
    if is_hidden or not may_tell(share=share, base=base):
        return PicturePoint(week=week, share=None, lower=None, upper=None, is_marked=False)
    tens = max(1, int(base / TEN + 0.5)) * TEN
    reach = REACH * sqrt(dispersion * expected * (1 - expected) / tens)
    return PicturePoint(
        week=week,
        share=round(share, 2),
        lower=round(max(0.0, expected - reach), 2),
        upper=round(min(1.0, expected + reach), 2),
        is_marked=False,
    )
