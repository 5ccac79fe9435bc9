"""The periods of a card: quarters, and years from April to March. Pure."""

from analytics.disclosure import timing
from analytics.disclosure.years import is_year, quarters_of

QUARTERS = 8


def before(period: str) -> str:
    """The year, or the quarter, before."""
    if not is_year(period):
        return timing.quarter_before(period)
    first = int(period.split("-")[0])
    return f"{first - 1}-{first % 100:02}"


def line_until(period: str) -> tuple[str, ...]:
    """Eight quarters that end with the period, oldest first: of a year those of the year before
    too."""
    found = [quarters_of(period)[-1]]
    while len(found) < QUARTERS:
        found.append(timing.quarter_before(found[-1]))
    return tuple(reversed(found))
