from datetime import date

import pytest

from responses.extract_rows import CaseSpan, CaseStep
from responses.extract_spans import CaseDays, counted

UNTIL = date(2026, 11, 16)
REPORTED, DECIDED = date(2026, 8, 3), date(2026, 8, 24)


def spans(reported=REPORTED, decided=DECIDED, told=None):
    case = CaseDays("kent", "burglary", '["18"]', reported, decided, told)
    return {
        span.step: (span.days, span.is_over, span.in_time)
        for span in counted([case], until=UNTIL).elements()
    }


def test_a_case_without_an_outcome_waits_for_one_alone():
    assert spans(decided=None) == {CaseStep.OUTCOME: (105, False, None)}


@pytest.mark.parametrize(
    ("told", "span"),
    [
        pytest.param(date(2026, 8, 28), (4, True, True), id="told in the same week"),
        pytest.param(date(2026, 9, 1), (8, True, True), id="told on the fifth, past a holiday"),
        pytest.param(date(2026, 9, 2), (9, True, False), id="told a day late"),
        pytest.param(None, (84, False, False), id="not told, and late"),
    ],
)
def test_being_told_is_judged_by_working_days(told, span):
    assert spans(told=told) == {CaseStep.OUTCOME: (21, True, None), CaseStep.TOLD: span}


def test_nobody_is_judged_while_they_may_be_told_in_time():
    decided = date(2026, 11, 13)

    assert spans(decided=decided)[CaseStep.TOLD] == (3, False, None)


@pytest.mark.parametrize(
    ("days", "steps"),
    [
        pytest.param({"decided": date(2026, 8, 1)}, set(), id="an outcome before the report"),
        pytest.param({"told": date(2026, 8, 1)}, {CaseStep.OUTCOME}, id="told before the outcome"),
        pytest.param({"told": date(2026, 11, 17)}, {CaseStep.OUTCOME}, id="told in days to come"),
    ],
)
def test_a_mistake_of_the_record_is_no_span(days, steps):
    assert set(spans(**days)) == steps


def test_cases_alike_are_counted_together():
    case = CaseDays("kent", "burglary", '["18"]', REPORTED, None, None)

    assert counted([case, case], until=UNTIL) == {
        CaseSpan("kent", "burglary", "no_suspect", CaseStep.OUTCOME, 105, False, None): 2
    }
