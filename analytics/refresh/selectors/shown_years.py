"""Years with four closed quarters that can be added up, and those already stored."""

from collections.abc import Mapping
from datetime import date

from access.process_cache import cached_in_process
from analytics.disclosure import years
from analytics.disclosure.places import NATION
from analytics.models import ShownTable
from analytics.refresh.selectors import quarter_states
from analytics.tables import Dimension


@cached_in_process
def years_by_stage() -> tuple[str, ...]:
    filled = ShownTable.objects.filter(dimension=Dimension.STAGE, area=NATION)
    known = filled.exclude(period__contains="Q").values_list("period", flat=True)
    return tuple(known.order_by("-period"))


States = Mapping[str, tuple[date | None, date | None, str]]


def years_to_add_up() -> list[str]:
    states = quarter_states.read_states()
    closed = {period for period, state in states.items() if state.is_frozen}
    wanted = {years.year_of(period) for period in closed}
    shown = ShownTable.objects.filter(period__in=wanted).values_list("period", flat=True)
    return sorted(
        year for year in wanted - set(shown) if closed.issuperset(years.quarters_of(year))
    )


def states_of(year: str) -> States:
    states, quarters = quarter_states.read_states(), years.quarters_of(year)
    known = {period: states[period] for period in quarters if period in states}
    return {
        period: (state.closed_on, state.corrected_on, state.correction)
        for period, state in known.items()
    }


def is_corrected(year: str) -> bool:
    return any(corrected_on is not None for _, corrected_on, _ in states_of(year).values())


def may_have_been_stored(year: str) -> bool:
    states = states_of(year)
    closed = [closed_on for closed_on, _, _ in states.values() if closed_on]
    if len(closed) < len(years.quarters_of(year)):
        return False
    corrected = [corrected_on for _, corrected_on, _ in states.values() if corrected_on]
    return not corrected or max(closed) <= max(corrected)
