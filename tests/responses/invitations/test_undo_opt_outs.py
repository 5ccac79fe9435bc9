"""A stop is undone by the visit that pressed it, and only what that press wrote (SAF-12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from access.actor import RESPONDENT
from access.continuity import journal
from access.models import AuditEvent
from responses.invitations.actions import opt_outs, undo_opt_outs
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.models.contacts import StopPress, Suppression
from responses.sms.provider import DevelopmentProvider
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import codes, decide, load, queue, queued, row, send
from tests.responses.invited import Invited, invite
from tests.responses.suppressed import is_suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
MOBILE = "+447700900010"
SOON = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _emails_are_sent(settings) -> None:
    settings.EMAILS_ARE_SENT = True


def press(invitation_id: int, *, channel: str = "web") -> str:
    return opt_outs.opt_out(invitation_id=invitation_id, channel=channel, by=RESPONDENT, at=NOW)


def undo(ticket: str, *, after: timedelta = timedelta(minutes=5)) -> bool:
    return undo_opt_outs.undo(ticket=ticket, by=RESPONDENT, at=NOW + after)


@pytest.fixture
def invited() -> Invited:
    return invite()


class TestAnUndoneStop:
    def test_saf_12_takes_back_what_the_press_wrote(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id)

        assert undo(ticket)

        assert not Suppression.objects.exists()
        assert invited.invitation.opted_out_at is None
        assert not contacts.opted_out_cases([invited.case_id])

    def test_saf_12_leaves_a_stop_that_stood_before(self, invited: Invited) -> None:
        contacts.suppress(case_id=invited.case_id, by=TESTER, at=NOW, channel="desk")

        assert not undo(press(invited.invitation_id))

        assert Suppression.objects.get().channel == "desk"
        assert is_suppressed(invited.case_id)
        assert invited.invitation.opted_out_at == NOW

    def test_saf_12_leaves_what_was_asked_for_again(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id)
        opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=SOON)

        assert not undo(ticket)

        assert contacts.is_opted_out(invited.case_id)
        assert is_suppressed(invited.case_id)
        assert invited.invitation.opted_out_at == NOW

    def test_saf_12_leaves_what_another_visit_of_the_link_has_pressed(
        self, invited: Invited
    ) -> None:
        ticket = press(invited.invitation_id)

        assert press(invited.invitation_id) == ""
        assert not undo(ticket)

        assert is_suppressed(invited.case_id)

    def test_saf_12_holds_again_where_it_is_pressed_again(self, invited: Invited) -> None:
        undo(press(invited.invitation_id))

        again = press(invited.invitation_id)

        assert again
        assert is_suppressed(invited.case_id)
        assert invited.invitation.opted_out_at == NOW

    def test_is_undone_once(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id)

        assert [undo(ticket), undo(ticket)] == [True, False]
        assert AuditEvent.objects.filter(kind="contact.opt_out_undone").count() == 1

    def test_holds_after_twenty_minutes(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id)

        assert not undo(ticket, after=timedelta(minutes=20, seconds=1))
        assert is_suppressed(invited.case_id)

    @pytest.mark.databases
    def test_holds_where_the_journal_cannot_be_written(
        self, invited: Invited, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        ticket = press(invited.invitation_id)
        monkeypatch.setattr(journal, "append", full)

        assert not undo(ticket)
        assert is_suppressed(invited.case_id)
        assert invited.invitation.opted_out_at == NOW

    @pytest.mark.databases
    def test_names_nobody_in_the_audit_trail(self, invited: Invited) -> None:
        undo(press(invited.invitation_id))

        event = AuditEvent.objects.get(kind="contact.opt_out_undone")
        assert (event.target, event.details) == ("", {"restored": 0})

    def test_can_be_undone_by_nobody_once_the_press_is_forgotten(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id)

        forgotten = undo_opt_outs.forget_presses(by=TESTER, at=NOW + timedelta(hours=1))

        assert forgotten == 1
        assert not StopPress.objects.exists()
        assert not undo(ticket)
        assert is_suppressed(invited.case_id)


class TestMessagesOfAnUndoneStop:
    @pytest.mark.slow
    def test_saf_12_wait_again_as_they_did(self) -> None:
        [message] = queued(row())
        invitation = Invitation.objects.get()
        event = StageEvent.objects.get()
        ticket = press(message.invitation_id)
        cancelled = OutboxMessage.objects.get()
        assert (cancelled.state, StageEvent.objects.get().decision) == ("cancelled", "OPTOUT")

        undo(ticket)

        again = OutboxMessage.objects.get()
        assert (again.state, again.fault, again.finished_at) == ("due", "", None)
        kept = StageEvent.objects.get()
        assert (kept.decision, kept.selection_probability, kept.selection_seed) == (
            event.decision, event.selection_probability, event.selection_seed,
        )  # fmt: skip
        assert Invitation.objects.get().expires_at == invitation.expires_at
        provider = DevelopmentProvider()
        assert send(provider=provider, at=SOON).sent == 1

    @pytest.mark.slow
    def test_stay_cancelled_under_another_stop(self) -> None:
        [message] = queued(row(contact_mobile=MOBILE))
        ticket = press(message.invitation_id)
        opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=SOON)

        undo(ticket)

        assert OutboxMessage.objects.get().state == "cancelled"
        assert StageEvent.objects.get().decision == "OPTOUT"

    def test_stay_cancelled_where_something_else_speaks_against_them(self) -> None:
        [message] = queued(row())
        ticket = press(message.invitation_id)
        StageEvent.objects.update(decision="RISKLIFE")

        undo(ticket)

        assert OutboxMessage.objects.get().state == "cancelled"
        assert StageEvent.objects.get().decision == "RISKLIFE"

    @pytest.mark.slow
    def test_that_were_set_aside_are_so_again(self) -> None:
        [message] = queued(row())
        OutboxMessage.objects.update(state="set aside", fault="no route")

        undo(press(message.invitation_id))

        again = OutboxMessage.objects.get()
        assert (again.state, again.fault) == ("set aside", "no route")

    @pytest.mark.slow
    def test_of_events_that_were_left_out_meanwhile_are_decided_again(self) -> None:
        first = row(contact_mobile=MOBILE)
        [message] = queued(first)
        ticket = press(message.invitation_id)
        [later] = load(row(contact_mobile=MOBILE, force="metropolitan"))
        decide(at=SOON)
        assert codes(later) == {"ST1": "OPTOUT"}

        undo(ticket)
        decide(at=SOON + timedelta(minutes=1))

        assert codes(later)["ST1"] in {"INVITE", "REPEAT"}


class TestThisIsNotMe:
    """SAF-12: it is said of the number, and not of the person who was meant."""

    def wrong(self, message: OutboxMessage) -> str:
        return press(message.invitation_id, channel=opt_outs.WRONG_PERSON)

    @pytest.mark.slow
    def test_saf_12_stops_the_number_alone(self) -> None:
        here = row(contact_mobile=MOBILE, contact_email="one@example.org")
        [message] = queued(here)
        send()

        self.wrong(message)

        stored = Suppression.objects.get()
        assert (stored.is_number_only, stored.channel) == (True, "wrong_person")
        assert stored.person_key in contacts.keys_of_case(message.invitation.stage_event.case_id)

    @pytest.mark.slow
    def test_saf_12_has_no_case_texted_at_that_number_again(self) -> None:
        [message] = queued(row(contact_mobile=MOBILE))
        send()
        self.wrong(message)

        [case] = load(row(contact_mobile=MOBILE, force="metropolitan"), at=SOON)
        decide(at=SOON)

        assert codes(case) == {"ST1": "BADNUM"}
        assert queue(at=SOON) == 0

    @pytest.mark.slow
    def test_leaves_her_cases_under_another_number_or_address_askable(self) -> None:
        both = {"contact_mobile": MOBILE, "contact_email": "one@example.org"}
        [message] = queued(row(**both))
        send()
        self.wrong(message)

        other, written = load(
            row(contact_email="one@example.org"),
            row(contact_mobile="", contact_email="one@example.org"),
            at=SOON,
        )

        assert not contacts.opted_out_cases([other.pk, written.pk])
        facts = contacts.people([other.pk, written.pk], on=SOON.date())
        assert not facts[other.pk].facts.is_bad_number
        assert facts[written.pk].facts.channel == "email"

    @pytest.mark.slow
    def test_leaves_the_case_askable_once_it_has_another_number(self) -> None:
        first = row(contact_mobile=MOBILE)
        [message] = queued(first)
        send()
        self.wrong(message)

        [case] = load(replace(first, contact_mobile="+447700900998"), at=SOON)

        person = contacts.people([case.pk], on=SOON.date())[case.pk]
        assert not person.facts.is_opted_out
        assert not person.facts.is_bad_number

    @pytest.mark.slow
    def test_cancels_what_waits_for_the_number_and_nothing_else(self) -> None:
        here, there = row(contact_mobile=MOBILE), row()
        [message, other] = queued(here, there)

        self.wrong(message)

        states = dict(OutboxMessage.objects.values_list("pk", "state"))
        assert (states[message.pk], states[other.pk]) == ("cancelled", "due")
        assert message.invitation.stage_event.case.stage_events.get().decision == "BADNUM"

    @pytest.mark.slow
    def test_of_an_email_is_said_of_the_address_alone(self) -> None:
        address = {"contact_mobile": "", "contact_email": "one@example.org"}
        [message] = queued(row(**address))
        send()
        message.refresh_from_db()

        self.wrong(message)

        numbered, written = load(
            row(contact_mobile=MOBILE, contact_email="one@example.org"),
            row(**address, force="metropolitan"),
            at=SOON,
        )
        decide(at=SOON)
        assert codes(numbered)["ST1"] != "OPTOUT"
        assert codes(written) == {"ST1": "NOCONTACTDATA"}

    def test_of_a_code_that_was_handed_over_ends_the_link_alone(self, invited: Invited) -> None:
        invited.set(mode="web_code")

        press(invited.invitation_id, channel=opt_outs.WRONG_PERSON)

        assert not Suppression.objects.exists()
        assert invited.invitation.opted_out_at == NOW

    def test_gives_way_to_a_stop_of_the_person(self, invited: Invited) -> None:
        ticket = press(invited.invitation_id, channel=opt_outs.WRONG_PERSON)

        press(invited.invitation_id)

        assert contacts.is_opted_out(invited.case_id)
        assert not undo(ticket)

    def test_is_undone_as_a_stop_is(self) -> None:
        [message] = queued(row(contact_mobile=MOBILE))

        assert undo(self.wrong(message))

        assert not Suppression.objects.exists()
        assert OutboxMessage.objects.get().state == "due"
        assert StageEvent.objects.get().decision == "INVITE"
        assert Invitation.objects.get().opted_out_at is None

    @pytest.mark.slow
    def test_keeps_the_link_ended_where_another_said_it_of_the_number(self) -> None:
        [message] = queued(row(contact_mobile=MOBILE))
        second = invite(mobile=MOBILE)
        ticket = self.wrong(message)
        press(second.invitation_id, channel=opt_outs.WRONG_PERSON)

        undo(ticket)

        assert Suppression.objects.get().press_id is None
        assert Invitation.objects.get(pk=message.invitation_id).opted_out_at == NOW
