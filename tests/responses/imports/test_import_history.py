import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from access.models import AuditEvent
from responses.eligibility.actions import decisions
from responses.imports import columns
from responses.imports.actions import import_history as import_history_actions
from responses.imports.columns import HistoryRow
from responses.models import Invitation, OutboxMessage, Response, StageEvent
from responses.models.contacts import Contact
from survey import selectors as survey_selectors
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.responses.asked import decide, load, on, queue, row

pytestmark = pytest.mark.django_db

ASKED = NOW - timedelta(days=5)
ANSWERS = {"Q-OVR-1": ("very_satisfied",), "Q-CON-1": ()}


def past(case, **changes: object) -> HistoryRow:
    whole = {
        "case_id": case.pk,
        "survey_stage": "ST1",
        "on": on(20),
        "decision": "INVITE",
        "selection_probability": 0.5,
        "language": "cy",
        "invited_at": ASKED,
        "expires_at": ASKED + timedelta(days=28),
        "delivered_at": ASKED,
        "opened_at": ASKED + timedelta(hours=1),
        "started_at": ASKED + timedelta(hours=1),
        "completed_at": ASKED + timedelta(hours=2),
        "answers": ANSWERS,
    }
    return HistoryRow(**(whole | changes))


def import_history(*rows: HistoryRow, **options: object) -> import_history_actions.HistorySummary:
    return import_history_actions.import_history(rows=rows, by=TESTER, at=NOW, **options)


@contextmanager
def variables_at_most(count: int) -> Iterator[None]:
    limit = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    usual = connection.connection.setlimit(limit, count)
    yield
    connection.connection.setlimit(limit, usual)


class TestLoadHistory:
    def test_loads_the_event_the_invitation_and_the_answers(self):
        [case] = load(row(contact_mobile=""))

        summary = import_history(past(case))

        assert summary == import_history_actions.HistorySummary(
            events=1, invitations=1, responses=1
        )
        response = Response.objects.select_related("invitation__stage_event").get()
        assert response.answers == {"Q-OVR-1": ["very_satisfied"], "Q-CON-1": []}
        assert response.completed_at == ASKED + timedelta(hours=2)
        assert response.language == "cy"
        event = response.invitation.stage_event
        assert (event.period, event.decision, event.selection_probability) == (
            "2026-Q4",
            "INVITE",
            0.5,
        )

    @pytest.mark.sqlite_only
    def test_loads_a_batch_of_more_cases_than_a_statement_takes_variables(self, monkeypatch):
        monkeypatch.setattr(import_history_actions, "BATCH", 40)
        cases = load(*(row(contact_mobile="") for _ in range(60)))
        whole = columns.history([past(case) for case in cases])

        with variables_at_most(50):
            summary = import_history_actions.import_history_columns(
                batches=[whole], by=TESTER, at=NOW
            )

        assert summary.events == 60
        assert set(StageEvent.objects.values_list("case", "case_force")) == {
            (case.pk, case.force_id) for case in cases
        }

    @pytest.mark.databases
    def test_leaves_no_mark_in_a_transaction_that_has_begun(self):
        [case] = load(row(contact_mobile=""))
        batches = [columns.history([past(case)])]

        with transaction.atomic(), CaptureQueriesContext(connection) as said:
            import_history_actions.import_history_columns(batches=batches, by=TESTER, at=NOW)

        assert not [one["sql"] for one in said if one["sql"].startswith("SAVEPOINT")]

    @pytest.mark.parametrize("told", ["", "city-of-london"])
    def test_says_of_events_which_force_they_are(self, told):
        [case] = load(row(contact_mobile=""))

        import_history_actions.import_history_columns(
            batches=[columns.history([past(case)])], force_code=told, by=TESTER, at=NOW
        )

        event = StageEvent.objects.get()
        assert event.case_force_id == case.force_id == "city-of-london"

    @pytest.mark.slow
    def test_puts_answers_under_the_version_that_was_asked_on_their_day(self):
        newest = survey_selectors.version_in_force(on=NOW.date())
        raw = dict(newest.definition) | {"version": newest.version + 1}
        later = publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW + timedelta(days=1))
        before, after = load(row(contact_mobile=""), row(contact_mobile=""))

        begun = NOW + timedelta(days=1)
        import_history(past(before), past(after, started_at=begun, completed_at=begun))

        asked = dict(Response.objects.values_list("invitation__stage_event__case", "instrument"))
        assert asked == {before.pk: newest.pk, after.pk: later.pk}

    def test_makes_no_link_no_message_and_no_contact(self):
        [case] = load(row(contact_mobile=""))

        import_history(past(case))

        assert Invitation.objects.get().token_hash is None
        assert not OutboxMessage.objects.exists()
        assert not Contact.objects.exists()

    def test_loads_those_who_were_not_invited_and_those_who_did_not_answer(self):
        excluded, silent = load(row(contact_mobile=""), row(contact_mobile=""))
        nothing = dict.fromkeys(
            ("delivered_at", "opened_at", "started_at", "completed_at", "answers")
        )

        summary = import_history(
            past(excluded, decision="NOSAFE", invited_at=None, expires_at=None, **nothing),
            past(silent, **nothing),
        )

        assert summary == import_history_actions.HistorySummary(
            events=2, invitations=1, responses=0
        )

    def test_ties_each_row_to_its_own_case_over_several_batches(self, monkeypatch):
        monkeypatch.setattr(import_history_actions, "BATCH", 3)
        cases = load(*(row(contact_mobile="") for _n in range(8)))
        batches: list[int] = []

        import_history(
            *(past(case, started_at=ASKED + timedelta(minutes=n)) for n, case in enumerate(cases)),
            progress=batches.append,
        )

        assert batches == [3, 3, 2]
        started = {
            r.invitation.stage_event.case_id: r.started_at
            for r in Response.objects.select_related("invitation__stage_event")
        }
        assert started == {case.pk: ASKED + timedelta(minutes=n) for n, case in enumerate(cases)}

    @pytest.mark.databases
    def test_loads_all_or_nothing(self):
        [case] = load(row(contact_mobile=""))

        with pytest.raises(IntegrityError):
            import_history(past(case), past(case))

        assert not StageEvent.objects.exists()

    def test_loads_on_top_of_what_is_there(self):
        asked, answered = load(row(), row(contact_mobile=""))
        decide()
        queue()
        StageEvent.objects.filter(case=answered).delete()

        import_history(past(answered))
        [later] = load(row(), at=NOW)
        decide(NOW + timedelta(minutes=1))
        queue()

        assert Invitation.objects.count() == 3
        assert {e.case_id for e in StageEvent.objects.all()} == {asked.pk, answered.pk, later.pk}

    def test_leaves_nothing_to_decide_or_to_send_again(self):
        [case] = load(row(contact_mobile=""))
        import_history(past(case))

        counts = decisions.decide_events(force_code=None, by=TESTER, at=NOW + timedelta(days=1))

        assert counts == {}
        assert queue(NOW + timedelta(days=1)) == 0

    def test_audits_counts(self):
        [case] = load(row(contact_mobile=""))

        import_history(past(case))

        audited = AuditEvent.objects.get(kind="history.loaded")
        assert audited.details == {"events": 1, "invitations": 1, "responses": 1}
