import logging
from datetime import timedelta

import pytest
from django.test import Client

from access.digests.carriers import Letter, NotTakenError
from access.models import AuditEvent
from responses.invitations.actions import queue, record_delivery
from responses.models import (
    AnsweredNumber,
    DangerReply,
    Invitation,
    OutboxMessage,
    SealedReply,
    StageEvent,
    Suppression,
    TextReply,
)
from responses.replies import selectors
from responses.replies.actions import answering, notifying, receiving
from responses.sms.provider import Accepted
from responses.vault import contacts, person_keys
from responses.vault.sealed import replies
from tests.conftest import NOW, TESTER
from tests.responses import asked
from tests.responses.asked import NO_FLAGS, SAFE, queued, row, send
from tests.responses.scripted import Scripted
from tests.responses.suppressed import is_suppressed
from tests.responses.triage.at_the_desk import NATIONAL, reader

pytestmark = pytest.mark.django_db
URL = "/callbacks/notify/received/"
TOKEN = "a token of received texts"
NUMBER = "+447700900321"
WEEK_LATER = NOW + timedelta(days=8)
DANGER = "he is going to kill me tonight"


@pytest.fixture(autouse=True)
def _token(settings) -> None:
    settings.NOTIFY_RECEIVED_TOKEN = TOKEN


def post(
    message: object,
    *,
    source: object = NUMBER.removeprefix("+"),
    token: str = TOKEN,
    provider_id: object = "b5d9ae7d-0000-0000-0000-000000000000",
) -> int:
    document = {
        "id": provider_id,
        "source_number": source,
        "destination_number": "07700900111",
        "message": message,
        "date_received": "2026-11-16T10:00:00.000000Z",
    }
    return (
        Client(enforce_csrf_checks=True)
        .post(URL, data=document, content_type="application/json",
              headers={"authorization": f"Bearer {token}"})
        .status_code
    )  # fmt: skip


def reply(message: str, *, number: str = NUMBER, at=NOW, provider_id: str = "") -> None:
    receiving.receive(
        provider_id=provider_id or f"id of {message}", mobile=number, message=message, by=TESTER,
        at=at,
    )  # fmt: skip


def texted(**changes: object) -> Invitation:
    """Return an invitation whose text has arrived."""
    [message] = queued(row(contact_mobile=NUMBER, **changes))
    send()
    record_delivery.record_status(
        message_id=message.pk, accepted=Accepted("id", "delivered"), by=TESTER, at=NOW
    )
    return Invitation.objects.get(pk=message.invitation_id)


def remind(at=WEEK_LATER) -> int:
    return queue.queue_reminders(transport="development", spread=timedelta(0), by=TESTER, at=at)


class TestARefusal:
    @pytest.mark.safety
    def test_saf_12_ends_contact_for_good_and_cancels_what_waits(self):
        [message] = queued(row(contact_mobile=NUMBER))

        assert post("please stop") == 204

        assert is_suppressed(message.invitation.stage_event.case_id)
        assert OutboxMessage.objects.get().state == "cancelled"
        assert AuditEvent.objects.get(kind="contact.opted_out").details["channel"] == "text"
        assert send(WEEK_LATER).sent == 0

    @pytest.mark.safety
    @pytest.mark.parametrize("message", ["no more texts", "leave me alone", "S T O P", "بند کریں"])
    def test_saf_12_sends_nothing_afterwards_whatever_its_wording(self, message):
        texted()
        remind()

        reply(message, at=WEEK_LATER)

        provider = Scripted()
        send(WEEK_LATER, provider)
        assert provider.texts == []
        assert Suppression.objects.exists()

    def test_holds_for_a_number_that_no_case_has(self):
        post("STOP")

        assert Suppression.objects.get().person_key == person_keys.person_key(mobile=NUMBER)

    def test_may_come_twice(self):
        assert [post("STOP"), post("STOP"), post("stop", provider_id="another")] == [204] * 3
        assert Suppression.objects.count() == 1
        assert TextReply.objects.count() == 2


@pytest.mark.safety
class TestAWrongNumber:
    def test_saf_12_ends_the_number_alone(self):
        invitation = texted()

        reply("Wrong number sorry")

        [stop] = Suppression.objects.all()
        assert stop.is_number_only
        assert not contacts.is_opted_out(invitation.stage_event.case_id)
        assert remind() == 0

    def test_saf_12_holds_for_a_number_that_comes_later(self):
        reply("you have the wrong number")

        [case] = asked.load(row(contact_mobile=NUMBER))
        asked.decide()
        assert asked.codes(case)["ST1"] == "BAD-NUMBER" or not OutboxMessage.objects.exists()


