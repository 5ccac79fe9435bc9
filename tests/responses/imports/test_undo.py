import io
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import ANY

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from access.models import AuditEvent
from responses.case_files.case import CaseStage
from responses.data_protection.actions.retention import apply_retention
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.selectors import case_histories
from responses.imports import snapshots
from responses.imports.actions.undo import UnableToUndoError, UndoSummary, undo_import
from responses.imports.selectors.undo import UNDO_PERIOD, UndoRefusal
from responses.models import (
    AskingOpportunity,
    Case,
    CaseBefore,
    CaseEvent,
    ContactBefore,
    Import,
    OutboxMessage,
    Response,
    StageEvent,
)
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses import asked, by_code

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
EARLIER, LATER = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
ROW = asked.row(case_key="K1")


def last() -> Import:
    return Import.objects.latest("pk")


def taken_back(at=NOW) -> UndoSummary:
    return undo_import(import_batch_id=last().pk, by=TESTER, at=at)


def state(case: Case) -> list[object]:
    events = CaseEvent.objects.filter(case=case).order_by("sequence").values()
    number = contacts.contact_route(case.pk).to if contacts.masked_numbers([case.pk]) else ""
    return [model_to_dict(case), list(events), number, contacts.people([case.pk], on=NOW.date())]


def stored(key="K1") -> Case:
    return Case.objects.get(case_key=key)


class TestCreatedCases:
    def test_go_with_their_history_and_contact(self):
        asked.load(ROW, asked.row(), at=LATER)

        assert taken_back() == UndoSummary(undone_created=2)
        assert not Case.objects.exists()
        assert not CaseEvent.objects.exists()
        assert not contacts.cases_with_contact()

    def test_can_be_loaded_again(self):
        asked.load(ROW, at=LATER)
        taken_back()

        asked.load(ROW, at=NOW)

        assert Case.objects.count() == 1

    def test_stay_where_a_later_import_amended_them(self):
        asked.load(ROW, at=EARLIER)
        asked.load(replace(ROW, sex="female"), at=LATER)
        first = Import.objects.earliest("pk")

        summary = undo_import(import_batch_id=first.pk, by=TESTER, at=NOW)

        assert summary == UndoSummary(kept_amended_since=1)

    def test_go_once_the_later_import_is_undone(self):
        asked.load(ROW, at=EARLIER)
        asked.load(replace(ROW, sex="female"), at=LATER)
        taken_back()

        undo_import(import_batch_id=Import.objects.earliest("pk").pk, by=TESTER, at=NOW)

        assert not Case.objects.exists()


class TestAmendedCases:
    AMENDMENTS = [
        {"sex": "female", "stage": CaseStage.INVESTIGATION, "stage_on": NOW.date()},
        {"outcome_codes": ("14",), "outcome_on": date(2026, 11, 1)},
        {"contact_mobile": "+447700900999", "number_safe": "no"},
        {"contact_mobile": ""},
        {"flags": {}, "access_needs": ("bsl",), "language": "cy"},
    ]

    @pytest.mark.parametrize("changes", AMENDMENTS)
    def test_are_as_they_were_before(self, changes):
        asked.load(ROW, at=EARLIER)
        before = state(stored())
        asked.load(replace(ROW, **changes), at=LATER)
        assert state(stored()) != before

        assert taken_back() == UndoSummary(undone_amended=1)

        assert state(stored()) == before

    def test_have_no_contact_that_only_the_import_brought(self):
        asked.load(replace(ROW, contact_mobile=""), at=EARLIER)
        asked.load(ROW, at=LATER)

        taken_back()

        assert not contacts.cases_with_contact()

    def test_get_no_contact_back_that_was_destroyed_since(self):
        asked.load(ROW, at=EARLIER)
        asked.load(replace(ROW, sex="female"), at=LATER)
        contacts.destroy([stored().pk])

        taken_back()

        assert not contacts.cases_with_contact()

    def test_forget_the_day_the_victim_was_informed(self):
        known = replace(ROW, outcome_codes=("14",), outcome_on=date(2026, 11, 1))
        asked.load(known, at=EARLIER)
        asked.load(replace(known, victim_told_on=date(2026, 11, 3)), at=LATER)

        taken_back()

        assert not CaseEvent.objects.filter(told_on__isnull=False).exists()

    def test_amended_twice_by_one_import_go_back_to_before_the_first(self):
        asked.load(ROW, at=EARLIER)
        before = state(stored())
        asked.load(replace(ROW, sex="female"), replace(ROW, sex="male"), at=LATER)

        taken_back()

        assert state(stored()) == before

    def test_loaded_again_after_that_are_amended_again(self):
        asked.load(ROW, at=EARLIER)
        amended = replace(ROW, sex="female")
        asked.load(amended, at=LATER)
        taken_back()

        asked.load(amended, at=NOW)

        assert stored().sex == "female"

    @pytest.mark.slow
    def test_lose_decisions_made_since_and_keep_those_made_before(self):
        asked.load(ROW, at=EARLIER)
        asked.decide(EARLIER)
        old = set(StageEvent.objects.values_list("pk", flat=True))
        ended = {"stage": CaseStage.NFA_POLICE, "stage_on": date(2026, 11, 1)}
        told = {"outcome_codes": ("14",), "victim_told_on": date(2026, 11, 2)}
        asked.load(replace(ROW, **ended, **told), at=LATER)
        asked.decide(LATER)
        assert StageEvent.objects.count() > len(old)

        taken_back()

        assert set(StageEvent.objects.values_list("pk", flat=True)) == old


