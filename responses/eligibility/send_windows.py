"""When each survey stage may be asked about (docs/rules.md). Pure: no Django, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from responses.cases.stages import OUTCOME_STAGES, SurveyStage


class Origin(StrEnum):
    """The day from which a window's days are counted."""

    EVENT = "event"
    VICTIM_TOLD = "victim told"
    CASE_REPORTED = "case reported"


@dataclass(frozen=True)
class SendWindow:
    """Both days are inclusive, counted from the origin."""

    origin: Origin
    opens_after_days: int
    closes_after_days: int


@dataclass(frozen=True)
class SendDates:
    opens: date
    closes: date


SEND_WINDOWS: Mapping[SurveyStage, SendWindow] = {
    SurveyStage.REPORT: SendWindow(Origin.EVENT, 14, 42),
    # A case 90 days open; the next asking would come 180 days later.
    SurveyStage.INVESTIGATION: SendWindow(Origin.CASE_REPORTED, 90, 180),
    **dict.fromkeys(sorted(OUTCOME_STAGES), SendWindow(Origin.VICTIM_TOLD, 14, 42)),
    # The trial is still more than 90 days away, and the rule of 28 days about it stands beside.
    SurveyStage.COURT_PENDING: SendWindow(Origin.EVENT, 14, 90),
    SurveyStage.COURT_CONCLUDED: SendWindow(Origin.EVENT, 28, 56),
    SurveyStage.SENTENCED: SendWindow(Origin.EVENT, 91, 182),
    SurveyStage.RELEASED: SendWindow(Origin.EVENT, 28, 56),
}
"""ST8 has none: a bereaved family is never asked by message."""


def send_dates(
    stage: str, *, on: date, told_on: date | None, reported_on: date
) -> SendDates | None:
    """The days on which the event may be asked about; None while its origin has not come."""
    window = SEND_WINDOWS.get(SurveyStage(stage))
    if window is None:
        return None
    origin = _origin(window.origin, on=on, told_on=told_on, reported_on=reported_on)
    if origin is None:
        return None
    # An investigation entered later than 90 days after the report is asked about from then on.
    opens = max(on, origin + timedelta(days=window.opens_after_days))
    length = timedelta(days=window.closes_after_days - window.opens_after_days)
    return SendDates(opens=opens, closes=opens + length)


def _origin(origin: Origin, *, on: date, told_on: date | None, reported_on: date) -> date | None:
    return {
        Origin.EVENT: on,
        Origin.VICTIM_TOLD: told_on,
        Origin.CASE_REPORTED: reported_on,
    }[origin]