class TestAnyOtherReply:
    @pytest.mark.safety
    @pytest.mark.parametrize(
        "message", ["who is this?", "I'm driving and will reply later", "yes she will do it", ""]
    )
    def test_saf_8_ends_the_invitation_and_its_reminder_alone(self, message):
        invitation = texted()

        reply(message)

        invitation.refresh_from_db()
        assert invitation.expires_at == NOW
        assert remind() == 0
        assert not Suppression.objects.exists()

    @pytest.mark.safety
    def test_saf_8_cancels_a_reminder_that_is_due(self):
        texted()
        assert remind() == 1

        reply("who is this?", at=WEEK_LATER)

        provider = Scripted()
        send(WEEK_LATER, provider)
        assert provider.texts == []

    @pytest.mark.safety
    def test_saf_8_stops_a_reminder_that_a_sender_has_taken(self):
        texted()
        remind()

        class Slow(Scripted):
            def wait_turn(self) -> None:
                reply("who is this?", at=WEEK_LATER)

        provider = Slow()
        send(WEEK_LATER, provider)

        assert provider.texts == []
        assert OutboxMessage.objects.get(is_reminder=True).state == "cancelled"

    @pytest.mark.safety
    def test_saf_8_stops_a_reminder_between_the_rules_and_the_request(self, monkeypatch):
        texted()
        remind()
        from responses.invitations.actions import send as send_actions

        before = send_actions._check_time

        def late(*arguments: object, **named: object) -> str:
            reply("stop it", at=WEEK_LATER)
            return before(*arguments, **named)

        monkeypatch.setattr(send_actions, "_check_time", late)
        provider = Scripted()
        send(WEEK_LATER, provider)

        assert provider.texts == []

    def test_lets_a_later_stage_ask_again(self):
        invitation = texted()
        reply("who is this?")
        event = invitation.stage_event

        assert event.decision == "INVITE"
        later = StageEvent.objects.create(
            case=event.case, survey_stage="ST4", on=NOW.date(), period="2026-Q4", decision="INVITE",
            decided_at=NOW, case_force_id=event.case_force_id, may_wait_for_invitation=True,
        )  # fmt: skip
        asked.queue(WEEK_LATER)
        assert OutboxMessage.objects.filter(invitation__stage_event=later, state="due").exists()

    def test_ends_a_text_of_which_nobody_knows_whether_it_went(self):
        [message] = queued(row(contact_mobile=NUMBER))
        OutboxMessage.objects.filter(pk=message.pk).update(attempts=1, first_tried_at=NOW)

        reply("who is this?")

        provider = Scripted()
        send(NOW + timedelta(hours=1), provider)
        assert provider.texts == []

    def test_ends_nothing_that_was_not_sent_yet(self):
        queued(row(contact_mobile=NUMBER))

        reply("Your parcel is due today")

        assert send().sent == 1


class TestThanks:
    @pytest.mark.parametrize("message", ["Thank you", "👍"])
    def test_change_nothing(self, message):
        texted()

        reply(message)

        assert remind() == 1


class TestAReplyThatMayTellOfDanger:
    @pytest.mark.safety
    def test_saf_15_waits_for_the_national_desk_sealed(self):
        invitation = texted()

        reply(DANGER)

        [waits] = DangerReply.objects.all()
        assert waits.case_id == invitation.stage_event.case_id
        assert waits.due_at - waits.received_at == timedelta(minutes=30)
        assert b"kill" not in bytes(SealedReply.objects.get().sealed)
        held = replies.open_reply(waits.pk)
        assert held is not None
        assert (held.number, held.words) == (NUMBER, (DANGER,))

    @pytest.mark.safety
    def test_saf_12_stops_contact_too_where_it_refuses(self):
        texted()

        reply("please stop he reads my phone")

        assert DangerReply.objects.count() == 1
        assert Suppression.objects.exists()

    def test_joins_the_last_one_of_the_same_number(self):
        reply(DANGER)
        reply("please hurry he is outside my door")

        [waits] = DangerReply.objects.all()
        held = replies.open_reply(waits.pk)
        assert held is not None
        assert len(held.words) == 2

    def test_is_handled_once_however_often_it_is_delivered(self):
        reply(DANGER, provider_id="one")
        reply(DANGER, provider_id="one")

        held = replies.open_reply(DangerReply.objects.get().pk)
        assert held is not None
        assert held.words == (DANGER,)

    def test_is_told_to_every_reader_of_the_national_desk_until_one_is_reached(self):
        reader("Nan", desk=NATIONAL)
        reader("Kit")
        reply(DANGER)
        taken: list[Letter] = []

        class Post:
            delivers = True
            is_down = True

            def send(self, letter: Letter) -> None:
                if self.is_down:
                    raise NotTakenError
                taken.append(letter)

        carrier = Post()
        assert notifying.tell_desk(carrier=carrier, by=TESTER, at=NOW) == 0
        carrier.is_down = False
        assert notifying.tell_desk(carrier=carrier, by=TESTER, at=NOW) == 1
        assert notifying.tell_desk(carrier=carrier, by=TESTER, at=NOW) == 0

        [letter] = taken
        assert letter.to == "nan@example.org"
        assert "kill" not in letter.body + letter.subject
        assert "900321" not in letter.body