class TestWhatWasDrawn:
    @pytest.fixture(autouse=True)
    def _drawn_by_chance(self, monkeypatch):
        plan = SamplingPlan(seed="s", stages={"ST1": 0.6})
        monkeypatch.setattr(case_histories, "sampling_plan", lambda: plan)

    ROWS = [asked.row(case_key=f"D-{number}") for number in range(12)]

    def decided(self) -> dict[str, tuple[str, float]]:
        asked.decide()
        columns = ("case__case_key", "decision", "selection_probability")
        rows = StageEvent.objects.values_list(*columns)
        return {key: (decision, chance) for key, decision, chance in rows}

    @pytest.mark.slow
    def test_stands_once_after_its_case_was_taken_back_and_loaded_again(self):
        asked.load(*self.ROWS, at=LATER)
        before = self.decided()
        assert {decision for decision, _ in before.values()} == {"INVITE", "NOT-SAMPLED"}

        taken_back()
        assert not AskingOpportunity.objects.exists()
        asked.load(*self.ROWS, at=NOW)

        assert self.decided() == before
        assert AskingOpportunity.objects.count() == len(self.ROWS)

    @pytest.mark.slow
    def test_of_another_case_of_the_person_stays(self):
        asked.load(asked.row(case_key="A", contact_mobile="+447700900321"), at=EARLIER)
        asked.decide(EARLIER)
        asked.load(
            asked.row(case_key="B", contact_mobile="+447700900321", force="metropolitan"), at=LATER
        )
        asked.decide(LATER)
        assert AskingOpportunity.objects.count() == 2

        taken_back()

        assert AskingOpportunity.objects.count() == 1

    @pytest.mark.slow
    def test_goes_with_the_amendment_that_brought_its_stage(self):
        asked.load(ROW, at=EARLIER)
        asked.decide(EARLIER)
        before = AskingOpportunity.objects.count()
        day = NOW.date() - timedelta(days=15)
        ended = {"stage": CaseStage.NFA_POLICE, "stage_on": day, "outcome_codes": ("14",)}
        asked.load(replace(ROW, **ended, outcome_on=day, victim_told_on=day), at=LATER)
        asked.decide(LATER)
        assert AskingOpportunity.objects.count() > before

        taken_back()

        assert AskingOpportunity.objects.count() == before


