"""When figures may appear, and when they may move. Two showings of one figure a day apart would
give away the one person who answered between them, so a running quarter is not shown, and what
was shown moves by the month and by ten people at a time (decision 14). Pure."""

from dataclasses import dataclass
from datetime import date

from analytics.stats.suppression import POLICY, Audience, Topic

FEWEST_NEW = POLICY[Audience.STAFF, Topic.ORDINARY].hide_below


@dataclass(frozen=True, kw_only=True)
class Filling:
    """When a force's quarter was last filled, and with how many respondents."""

    on: date
    respondents: int


def is_over(period: str, *, on: date) -> bool:
    return period < f"{on.year}-Q{(on.month + 2) // 3}"


def is_held(period: str, *, last: Filling | None, respondents: int, on: date) -> bool:
    """Whether a force's figures stay as they were. It guards the force's figures against those
    of the month before; a level may still move by fewer than ten."""
    if last is None or not is_over(period, on=on):
        return False
    is_same_month = (last.on.year, last.on.month) == (on.year, on.month)
    return is_same_month or abs(respondents - last.respondents) < FEWEST_NEW