class TestWhatIsKept:
    def test_is_the_kind_alone_and_nothing_is_logged(self, caplog):
        with caplog.at_level(logging.DEBUG):
            post("My address is 5 Heron Street, who are you")

        [kept] = TextReply.objects.values()
        assert kept["kind"] == "other"
        assert "Heron" not in str(kept) + caplog.text + str(list(AuditEvent.objects.values()))
        assert "900321" not in caplog.text + str(list(AuditEvent.objects.values()))
        assert not SealedReply.objects.exists()

    def test_is_counted_by_kind_and_danger_for_the_nation_alone(self):
        texted()
        for message in ("thanks", "who is this?", DANGER, "stop"):
            reply(message)

        nation = selectors.counts(since=NOW - timedelta(days=1))
        force = selectors.counts(since=NOW - timedelta(days=1), force_code="city-of-london")

        assert nation == {"thanks": 1, "other": 2, "refusal": 1, "danger": 1}
        assert force == {"thanks": 1, "other": 2, "refusal": 1}


class TestTheCallback:
    @pytest.mark.parametrize("source", ["", "GOVUK", None, "12"])
    def test_answers_alike_to_no_number(self, source):
        assert post("STOP", source=source) == 204
        assert not Suppression.objects.exists()

    @pytest.mark.parametrize("message", [None, 5, "\0", "x" * 50_000])
    def test_takes_any_message(self, message):
        assert post(message) == 204

    @pytest.mark.parametrize("provider_id", [None, "", 7, "x" * 500])
    def test_takes_any_id(self, provider_id):
        assert [post("STOP", provider_id=provider_id) for _time in range(2)] == [204, 204]
        assert TextReply.objects.count() == 1

    @pytest.mark.parametrize("token", ["", "wrong"])
    def test_refuses_who_is_not_the_provider(self, token):
        assert post("STOP", token=token) == 403
        assert not Suppression.objects.exists()

    def test_refuses_everybody_while_it_is_not_set_up(self, settings):
        settings.NOTIFY_RECEIVED_TOKEN = ""

        assert post("STOP", token="") == 403


class TestTheAutomaticAnswer:
    def answer(self, invitation: Invitation, provider: Scripted, at=NOW) -> bool:
        return answering.answer(
            invitation_id=invitation.pk, provider=provider, by=TESTER, now=lambda: at
        )

    def test_goes_once_to_a_number(self):
        invitation, provider = texted(), Scripted()
        reply("who is this?")

        assert self.answer(invitation, provider)
        assert not self.answer(invitation, provider)
        assert len(provider.answers) == 1

    def test_is_not_tried_again_where_it_failed(self):
        invitation, provider = texted(), Scripted()
        provider.answer_fails = True
        reply("who is this?")

        assert not self.answer(invitation, provider)
        provider.answer_fails = False
        assert not self.answer(invitation, provider)
        assert AnsweredNumber.objects.count() == 1

    @pytest.mark.safety
    @pytest.mark.parametrize("message", ["stop", "thanks", "wrong number", DANGER])
    def test_saf_3_is_not_sent_to_a_refusal_thanks_or_danger(self, message):
        invitation, provider = texted(), Scripted()
        reply(message)

        assert not self.answer(invitation, provider)
        assert provider.answers == []

    @pytest.mark.safety
    def test_saf_1_is_not_sent_in_a_sensitive_case(self):
        flags = NO_FLAGS | {"domestic_abuse": True}
        invitation, provider = texted(flags=flags, **SAFE), Scripted()
        reply("who is this?")

        assert not self.answer(invitation, provider)

    @pytest.mark.safety
    def test_saf_1_is_not_sent_where_any_case_of_the_number_is_sensitive(self):
        invitation, provider = texted(), Scripted()
        asked.load(row(contact_mobile=NUMBER, flags=NO_FLAGS | {"stalking": True}))
        reply("who is this?")

        assert not self.answer(invitation, provider)

    def test_comes_at_once_or_not_at_all(self):
        invitation, provider = texted(), Scripted()
        reply("who is this?")

        assert not self.answer(invitation, provider, at=NOW + timedelta(minutes=10))

    @pytest.mark.safety
    def test_saf_11_is_not_sent_at_night(self):
        invitation, provider = texted(), Scripted()
        night = NOW.replace(hour=23)
        reply("who is this?", at=night)

        assert not self.answer(invitation, provider, at=night)
