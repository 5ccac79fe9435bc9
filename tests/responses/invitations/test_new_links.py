"""A new link for whose link is spent or lost: on the same terms for all, and nobody learns from it
what became of the one before (decision 40)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.invitations.actions import opt_outs, queue, record_delivery, undo_opt_outs
from responses.invitations.actions.queue import NoNewLinkError
from responses.models import Case, Invitation, OutboxMessage, Response
from responses.models.contacts import ContactHistory
from responses.sms.provider import Accepted, UnknownEndError
from survey.selectors import version_in_force
from tests.conftest import NOW, TESTER
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, decide, load, queued, row, send
from tests.responses.invitations.test_reminders import remind
from tests.responses.pages import Page
from tests.responses.scripted import AcceptedInSilenceError, Scripted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
PAGE, PRESS = "/staff/find-case/case/", "/staff/find-case/new-link/"


def texted(provider: Scripted | None = None, **changes: object) -> Case:
    [message] = queued(row(**changes))
    send(provider=provider)
    return message.invitation.stage_event.case


def ask(case: Case, at: datetime = LATER) -> None:
    queue.ask_new_link(case=case, transport="development", spread=timedelta(0), by=TESTER, at=at)


def invitation_of(case: Case) -> Invitation:
    return Invitation.objects.get(stage_event__case=case)


def answered(case: Case, **ends: datetime) -> None:
    Response.objects.create(
        invitation=invitation_of(case), instrument=version_in_force(on=TODAY), language="en",
        started_at=NOW, answers={}, withdrawn_by="words" if "withdrawn_at" in ends else "", **ends,
    )  # fmt: skip


def opens(link: str) -> bool:
    return Client().get(f"/{link[-12:]}").headers["Location"] == "/s/"


class TestANewLink:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    def test_opens_where_the_one_before_was_spent(self):
        provider = Scripted()
        case = texted(provider)
        Invitation.objects.update(gate_tries=3, opened_at=NOW)

        ask(case)
        assert send(LATER, provider=provider).sent == 1

        old, new = (text.link for text in provider.texts)
        assert (opens(old), opens(new)) == (False, True)
        assert invitation_of(case).gate_tries == 0

    def test_lives_for_28_days_of_its_own(self):
        case = texted()
        ask(case)
        send(LATER)

        assert invitation_of(case).expires_at == LATER + timedelta(days=28)
        assert invitation_of(case).invited_at == NOW

    def test_leaves_the_one_before_alive_until_it_goes(self):
        provider = Scripted()
        case = texted(provider)

        ask(case)

        assert opens(provider.texts[0].link)

    def test_counts_against_fatigue_no_more_than_the_first(self):
        case = texted()
        ask(case)
        send(LATER)

        assert [one.invited_on for one in ContactHistory.objects.all()] == [TODAY]

    @pytest.mark.slow
    def test_counts_as_an_invitation_of_the_number_that_came_since(self):
        first = row(contact_mobile="+447700900321")
        queued(first)
        send(provider=Scripted())
        [case] = load(replace(first, contact_mobile="+447700900322"), at=NOW)
        ask(case)
        send(LATER)

        assert ContactHistory.objects.filter(invited_on=LATER.date()).count() == 1

    @pytest.mark.slow
    def test_is_the_same_when_its_end_was_unknown_and_it_never_went(self):
        provider = Scripted()
        case = texted(provider)
        ask(case)
        provider.script = [UnknownEndError()]
        send(LATER, provider=provider)

        send(LATER + timedelta(minutes=3), provider=provider)

        assert opens(provider.texts[-1].link)
        assert OutboxMessage.objects.filter(is_new_link=True, state="sent").count() == 1

    @pytest.mark.slow
    def test_is_not_sent_again_where_the_answer_was_lost(self):
        provider = Scripted()
        case = texted(provider)
        ask(case)
        provider.script = [AcceptedInSilenceError()]
        send(LATER, provider=provider)

        assert send(LATER + timedelta(minutes=3), provider=provider).found == 1
        assert opens(provider.texts[-1].link)
        assert len(provider.texts) == 2

    @pytest.mark.slow
    def test_that_fails_leaves_the_event_and_its_delivery_as_they_were(self):
        case = texted()
        Invitation.objects.update(delivered_at=NOW, delivery_status="delivered")
        ask(case)
        send(LATER)
        message = OutboxMessage.objects.get(is_new_link=True)

        for status in ("technical-failure", "permanent-failure"):
            record_delivery.record_status(
                message_id=message.pk, accepted=Accepted("x", status), by=TESTER, at=LATER
            )

        assert invitation_of(case).delivery_status == "delivered"
        assert OutboxMessage.objects.count() == 2

    @pytest.mark.slow
    def test_waits_again_once_a_stop_that_took_it_back_is_undone(self):
        case = texted()
        ask(case)
        before = invitation_of(case)
        ticket = opt_outs.opt_out(invitation_id=before.pk, channel="web", by=RESPONDENT, at=LATER)
        assert OutboxMessage.objects.get(is_new_link=True).state == "cancelled"

        undo_opt_outs.undo(ticket=ticket, by=RESPONDENT, at=LATER + timedelta(minutes=1))

        assert OutboxMessage.objects.get(is_new_link=True).state == "due"
        after = invitation_of(case)
        assert after.stage_event.decided_at == before.stage_event.decided_at
        assert after.stage_event.decision == "INVITE"

    def test_waits_for_the_sending_hours(self):
        case = texted()
        ask(case, at=NOW.replace(hour=22))

        assert send(NOW.replace(hour=22)).handled == 0
        assert OutboxMessage.objects.get(is_new_link=True).due_at > NOW.replace(hour=22)


class TestNobody:
    def ends_as(self, case: Case, at: datetime = LATER) -> str:
        before = invitation_of(case)
        ask(case, at=at)
        send(at)
        after = invitation_of(case)
        assert (before.token_hash, before.expires_at) == (after.token_hash, after.expires_at)
        assert before.stage_event.decision == after.stage_event.decision
        return OutboxMessage.objects.get(is_new_link=True).state

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "ends",
        [{"completed_at": NOW}, {"withdrawn_at": NOW}, {"core_done_at": NOW}],
        ids=["sent in", "withdrawn", "all that everybody is asked done"],
    )
    def test_who_has_answered(self, ends):
        case = texted()
        answered(case, **ends)

        assert self.ends_as(case) == "cancelled"

    @pytest.mark.slow
    def test_who_opted_out(self):
        case = texted()
        invitation_id = invitation_of(case).pk
        opt_outs.opt_out(invitation_id=invitation_id, channel="web", by=TESTER, at=NOW)

        assert self.ends_as(case) == "cancelled"

    @pytest.mark.slow
    def test_whose_link_was_stopped_for_good(self):
        case = texted()
        Invitation.objects.update(opted_out_at=NOW)

        assert self.ends_as(case) == "cancelled"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_1_whose_record_ran_out(self):
        old = {"safe_contact_confirmed_on": TODAY - timedelta(days=88)}
        case = texted(flags={}, **SAFE | old)

        assert self.ends_as(case, at=NOW + timedelta(days=3)) == "cancelled"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_1_whose_case_turned_out_sensitive_and_has_no_word(self):
        case = texted()
        Case.objects.filter(pk=case.pk).update(flags=NO_FLAGS | {"domestic_abuse": True})

        assert self.ends_as(case) == "cancelled"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_11_near_a_hearing(self):
        case = texted()
        Case.objects.filter(pk=case.pk).update(next_hearing_on=TODAY)

        assert self.ends_as(case) == "cancelled"

    def test_who_was_sent_no_link_yet(self):
        [message] = queued(row())
        case = message.invitation.stage_event.case
        OutboxMessage.objects.filter(pk=message.pk).update(due_at=NOW + timedelta(days=30))

        assert self.ends_as(case) == "cancelled"

    @pytest.mark.slow
    def test_but_who_has_begun_is(self):
        case = texted()
        answered(case)
        ask(case)

        assert send(LATER).sent == 1


class TestAsking:
    def test_is_allowed_twice_with_a_week_between(self):
        case = texted()
        ask(case)

        with pytest.raises(NoNewLinkError):
            ask(case, at=LATER + timedelta(days=6))
        ask(case, at=LATER + timedelta(days=7))
        with pytest.raises(NoNewLinkError):
            ask(case, at=LATER + timedelta(days=30))

    def test_is_over_while_the_contact_is_still_there(self):
        case = texted()

        with pytest.raises(NoNewLinkError):
            ask(case, at=NOW + timedelta(days=56, seconds=1))

    def test_is_not_for_a_case_without_a_link(self):
        [case] = load(row(victim_role="bereaved"))
        decide()

        with pytest.raises(NoNewLinkError):
            ask(case)

    @pytest.mark.safety
    def test_saf_8_ends_the_wait_for_a_reminder(self):
        case = texted()
        Invitation.objects.update(delivered_at=NOW)
        ask(case)

        assert remind(NOW + timedelta(days=8)) == 0

    def test_is_written_down_with_who_it_was(self):
        case = texted()
        ask(case)

        event = AuditEvent.objects.get(kind="new_link.asked")
        assert (event.target, event.details) == (f"responses.Case {case.pk}", {})


STATES = {
    "not opened": {},
    "opened": {"opened_at": NOW},
    "spent": {"opened_at": NOW, "gate_tries": 3},
    "left": {"opened_at": NOW, "exited_at": NOW},
    "over": {"expires_at": NOW},
    "stopped": {"opted_out_at": NOW},
    "begun": {"opened_at": NOW, "started": {}},
    "answered": {"opened_at": NOW, "started": {"completed_at": NOW}},
    "withdrawn": {"opened_at": NOW, "started": {"completed_at": NOW, "withdrawn_at": NOW}},
}


@pytest.mark.slow
class TestWhoPresses:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    def case_that(self, state: str, key: str) -> Case:
        case = texted(case_key=key, contact_mobile="+447700900321")
        fields = dict(STATES[state])
        started = fields.pop("started", None)
        if started is not None:
            answered(case, **started)
        Invitation.objects.filter(pk=invitation_of(case).pk).update(**fields)
        return case

    def read(self, officer: Client, lead: Client) -> list[str]:
        officer.post("/staff/find-case/", {"case_key": "K-7"})
        seen = [officer.get(PAGE)]
        seen += [officer.post(PRESS, follow=True), officer.post(PRESS, follow=True)]
        seen.append(lead.get("/staff/operations/city-of-london/"))
        send()
        seen += [officer.get(PAGE), lead.get("/staff/operations/city-of-london/")]
        return [Page(response).text for response in seen]

    def test_reads_the_same_whatever_became_of_the_link(self, officer_client, lead_client):
        read = {}
        for state in STATES:
            before = transaction.savepoint()
            self.case_that(state, "K-7")
            read[state] = self.read(officer_client, lead_client)
            transaction.savepoint_rollback(before)

        assert "Ask for a new link" in read["not opened"][0]
        assert "We have noted it." in read["not opened"][1]
        assert "A new link was asked for on 16 November 2026." in read["not opened"][2]
        assert [state for state in STATES if read[state] != read["not opened"]] == []

    @pytest.mark.safety
    def test_saf_13_is_of_the_nation_where_the_suspect_is_of_the_force(
        self, officer_client, national_officer
    ):
        case = self.case_that("spent", "K-7")
        officer_client.post("/staff/find-case/", {"case_key": "K-7"})
        Case.objects.filter(pk=case.pk).update(
            exclude_code="OFFICER-SUSPECT", exclude_by="x", exclude_on=TODAY
        )

        assert officer_client.post(PRESS).status_code == 404
        national = Client()
        national.force_login(national_officer)
        national.post("/staff/find-case/", {"case_key": "K-7", "force": case.force_id})
        assert "We have noted it." in Page(national.post(PRESS, follow=True)).text

    def test_sees_no_button_where_nothing_was_sent(self, officer_client):
        load(row(case_key="K-8"))
        officer_client.post("/staff/find-case/", {"case_key": "K-8"})

        assert "Ask for a new link" not in Page(officer_client.get(PAGE)).text
