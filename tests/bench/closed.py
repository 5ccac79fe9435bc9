"""Which quarter of a nation that is loaded has closed last."""

from datetime import date

from analytics.disclosure import timing
from analytics.refresh.selectors import quarter_states
from responses import extract


def newest_closed(on: date) -> str:
    for period in extract.periods()[::-1]:
        if timing.is_over(period, on=on) and _has_closed(period, on):
            return period
    message = f"No quarter has closed by {on}."
    raise ValueError(message)


def _has_closed(period: str, on: date) -> bool:
    state = quarter_states.state_of(period, list(extract.frame_counts(period)), on=on)
    return quarter_states.known_state(state).closes_before(on)
