"""Numbers of days, without dates."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from responses.cases.working_days import TOLD_WITHIN, working_days_after
from responses.extract_case_levels import UNKNOWN, outcome_group
from responses.extract_rows import CaseSpan, CaseStep


class CaseDays(NamedTuple):
    """`outcome_codes` as the text of their document."""

    force: str
    crime_group: str
    outcome_codes: str
    reported_on: date
    outcome_on: date | None
    victim_told_on: date | None
    crime_kind: str = UNKNOWN
    sex: str = UNKNOWN


def counted(cases: Iterable[CaseDays], *, until: date) -> Counter[CaseSpan]:
    return Counter(span for case in cases for span in _spans(case, until=until))


def _spans(case: CaseDays, *, until: date) -> Iterator[CaseSpan]:
    group, victim = outcome_group(case.outcome_codes), (case.crime_kind, case.sex)
    if days := _days(case.reported_on, case.outcome_on, until=until):
        yield CaseSpan(case.force, case.crime_group, group, CaseStep.OUTCOME, *days, None, *victim)
    if case.outcome_on is None or case.outcome_on < case.reported_on:
        return
    if days := _days(case.outcome_on, case.victim_told_on, until=until):
        in_time = _is_told_in_time(case.outcome_on, case.victim_told_on, until=until)
        yield CaseSpan(case.force, case.crime_group, group, CaseStep.TOLD, *days, in_time, *victim)


def _days(first: date, last: date | None, *, until: date) -> tuple[int, bool] | None:
    days = ((last or until) - first).days
    return (days, last is not None) if days >= 0 and (last is None or last <= until) else None


def _is_told_in_time(outcome_on: date, told_on: date | None, *, until: date) -> bool | None:
    deadline = working_days_after(outcome_on, TOLD_WITHIN)
    if told_on is not None:
        return told_on <= deadline
    return None if until <= deadline else False
