"""When each survey stage may be asked about (docs/rules.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from responses.cases.stages import DISPLACING, OUTCOME_STAGES, StageEntry, SurveyStage


class WindowOrigin(StrEnum):
    EVENT = "event"
    VICTIM_TOLD = "victim told"
    CASE_REPORTED = "case reported"


@dataclass(frozen=True)
class SendWindow:
    """First and last day, both included, in days after the origin."""

    origin: WindowOrigin
    opens_after_days: int
    closes_after_days: int


@dataclass(frozen=True)
class SendDates:
    opens: date
    closes: date


SEND_WINDOWS: Mapping[SurveyStage, SendWindow] = {
    SurveyStage.REPORT: SendWindow(WindowOrigin.EVENT, 14, 42),
    # From 90 days after the report, and again after another 180.
    SurveyStage.INVESTIGATION: SendWindow(WindowOrigin.CASE_REPORTED, 90, 180),
    **dict.fromkeys(sorted(OUTCOME_STAGES), SendWindow(WindowOrigin.VICTIM_TOLD, 14, 42)),
    # Nobody is asked within 28 days of a hearing (TRIAL).
    SurveyStage.COURT_PENDING: SendWindow(WindowOrigin.EVENT, 14, 90),
    SurveyStage.COURT_CONCLUDED: SendWindow(WindowOrigin.EVENT, 28, 56),
    SurveyStage.SENTENCED: SendWindow(WindowOrigin.EVENT, 91, 182),
    SurveyStage.RELEASED: SendWindow(WindowOrigin.EVENT, 28, 56),
}
"""ST8 has no window: a bereaved family is never asked by message."""


@lru_cache(maxsize=8192)
def send_dates(
    stage: str, *, on: date, told_on: date | None, reported_on: date
) -> SendDates | None:
    """None for a stage without a window, or while the origin is unknown."""
    window = SEND_WINDOWS.get(SurveyStage(stage))
    if window is None:
        return None
    origin = _origin(window.origin, on=on, told_on=told_on, reported_on=reported_on)
    if origin is None:
        return None
    # One that starts more than 90 days after the report is asked about from its start.
    opens = max(on, origin + timedelta(days=window.opens_after_days))
    length = timedelta(days=window.closes_after_days - window.opens_after_days)
    return SendDates(opens=opens, closes=opens + length)


def without_left_investigations(
    entries: Sequence[StageEntry], *, reported_on: date
) -> list[StageEntry]:
    """An investigation left before it could be asked about is no event of the survey (decision
    57)."""
    return [entry for entry in entries if not _is_left_early(entry, entries, reported_on)]


def _is_left_early(entry: StageEntry, entries: Sequence[StageEntry], reported_on: date) -> bool:
    if entry.survey_stage is not SurveyStage.INVESTIGATION:
        return False
    dates = send_dates(entry.survey_stage, on=entry.on, told_on=None, reported_on=reported_on)
    return dates is not None and any(
        later.survey_stage in DISPLACING and entry.on <= later.on < dates.opens for later in entries
    )


def _origin(
    origin: WindowOrigin, *, on: date, told_on: date | None, reported_on: date
) -> date | None:
    if origin is WindowOrigin.EVENT:
        return on
    return told_on if origin is WindowOrigin.VICTIM_TOLD else reported_on