class TestWhatWasSent:
    def queued(self):
        asked.load(ROW, asked.row(case_key="K2", contact_mobile=""), at=LATER)
        asked.decide(NOW)
        return asked.queue(NOW)

    def test_stays_and_is_counted(self):
        self.queued()
        OutboxMessage.objects.update(state="sent", first_tried_at=NOW)

        summary = taken_back()

        assert summary == UndoSummary(undone_created=1, kept_sent=1)
        assert stored().case_key == "K1"

    @pytest.mark.parametrize("state", ["leased", "failed", "delivered"])
    def test_is_whatever_may_have_gone_out(self, state):
        self.queued()
        OutboxMessage.objects.update(state=state, lease_until=NOW)

        assert taken_back().kept_sent == 1

    def test_is_what_was_sent_even_where_its_message_was_forgotten_since(self):
        self.queued()
        OutboxMessage.objects.all().delete()

        assert taken_back().kept_sent == 1

    def test_is_a_case_for_which_a_code_was_drawn(self):
        flags = asked.NO_FLAGS | {"fgm": True}
        [case] = asked.load(asked.row(case_key="K1", flags=flags), at=LATER)
        asked.decide(NOW)
        by_code.begun(case)

        assert taken_back().kept_sent == 1
        assert Response.objects.exists()

    def test_is_not_what_only_waited(self):
        self.queued()

        assert taken_back() == UndoSummary(undone_created=2)
        assert not OutboxMessage.objects.exists()

    def test_before_an_amendment_does_not_keep_the_amendment(self):
        self.queued()
        OutboxMessage.objects.update(state="sent", first_tried_at=NOW)
        asked.load(replace(ROW, sex="female"), at=NOW + timedelta(hours=1))

        summary = taken_back(NOW + timedelta(hours=2))

        assert summary == UndoSummary(undone_amended=1)
        assert OutboxMessage.objects.count() == 1


class TestUndoing:
    def test_is_audited_and_stands_on_the_import(self):
        asked.load(ROW, at=LATER)

        taken_back()

        event = AuditEvent.objects.get(kind="cases.import_undone")
        assert event.details["undone_created"] == 1
        assert last().undone_at == NOW
        assert last().counts["undone_created"] == 1

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"undone_at": NOW}, UndoRefusal.UNDONE),
            ({"loaded_at": NOW - UNDO_PERIOD - timedelta(minutes=1)}, UndoRefusal.TOO_LATE),
            ({"source": "simulator"}, UndoRefusal.OTHER_SOURCE),
        ],
    )
    def test_is_refused(self, changes, reason):
        asked.load(ROW, at=LATER)
        Import.objects.update(**changes)

        with pytest.raises(UnableToUndoError) as caught:
            taken_back()

        assert caught.value.reason is reason
        assert Case.objects.exists()

    def test_is_forgotten_once_it_is_too_late_for_it(self):
        asked.load(ROW, at=EARLIER)
        asked.load(replace(ROW, sex="female"), at=LATER)

        apply_retention(by=TESTER, at=LATER + UNDO_PERIOD)
        assert ContactBefore.objects.count() == CaseBefore.objects.count() == 1

        apply_retention(by=TESTER, at=LATER + UNDO_PERIOD + timedelta(minutes=1))
        assert not ContactBefore.objects.exists()
        assert not CaseBefore.objects.exists()

    def test_keeps_every_column_of_a_case(self):
        names = {field.attname for field in Case._meta.concrete_fields}

        assert names - set(snapshots.SNAPSHOT_COLUMNS) == {"id", "force_id"}


class TestCommand:
    def run(self, *arguments):
        out = io.StringIO()
        with time_machine.travel(NOW, tick=False):
            call_command("undo_import", *arguments, stdout=out)
        return " ".join(out.getvalue().split())

    def test_lists_what_can_be_undone(self):
        asked.load(ROW, at=LATER)

        assert "cases.csv, loaded 2026-11-16 09:00 by tests, 1 created" in self.run()

    def test_undoes_one_and_counts(self):
        asked.load(ROW, at=LATER)

        assert "Cases taken back 1" in self.run(str(last().pk))
        assert self.run() == ""

    @pytest.mark.parametrize("number", ["0", ANY])
    def test_says_why_not(self, number):
        asked.load(ROW, at=LATER)
        Import.objects.update(undone_at=NOW)

        with pytest.raises(CommandError, match=r"no import 0|undone before") as caught:
            self.run("0" if number == "0" else str(last().pk))

        assert caught.value.returncode == 2
