"""Survey stages: the points of a case that are asked about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from responses.case_files.case import CaseStage, EventKind, EventRow


class SurveyStage(StrEnum):
    REPORT = "ST1"
    INVESTIGATION = "ST2"
    NO_ACTION = "ST3a"
    OUT_OF_COURT = "ST3b"
    CHARGED = "ST3c"
    COURT_PENDING = "ST4"
    COURT_CONCLUDED = "ST5"
    SENTENCED = "ST6"
    RELEASED = "ST7"
    BEREAVED = "ST8"


BEREAVED_ROLE = "bereaved"
OUTCOME_STAGES = frozenset({SurveyStage.NO_ACTION, SurveyStage.OUT_OF_COURT, SurveyStage.CHARGED})
"""Stages asked about only after the victim has been informed of the outcome."""

DISPLACING = OUTCOME_STAGES | {
    SurveyStage.COURT_PENDING,
    SurveyStage.COURT_CONCLUDED,
    SurveyStage.SENTENCED,
    SurveyStage.RELEASED,
}
"""Stages that replace a pending ST2."""

NOT_TOLD_AFTER = timedelta(days=42)

STAGE_OF_STATE: Mapping[CaseStage, SurveyStage | None] = {
    CaseStage.REPORT: SurveyStage.REPORT,
    CaseStage.INVESTIGATION: SurveyStage.INVESTIGATION,
    CaseStage.CPS_ADVICE: SurveyStage.INVESTIGATION,
    CaseStage.REOPENED: SurveyStage.INVESTIGATION,
    CaseStage.NFA_POLICE: SurveyStage.NO_ACTION,
    CaseStage.NFA_CPS: SurveyStage.NO_ACTION,
    CaseStage.OUT_OF_COURT: SurveyStage.OUT_OF_COURT,
    CaseStage.CHARGED: SurveyStage.CHARGED,
    CaseStage.COURT_PRETRIAL: SurveyStage.COURT_PENDING,
    CaseStage.COURT_TRIAL: SurveyStage.COURT_PENDING,
    CaseStage.COURT_CONCLUDED: SurveyStage.COURT_CONCLUDED,
    CaseStage.SENTENCED: SurveyStage.SENTENCED,
    CaseStage.CUSTODY_SERVING: SurveyStage.SENTENCED,
    CaseStage.RELEASED_LICENCE: SurveyStage.RELEASED,
    CaseStage.CLOSED: None,
}

STAGE_OF_OUTCOME: Mapping[str, SurveyStage] = {
    **dict.fromkeys(("1", "1A"), SurveyStage.CHARGED),
    **dict.fromkeys(("2", "2A", "3", "3A", "4", "6", "7", "8", "22"), SurveyStage.OUT_OF_COURT),
    **dict.fromkeys(
        ("5", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "20", "21"),
        SurveyStage.NO_ACTION,
    ),
}
"""Outcomes 0 (none yet) and 19 (fraud, recorded elsewhere) lead to no survey stage."""


@dataclass(frozen=True)
class StageEntry:
    survey_stage: SurveyStage
    on: date
    told_on: date | None = None


def survey_stage(state: CaseStage, *, role: str = "direct") -> SurveyStage | None:
    """None where the case keeps its previous survey stage."""
    return SurveyStage.BEREAVED if role == BEREAVED_ROLE else STAGE_OF_STATE[state]


def stage_events(
    *, role: str, reported_on: date, history: Sequence[EventRow], today: date
) -> tuple[StageEntry, ...]:
    """Oldest first: its report, then each change of stage."""
    if role == BEREAVED_ROLE:
        return (StageEntry(SurveyStage.BEREAVED, reported_on),)
    entered = [StageEntry(SurveyStage.REPORT, reported_on)]
    for entry in _entries(history):
        previous = entered[-1]
        if entry.survey_stage != previous.survey_stage:
            entered.append(entry)
        elif entry.told_on and not previous.told_on:
            entered[-1] = StageEntry(previous.survey_stage, previous.on, entry.told_on)
    entered.extend(_investigations_of_untold(entered, today=today))
    return tuple({(e.survey_stage, e.on): e for e in entered}.values())


def _entries(history: Sequence[EventRow]) -> Iterator[StageEntry]:
    for event in sorted(history, key=lambda event: event.on):
        stage = _stage_of_event(event)
        if stage:
            yield StageEntry(stage, event.on, event.told_on)


def _stage_of_event(event: EventRow) -> SurveyStage | None:
    if event.kind is EventKind.STAGE:
        return survey_stage(CaseStage(event.codes[0]))
    if event.kind is EventKind.OUTCOME:
        return STAGE_OF_OUTCOME.get(event.codes[0])
    return None


def _investigations_of_untold(
    entered: Sequence[StageEntry], *, today: date
) -> Iterator[StageEntry]:
    for entry in entered:
        if is_not_told(entry.survey_stage, on=entry.on, told_on=entry.told_on, today=today):
            yield StageEntry(SurveyStage.INVESTIGATION, entry.on + NOT_TOLD_AFTER)


def is_not_told(stage: str, *, on: date, told_on: date | None, today: date) -> bool:
    return stage in OUTCOME_STAGES and told_on is None and today >= on + NOT_TOLD_AFTER


@lru_cache(maxsize=4096)
def period_of(day: date) -> str:
    """The calendar quarter, written 2026-Q3."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def days_of_period(period: str) -> tuple[date, date]:
    year, quarter = (int(part) for part in period.split("-Q"))
    after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return date(year, quarter * 3 - 2, 1), after - timedelta(days=1)
