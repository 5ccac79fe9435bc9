"""Whatever changes what figures are made of tells them, in the same transaction."""

from datetime import timedelta

import pytest
from django.db import transaction

from access.actor import RESPONDENT
from responses import extract
from responses.answering.actions import answers, withdrawals
from responses.imports.actions.undo import undo_import
from responses.models import Case, Import, Response, StageEvent
from tests.analytics import make
from tests.conftest import NOW, TESTER
from tests.responses import asked
from tests.responses.answering.test_withdrawal_actions import MOBILE, sent_in, started
from tests.responses.invited import Invited

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def heard() -> frozenset[int]:
    """The responses of which there is news; then there is none."""
    news = extract.response_changes(at_most=1000)
    extract.delete_changes([change for change, _ in news.changes])
    return news.response_ids


def only(invited: Invited) -> set[int]:
    return {Response.objects.get(invitation=invited.invitation_id).pk}


class TestNews:
    def test_of_every_answer_that_is_saved(self):
        invited = started()
        heard()

        answers.save_answer(
            invitation_id=invited.invitation_id, question_code="Q-INF-1", picked=(),
            language="en", by=RESPONDENT, at=NOW,
        )  # fmt: skip

        assert heard() == only(invited)

    def test_of_an_answer_that_is_saved_without_a_lock(self):
        invited = started()
        heard()
        last_read = Response.objects.select_related("instrument").get()

        answers.save_answer(
            invitation_id=invited.invitation_id, question_code="Q-INF-1", picked=(),
            language="en", by=RESPONDENT, at=NOW, last_read=last_read,
        )  # fmt: skip

        assert heard() == only(invited)

    def test_of_what_is_sent_in(self):
        invited = sent_in()
        Response.objects.update(completed_at=None)
        heard()

        answers.send_in(invitation_id=invited.invitation_id, by=RESPONDENT, at=NOW)

        assert heard() == only(invited)

    def test_of_what_is_erased(self):
        erased = only(started())
        heard()

        Case.objects.all().delete()

        assert heard() == erased

    def test_is_taken_back_with_the_change_it_is_of(self):
        invited = started()
        heard()

        with transaction.atomic():
            Response.objects.filter(invitation=invited.invitation_id).update(answers={})
            transaction.set_rollback(True)

        assert heard() == frozenset()

    def test_of_what_is_withdrawn(self):
        invited = started()
        heard()

        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)

        assert heard() == only(invited)

    def test_of_history_that_is_loaded(self):
        make.load(make.satisfied_and_not(2, 1))

        assert heard() == set(Response.objects.values_list("pk", flat=True))
        assert len(Response.objects.all()) == 3

    def test_of_a_case_that_an_import_amends_and_of_its_return(self):
        asked.load(asked.row(case_key="K1"))
        self.answer_of("K1")
        heard()
        asked.load(asked.row(case_key="K1", sex="male"), at=LATER)
        amended = heard()

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=LATER)

        assert amended == heard() == set(Response.objects.values_list("pk", flat=True)) != set()

    def test_waits_in_the_order_it_came_and_no_more_of_it_than_asked_for(self):
        make.load(make.satisfied_and_not(2, 1))

        first = extract.response_changes(at_most=2)

        assert [response for _, response in first.changes] == list(
            Response.objects.order_by("pk").values_list("pk", flat=True)[:2]
        )
        assert extract.changed_responses([first.changes[0][1], 0]) == {first.changes[0][1]}

    def answer_of(self, case_key: str) -> None:
        from responses.models import Invitation
        from survey import selectors as survey_selectors

        event = StageEvent.objects.create(
            case=Case.objects.get(case_key=case_key), survey_stage="ST2", on=NOW.date(),
            period="2026-Q4", decision="INVITE", decided_at=NOW,
        )  # fmt: skip
        invitation = Invitation.objects.create(
            stage_event=event, language="en", invited_at=NOW, expires_at=LATER
        )
        Response.objects.create(
            invitation=invitation, language="en", started_at=NOW, answers={},
            instrument=survey_selectors.version_in_force(on=NOW.date()),
        )  # fmt: skip
