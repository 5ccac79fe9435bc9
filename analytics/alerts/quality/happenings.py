from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.alerts.artefacts import EFFECTS, Artefact
from analytics.alerts.quality.findings import Found
from analytics.alerts.quality.measures import GAPS, SHARES
from analytics.alerts.weekly_series import first_day, week_number
from analytics.disclosure.places import NATION

CODES = frozenset(artefact.value for artefact in Artefact)
LEAST_TOLD = 10.0
"""The fewest people on either side, before and after, for a share to be shown; with fewer, only
the direction is.
"""
OF_GROUPS = frozenset({Artefact.CASE_MIX, Artefact.LANGUAGE_MIX})
"""For a force these are shown without a share, which could reveal a group that a page hides."""
AFTER_A_SMALL_FILE = 4
WEEKS_OF_A_VERSION = 4


@dataclass(frozen=True, kw_only=True)
class Happening:
    artefact: Artefact
    area: str
    first: int
    last: int
    began: date
    weeks: int = 1
    level: str = ""
    is_rise: bool = False
    before: float | None = None
    after: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.artefact.value, "level": self.level, "began": self.began.isoformat(),
            "weeks": self.weeks, "is_rise": self.is_rise, "before": self.before,
            "after": self.after,
        }  # fmt: skip


def happening_of(found: Found) -> Happening | None:
    if found.code not in CODES:
        return None
    artefact = Artefact(found.code)
    before, after = _publishable_shares(found, artefact)
    first, last = _affected_weeks(found, artefact)
    return Happening(
        artefact=artefact, area=found.area, first=first, last=last, began=first_day(found.first),
        weeks=found.last - found.first + 1, level=found.level, is_rise=found.is_rise,
        before=before, after=after,
    )  # fmt: skip


def wording_happening(began: date) -> Happening:
    week = week_number(began)
    return Happening(artefact=Artefact.NEW_WORDING, area=NATION, first=week, last=week, began=began)


def version_happening(began: date) -> Happening:
    first, last = week_number(began), week_number(began) + WEEKS_OF_A_VERSION
    return Happening(
        artefact=Artefact.NEW_VERSION, area=NATION, first=first, last=last, began=began
    )


def meeting(
    happenings: Iterable[Happening], *, area: str, first: int, last: int
) -> list[Happening]:
    """The strongest explanation first, then the earliest."""
    met = (
        one
        for one in happenings
        if one.first <= last
        and one.last >= first
        and (one.area == area or (one.area == NATION and EFFECTS[one.artefact].reaches_forces))
    )
    return sorted(
        met,
        key=lambda one: (not EFFECTS[one.artefact].explains, one.began, one.artefact, one.level),
    )


def _affected_weeks(found: Found, artefact: Artefact) -> tuple[int, int]:
    if artefact is Artefact.MISSED_FILE:
        gap = next(one for one in GAPS if one.name == found.level)
        return found.first + gap.touched_after, found.last + gap.touched_until
    first = found.first - found.window_weeks + 1
    if artefact is Artefact.SMALL_FILE:
        return first, found.last + AFTER_A_SMALL_FILE
    return first, found.last + next(one.lag for one in SHARES if one.artefact is artefact)


def _publishable_shares(found: Found, artefact: Artefact) -> tuple[float | None, float | None]:
    shares = found.expected, found.observed
    people = [found.base * part for share in shares for part in (share, 1 - share)]
    is_hidden = artefact in OF_GROUPS and found.area != NATION
    before, after = (round(share, 2) for share in shares)
    if is_hidden or not found.base or min(people) < LEAST_TOLD or before == after:
        return None, None
    return before, after
