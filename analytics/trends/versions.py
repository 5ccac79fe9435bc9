"""Which versions of the questions began while the answers of two quarters came: what changed from
one to the other may then be how people were asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from analytics.disclosure import timing
from analytics.figures.selectors.comparisons import Gap
from analytics.items import INSTRUMENT
from analytics.refresh.selectors import quarter_states
from responses.extract_rows import days_of_period
from survey import selectors as survey_selectors


@dataclass(frozen=True, kw_only=True)
class VersionBegun:
    number: int
    began: date


def begun_meanwhile(changes: Mapping[str, Gap | None], period: str) -> tuple[VersionBegun, ...]:
    """Those that a change from the quarter before `period` to it may stand for, by the day; none,
    and nothing is read, where no change is clear."""
    if not any(gap is not None and gap.judged.is_clear for gap in changes.values()):
        return ()
    state = quarter_states.states().get(period)
    first, _last = days_of_period(timing.quarter_before(period))
    _first, last = days_of_period(period)
    last = state.closed_on if state and state.closed_on else last
    return tuple(_begun(survey_selectors.version_starts(INSTRUMENT), first, last))


def _begun(starts: Mapping[int, date], first: date, last: date) -> Iterator[VersionBegun]:
    """Without the first of all, and without one that all answers of both quarters are to. Answers
    come until a quarter closes, long after its last day. One is not asked where a higher one began
    by its day."""
    asked = [
        VersionBegun(number=number, began=began)
        for number, began in starts.items()
        if not any(other <= began and higher > number for higher, other in starts.items())
    ]
    for one in sorted(asked, key=lambda each: each.began)[1:]:
        if first < one.began <= last:
            yield one
