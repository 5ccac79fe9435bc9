"""They could explain a change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from analytics.disclosure import timing
from analytics.disclosure.years import quarters_of
from analytics.figures.selectors.comparisons import Beside, Gap, quarters_before
from analytics.items import INSTRUMENT
from analytics.refresh.selectors import quarter_states
from analytics.stats.judgement import Judged
from responses.extract_rows import days_of_period
from survey import selectors as survey_selectors


@dataclass(frozen=True, kw_only=True)
class VersionBegun:
    number: int
    began: date


def begun_meanwhile(changes: Mapping[str, Gap | None], period: str) -> tuple[VersionBegun, ...]:
    judged = [gap.judged if gap else None for gap in changes.values()]
    return begun_between(judged, before=timing.quarter_before(period), period=period)


def begun_beside_past(
    items: Iterable[Mapping[Beside, Gap | None]], period: str
) -> Mapping[Beside, tuple[VersionBegun, ...]]:
    """By earlier quarter."""
    rows = list(items)
    return {
        beside: begun_between(
            [gap.judged if (gap := row[beside]) else None for row in rows],
            before=before,
            period=period,
        )
        for beside, before in quarters_before(period).items()
    }


def begun_between(
    judged: Iterable[Judged | None], *, before: str, period: str
) -> tuple[VersionBegun, ...]:
    if not any(one is not None and one.is_clear for one in judged):
        return ()
    last_quarter = quarters_of(period)[-1]
    state = quarter_states.states().get(last_quarter)
    first, _last = days_of_period(quarters_of(before)[0])
    _first, last = days_of_period(last_quarter)
    last = state.closed_on if state and state.closed_on else last
    return tuple(_find_begun(survey_selectors.version_starts(INSTRUMENT), first, last))


def _find_begun(starts: Mapping[int, date], first: date, last: date) -> Iterator[VersionBegun]:
    asked = [
        VersionBegun(number=number, began=began)
        for number, began in starts.items()
        if not any(other <= began and higher > number for higher, other in starts.items())
    ]
    for one in sorted(asked, key=lambda each: each.began)[1:]:
        if first < one.began <= last:
            yield one
