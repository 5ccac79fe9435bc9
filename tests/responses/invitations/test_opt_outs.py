"""Opting out ends contact with the person, whichever case and force it came from (SAF-12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.case_files.case import CaseStage
from responses.invitations.actions import codes as code_actions
from responses.invitations.actions import opt_outs
from responses.models import Case, Invitation, OutboxMessage
from responses.models.contacts import Suppression
from responses.sms.provider import Accepted, DevelopmentProvider, Text
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import (
    NO_FLAGS,
    TODAY,
    codes,
    decide,
    load,
    on,
    queue,
    queued,
    row,
    send,
)
from tests.responses.invited import Invited, invite
from tests.responses.suppressed import is_suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
DAY = timedelta(days=1)


def message_to(invited: Invited, state: str = "due") -> OutboxMessage:
    return OutboxMessage.objects.create(
        invitation_id=invited.invitation_id,
        reference=uuid4(),
        transport="development",
        state=state,
        due_at=NOW,
    )


def opt_out(invited: Invited) -> None:
    opt_outs.opt_out(invitation_id=invited.invitation_id, channel="web", by=RESPONDENT, at=NOW)


def state_of(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


class TestOptOut:
    def test_holds_for_the_person_in_every_case(self) -> None:
        here, elsewhere = invite(), invite()

        opt_out(here)

        assert is_suppressed(here.case_id)
        assert is_suppressed(elsewhere.case_id)

    def test_cancels_what_waits_for_the_person_and_for_nobody_else(self) -> None:
        here, elsewhere = invite(), invite()
        waiting = [message_to(here), message_to(elsewhere)]
        somebody_else = message_to(invite(mobile="+447700900011"))
        sent = message_to(here, state="sent")

        opt_out(here)

        assert [state_of(message) for message in waiting] == ["cancelled", "cancelled"]
        assert state_of(somebody_else) == "due"
        assert state_of(sent) == "sent"

    def test_is_done_once(self) -> None:
        invited = invite()

        opt_out(invited)
        opt_out(invited)

        assert Suppression.objects.count() == len(("number", "case"))
        assert invited.invitation.opted_out_at == NOW
        assert AuditEvent.objects.filter(kind="contact.opted_out").count() == 1

    def test_names_nobody_in_the_audit_trail(self) -> None:
        opt_out(invite())

        row = AuditEvent.objects.get(kind="contact.opted_out")
        assert row.target == ""
        assert row.details == {"channel": "web", "cancelled": 0}


class _StopsMeanwhile(DevelopmentProvider):
    def __init__(self, other: Callable[[], None]) -> None:
        super().__init__()
        self.texted: list[str] = []
        self._other = other

    def send(self, text: Text) -> Accepted:
        if not self.texted:
            self._other()
        self.texted.append(text.to)
        return super().send(text)


class TestWhatASenderHasInHand:
    @pytest.mark.slow
    def test_is_judged_again_before_it_goes(self) -> None:
        first, second = queued(row(), row())
        provider = _StopsMeanwhile(
            lambda: opt_outs.opt_out(
                invitation_id=second.invitation_id, channel="web", by=RESPONDENT, at=NOW
            )
        )

        send(provider=provider)

        assert len(provider.texted) == 1
        assert (state_of(first), state_of(second)) == ("sent", "cancelled")
        assert Invitation.objects.get(pk=second.invitation_id).stage_event.decision == "OPTOUT"


class TestAnOptOutBetweenDecisionAndQueue:
    def test_saf_12_gets_no_invitation(self) -> None:
        opted_out, other = load(row(), row())
        decide()
        contacts.suppress(case_id=opted_out.pk, by=TESTER, at=NOW, channel="phone")

        assert queue() == 1
        assert Invitation.objects.get().stage_event.case == other
        assert codes(opted_out) == {"ST1": "OPTOUT"}

    def test_saf_12_cancels_what_was_set_aside(self) -> None:
        invited = invite()
        message = message_to(invited, state="set aside")

        opt_out(invited)

        assert state_of(message) == "cancelled"


class TestByTelephone:
    """SAF-12: at the service desk, or by any officer who passes it on."""

    MOBILE = "+447700900010"

    def by_number(self, mobile: str = MOBILE) -> None:
        opt_outs.opt_out_number(mobile=mobile, channel="desk", by=TESTER, at=NOW)

    def test_stops_all_that_waits_and_every_link(self) -> None:
        here, elsewhere = invite(), invite()
        somebody_else = invite(mobile="+447700900011")
        waiting = message_to(elsewhere)

        self.by_number()

        assert is_suppressed(here.case_id)
        assert state_of(waiting) == "cancelled"
        assert here.invitation.opted_out_at == elsewhere.invitation.opted_out_at == NOW
        assert somebody_else.invitation.opted_out_at is None

    def test_is_remembered_of_a_number_that_no_case_holds(self) -> None:
        self.by_number("+447700900500")

        assert is_suppressed(invite(mobile="+447700900500").case_id)

    def test_is_done_once(self) -> None:
        self.by_number()
        self.by_number()

        assert Suppression.objects.count() == 1


class TestAnotherNumber:
    """SAF-12: the stop outlives the number."""

    NEW = "+447700900999"

    @staticmethod
    def is_stopped(case: Case) -> bool:
        return contacts.people([case.pk], on=TODAY)[case.pk].facts.is_opted_out

    @pytest.mark.slow
    def test_saf_12_that_comes_to_her_case_is_not_texted(self) -> None:
        first = row()
        [message] = queued(first)
        send()
        opt_outs.opt_out(invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW)

        later = {"stage": CaseStage.COURT_CONCLUDED, "stage_on": on(30)}
        [case] = load(replace(first, contact_mobile=self.NEW, **later), at=NOW + DAY)
        decide(at=NOW + DAY)

        assert self.is_stopped(case)
        assert codes(case)["ST5"] == "OPTOUT"
        assert queue(at=NOW + DAY) == 0

    def test_saf_12_that_comes_between_decision_and_queue_is_not_texted(self) -> None:
        first = row()
        [case] = load(first)
        decide()
        opt_outs.opt_out_number(mobile=first.contact_mobile, channel="desk", by=TESTER, at=NOW)
        load(replace(first, contact_mobile=self.NEW), at=NOW)

        assert queue() == 0
        assert codes(case) == {"ST1": "OPTOUT"}

    @pytest.mark.slow
    def test_saf_12_that_comes_to_another_case_of_hers_is_not_texted(self) -> None:
        here = row()
        there = row(force="metropolitan", contact_mobile=here.contact_mobile)
        [message] = queued(here)
        load(there)
        opt_outs.opt_out(invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW)

        [case] = load(replace(there, contact_mobile=self.NEW), at=NOW + DAY)

        assert self.is_stopped(case)

    @pytest.mark.slow
    def test_saf_12_that_comes_where_a_code_was_stopped_is_not_texted(self) -> None:
        first = row(contact_mobile="", flags=NO_FLAGS | {"child_abuse": True})
        [case] = load(first)
        decide()
        code_actions.draw_code(case=case, role="FLO", by=TESTER, at=NOW)
        opt_outs.opt_out(
            invitation_id=Invitation.objects.get().pk, channel="web", by=RESPONDENT, at=NOW
        )

        later = {"stage": CaseStage.COURT_CONCLUDED, "stage_on": on(30)}
        changed = {"contact_mobile": self.NEW, "flags": NO_FLAGS} | later
        load(replace(first, **changed), at=NOW + DAY)
        decide(at=NOW + DAY)

        assert codes(case)["ST5"] == "OPTOUT"

    @pytest.mark.databases
    def test_saf_12_that_comes_to_the_case_as_it_is_loaded_anew_is_not_texted(self) -> None:
        first = row()
        load(first)
        opt_outs.opt_out_number(mobile=first.contact_mobile, channel="desk", by=TESTER, at=NOW)
        Case.objects.all().delete()

        other, again = load(row(), replace(first, contact_mobile=self.NEW))

        assert self.is_stopped(again)
        assert not self.is_stopped(other)

    def test_is_hers_where_a_stranger_said_that_the_text_was_not_meant_for_him(self) -> None:
        first = row()
        [message] = queued(first)
        opt_outs.opt_out(
            invitation_id=message.invitation_id,
            channel=opt_outs.WRONG_PERSON,
            by=RESPONDENT,
            at=NOW,
        )

        [case] = load(replace(first, contact_mobile=self.NEW), at=NOW + DAY)

        assert not self.is_stopped(case)

    def test_is_hers_where_the_stop_was_of_a_telephone_of_many(self) -> None:
        shared = "+447700900998"
        rows = [row(contact_mobile=shared, birth_year=1980 + n) for n in range(4)]
        load(*rows)
        opt_outs.opt_out_number(mobile=shared, channel="desk", by=TESTER, at=NOW)

        [case] = load(replace(rows[0], contact_mobile=self.NEW), at=NOW + DAY)

        assert not self.is_stopped(case)
