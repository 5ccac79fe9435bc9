"""Years whose four quarters have closed, with the answers received by then."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from analytics.disclosure import years
from analytics.models import QuarterState
from analytics.refresh.selectors import quarter_states
from responses import extract
from responses.extract_rows import AnswerRow


def closed_years(*, but: Collection[str], at: datetime) -> list[str]:
    states = quarter_states.read_states()
    closed = {period for period, state in states.items() if state.is_frozen}
    wanted = {years.year_of(period) for period in closed} - {*but}
    return sorted(
        year
        for year in wanted
        if all(
            period in closed and extract.is_whole(period, at=at)
            for period in years.quarters_of(year)
        )
    )


def closed_answers(quarters: Sequence[str]) -> Iterator[AnswerRow]:
    closed = dict(
        QuarterState.objects.filter(period__in=quarters).values_list("period", "closed_on")
    )
    for row in extract.answer_rows(periods=quarters):
        last_day = closed[row.period]
        if last_day is not None and row.completed_on <= last_day:
            yield row
