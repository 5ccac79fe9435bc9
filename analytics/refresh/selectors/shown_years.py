"""The years whose quarters may be added up: all four have closed."""

from analytics.disclosure import years
from analytics.models import ShownTable
from analytics.refresh.selectors import quarter_states


def years_to_add_up() -> list[str]:
    """Oldest first: those that are not shown, and all of whose quarters have closed."""
    states = quarter_states.read_states()
    closed = {period for period, state in states.items() if state.is_frozen}
    wanted = {years.year_of(period) for period in closed}
    shown = ShownTable.objects.filter(period__in=wanted).values_list("period", flat=True)
    return sorted(
        year for year in wanted - set(shown) if closed.issuperset(years.quarters_of(year))
    )


def is_corrected(year: str) -> bool:
    """Whether any of its quarters was counted anew after it had closed."""
    states = quarter_states.read_states()
    return any(
        state.corrected_on is not None
        for period in years.quarters_of(year)
        if (state := states.get(period))
    )
