"""The weekly picture of an alert: a year of points with the band that was expected. Pure.

No point is of fewer than ten answers: a series with fewer in many weeks is drawn by four weeks. A
picture tells no more than the sentence beside it: shares in whole per cent, and by the width of the
band how many answered to the nearest ten.

What was drawn stays. A later picture goes on from the one before, so no point is drawn of other
weeks that overlap those of an earlier one, whose difference would be a small group; and none moves
when somebody takes their answers out, which would tell how they answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from analytics.stats.series.aftermath import WeekOfAnswers
from analytics.stats.suppression import may_tell

WEEKS = 52
LEAST_ANSWERS = 10.0
"""Under so many a week is drawn with its neighbours; what may be told is the rule of every page."""
FEW = 4
"""How many weeks are drawn as one where a single week has too few answers."""
MOST_WITHOUT = 0.25
"""The part of the weeks that may be without a point before four are drawn as one."""
REACH = 1.96
TEN = 10


@dataclass(frozen=True, kw_only=True)
class PicturePoint:
    """`week` is the number of the first week of the point. `share` is None where fewer than ten
    answered; `lower` and `upper` are where it was expected. Shares are 0 to 1."""

    week: int
    share: float | None
    lower: float | None
    upper: float | None
    is_marked: bool


@dataclass(frozen=True, kw_only=True)
class WeeklyPicture:
    """`weeks_each` is how many weeks a point stands for. Shares are rounded to whole per cent."""

    weeks_each: int
    points: tuple[PicturePoint, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "weeks_each": self.weeks_each,
            "points": [
                [one.week, one.share, one.lower, one.upper, one.is_marked] for one in self.points
            ],
        }


@dataclass(frozen=True, kw_only=True)
class ExpectedByWeek:
    """What was expected of the window of an alert, and by the number of a week where that is known:
    it moves with the season, drift, who answered and what others did."""

    of_window: float
    by_week: Mapping[int, float] = field(default_factory=dict)

    def of(self, week: int) -> float:
        return self.by_week.get(week, self.of_window)


def from_json(stored: Mapping[str, object]) -> WeeklyPicture | None:
    """None where nothing was stored yet."""
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
    """The 52 weeks up to the week `last`; the `window` at their end is marked. The points of the
    picture `before` stay, and new ones reach from `last` back to them. The band is

        p ± 1.96 √(φ p(1-p) / n)

    around the share expected in those weeks, with φ, at least 1, of the weeks before the window.
    What is hidden of the window is nothing, or ten answers at least: how many were satisfied in all
    of it is told."""
    known = {week.number: week for week in weeks if last - WEEKS < week.number <= last}
    kept = _kept(before, last)
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
    hidden = _hidden({start: one for start, one in pooled.items() if start >= window_from})
    points = [
        *kept,
        *(_point(start, one, shares[start], dispersion, is_hidden=start in hidden)
          for start, one in pooled.items()),
    ]  # fmt: skip
    return WeeklyPicture(
        weeks_each=each,
        points=tuple(replace(point, is_marked=point.week + each > window_from) for point in points),
    )


def _kept(before: WeeklyPicture | None, last: int) -> list[PicturePoint]:
    if before is None:
        return []
    whole = range(last - WEEKS + 1, last - before.weeks_each + 2)
    return [point for point in before.points if point.week in whole]


def _pooled_from(known: Mapping[int, WeekOfAnswers], start: int, each: int) -> tuple[float, float]:
    return _pooled(known[number] for number in range(start, start + each) if number in known)


def _expected_from(
    known: Mapping[int, WeekOfAnswers], start: int, each: int, expected: ExpectedByWeek
) -> float:
    """Of all who answered in the weeks of a point."""
    within = [known[number] for number in range(start, start + each) if number in known]
    answers = sum(week.effective_base for week in within)
    if not answers:
        return expected.of_window
    return sum(week.effective_base * expected.of(week.number) for week in within) / answers


def _hidden(pooled: Mapping[int, tuple[float, float]]) -> set[int]:
    """Of the points of the window those without a share: the ones that may not be told, and with
    them the next smallest until what they come to together might be told."""
    by_size = sorted(pooled, key=lambda start: (_may_tell(pooled[start]), pooled[start][1]))
    hidden: set[int] = set()
    for start in by_size:
        together = _together([pooled[each] for each in hidden])
        if _may_tell(pooled[start]) and (not together[1] or _may_tell(together)):
            break
        hidden.add(start)
    return hidden


def _may_tell(pooled: tuple[float, float]) -> bool:
    share, base = pooled
    return may_tell(share=share, base=base)


def _weeks_each(known: Mapping[int, WeekOfAnswers], last: int) -> int:
    without = sum(
        number not in known or known[number].effective_base < LEAST_ANSWERS
        for number in range(last - WEEKS + 1, last + 1)
    )
    return FEW if without > MOST_WITHOUT * WEEKS else 1


def _pooled(weeks: Iterable[WeekOfAnswers]) -> tuple[float, float]:
    return _together([(week.share, week.effective_base) for week in weeks])


def _together(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Share and base of several."""
    base = sum(base for _share, base in parts)
    return (sum(share * base for share, base in parts) / base if base else 0.0), base


def _dispersion(pooled: Sequence[tuple[float, float, float]]) -> float:
    """Pearson's φ of shares, bases and the shares expected, at least 1."""
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
