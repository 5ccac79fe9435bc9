from dataclasses import replace
from datetime import timedelta

import pytest

from access.models import AuditEvent
from responses import extract
from responses.case_files.case import CaseStage
from responses.data_protection.actions import retention
from responses.eligibility.actions import decisions
from responses.eligibility.rules import Decision
from responses.imports.actions.undo import undo_import
from responses.models import Case, Import, Invitation, StageEvent
from responses.models.contacts import Contact
from tests.conftest import NOW, TESTER
from tests.responses.asked import codes, decide, load, on, queue, row, send

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOT_TOLD = row(
    case_key="NOT-TOLD",
    reported_on=on(60),
    stage=CaseStage.NFA_POLICE,
    stage_on=on(45),
    outcome_codes=("14",),
    outcome_on=on(45),
)
TOLD_LATE = replace(NOT_TOLD, victim_told_on=on(1))


def days(case: Case) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for stage, day in StageEvent.objects.filter(case=case).values_list("survey_stage", "on"):
        found.setdefault(stage, []).append((NOW.date() - day).days)
    return found


def decide_then_amend(first, second) -> Case:
    [case] = load(first)
    decide()
    load(second, at=NOW + HOUR)
    return case


class TestAVictimToldAfterDay42:
    def test_leaves_no_investigation_that_waits(self):
        [case] = load(NOT_TOLD)
        decide()
        assert codes(case)["ST2"] == "PENDING"

        load(TOLD_LATE, at=NOW + HOUR)
        decide(NOW + 2 * HOUR)

        assert "ST2" not in codes(case)
        assert (
            AuditEvent.objects.filter(kind="eligibility.decided").latest("pk").details["removed"]
            == 1
        )

    @pytest.mark.slow
    def test_does_not_keep_the_contact_for_years(self):
        decide_then_amend(NOT_TOLD, TOLD_LATE)

        decide(NOW + DAY)
        destroyed = retention.apply_retention(by=TESTER, at=NOW + timedelta(days=118 + 1))

        assert destroyed.contacts == 1

    def test_keeps_an_investigation_that_was_asked_about(self):
        case = decide_then_amend(NOT_TOLD, TOLD_LATE)
        event = StageEvent.objects.get(case=case, survey_stage="ST2")
        _ask(event)

        decide(NOW + 2 * HOUR)

        assert codes(case)["ST2"] == "INVITE"

    @pytest.mark.parametrize("code", ["NOT-SAMPLED", "FATIGUE", "REPEAT"])
    def test_keeps_an_investigation_that_was_passed_over(self, code):
        case = decide_then_amend(NOT_TOLD, TOLD_LATE)
        StageEvent.objects.filter(case=case, survey_stage="ST2").update(decision=code)

        decide(NOW + 2 * HOUR)

        assert codes(case)["ST2"] == code

    def test_is_found_where_it_waited_since_before(self):
        case = decide_then_amend(NOT_TOLD, TOLD_LATE)
        StageEvent.objects.filter(case=case).update(decided_at=NOW + 2 * HOUR)

        decide(NOW + 3 * HOUR)

        assert "ST2" not in codes(case)


class TestACorrectedReportDate:
    FIRST = row(case_key="CORRECTED", reported_on=on(5), stage_on=on(5))
    SECOND = replace(FIRST, reported_on=on(4), stage_on=on(4))

    def test_moves_the_event_and_leaves_none_behind(self):
        case = decide_then_amend(self.FIRST, self.SECOND)

        decide(NOW + 2 * HOUR)

        assert days(case) == {"ST1": [4]}
        assert codes(case) == {"ST1": "PENDING"}

    def test_counts_once_in_the_frame_of_figures(self):
        decide_then_amend(self.FIRST, self.SECOND)

        decide(NOW + 2 * HOUR)

        assert sum(row.events for row in extract.frame_counts("2026-Q4")) == 1

    def test_lets_the_event_be_asked_about_once(self):
        case = decide_then_amend(self.FIRST, self.SECOND)
        _ask(StageEvent.objects.get(case=case))

        decide(NOW + 2 * HOUR)

        assert days(case) == {"ST1": [5]}

    def test_takes_an_excluded_event_along(self):
        first = replace(self.FIRST, flags={})
        case = decide_then_amend(first, replace(self.SECOND, flags={}))

        decide(NOW + 20 * DAY)

        assert days(case) == {"ST1": [4]}

    def test_counts_a_passed_over_report_once(self):
        case = decide_then_amend(self.FIRST, self.SECOND)
        StageEvent.objects.update(decision=Decision.NOT_SAMPLED)

        decide(NOW + 2 * HOUR)

        assert days(case) == {"ST1": [4]}


class TestAnImportThatIsUndone:
    @pytest.mark.slow
    def test_brings_the_event_back(self):
        case = decide_then_amend(NOT_TOLD, TOLD_LATE)
        decide(NOW + 2 * HOUR)
        amendment = Import.objects.latest("pk")

        undo_import(import_batch_id=amendment.pk, by=TESTER, at=NOW + 3 * HOUR)
        decide(NOW + 4 * HOUR)

        assert codes(case)["ST2"] == "PENDING"

    @pytest.mark.slow
    def test_loses_no_event_that_waited(self):
        first = replace(NOT_TOLD, sex="male")
        case = decide_then_amend(first, replace(first, sex="female"))
        before = codes(case)

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW + 2 * HOUR)
        decide(NOW + 3 * HOUR)

        assert codes(case) == before


class TestRemoving:
    def test_spares_an_event_for_which_a_code_was_drawn_meanwhile(self):
        decide_then_amend(NOT_TOLD, TOLD_LATE)
        event = StageEvent.objects.get(survey_stage="ST2")
        _ask(event)

        removed = decisions._remove_uninvited([event.pk])

        assert removed == 0
        assert Invitation.objects.exists()


class TestARunWithNothingNew:
    def test_removes_nothing_that_was_asked(self):
        [case] = load(row())
        decide()
        queue()
        send()

        decide(NOW + DAY)

        assert codes(case) == {"ST1": "INVITE"}
        assert Contact.objects.exists()


def _ask(event: StageEvent) -> None:
    StageEvent.objects.filter(pk=event.pk).update(decision=Decision.INVITE)
    Invitation.objects.create(
        stage_event=event, language="en", invited_at=NOW, expires_at=NOW + timedelta(days=28)
    )
