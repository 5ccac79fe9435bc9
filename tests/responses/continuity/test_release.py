import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from access.actor import RESPONDENT
from access.administration.actions import roles
from access.api_keys import actions as api_keys
from access.api_keys import selectors as key_selectors
from access.continuity import holding, journal
from access.continuity.journal import Entry, EntryKind
from access.models import ApiKey, AuditEvent, Continuity, User
from access.permissions import Role
from access.sign_in import actions as sign_in
from responses.answering.actions import gate_attempts, withdrawals
from responses.answering.selectors import attempts as attempts_selectors
from responses.continuity import actions, presenters, upkeep
from responses.continuity.actions import ReleaseError
from responses.invitations import tokens
from responses.invitations.actions import codes, opt_outs, sending_pause, undo_opt_outs
from responses.invitations.actions import queue as queue_actions
from responses.invitations.selectors import outbox
from responses.models import Case, CodeAttempt, Invitation, OutboxMessage, Response, StageEvent
from responses.models.contacts import ContactHistory, Suppression
from responses.readiness import actions as readiness
from responses.readiness.duties import ReadinessDuty
from responses.service_desk import actions as desk
from responses.sms.provider import UnknownEndError
from responses.vault.opt_outs import journal as opt_out_journal
from survey.selectors import version_in_force
from tests.access.administration.make import acting, administrator
from tests.api_keys import make_key
from tests.conftest import NOW, TESTER, _staff
from tests.responses import by_code
from tests.responses.asked import decide, load, queue, queued, row, send
from tests.responses.readiness import make as duties
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
LATER = NOW + timedelta(hours=1)


@contextmanager
def lost() -> Iterator[None]:
    copy = transaction.savepoint()
    with transaction.atomic():
        yield
    transaction.savepoint_rollback(copy)


@pytest.fixture
def provider() -> Scripted:
    return Scripted()


def release(provider: Scripted, at: datetime = LATER) -> actions.ReleaseSummary:
    assert holding.find_hold(at=at) == "older copy"
    return actions.release(providers=[provider], by=TESTER, at=at)


def ask_new_link(message: OutboxMessage) -> None:
    queue_actions.ask_new_link(
        case=message.invitation.stage_event.case, transport="development",
        spread=timedelta(0), by=TESTER, at=LATER - timedelta(minutes=1),
    )  # fmt: skip


def references(provider: Scripted) -> list[str]:
    return [text.reference for text in provider.texts]


def states() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("state", flat=True))


class TestAnOrdinaryRestore:
    def test_has_nothing_sent_until_it_is_released(self, provider):
        queued(row(), row())
        with lost():
            send(provider=provider, limit=1)

        held = send(provider=provider, at=LATER)

        assert (held.handled, held.is_faulty) == (0, True)
        assert queue(at=LATER) == 0
        assert len(provider.texts) == 1

    @pytest.mark.slow
    def test_sends_nothing_twice(self, provider):
        queued(row(), row(), row())
        with lost():
            send(provider=provider, limit=2)

        found = release(provider)
        send(provider=provider, at=LATER)

        assert (found.sent, found.due) == (2, 1)
        assert len(set(references(provider))) == len(references(provider)) == 3

    def test_remembers_who_was_asked_and_when(self, provider):
        queued(row())
        with lost():
            send(provider=provider)

        release(provider, at=NOW + timedelta(days=2))

        assert [one.invited_on for one in ContactHistory.objects.all()] == [NOW.date()]
        message = OutboxMessage.objects.get()
        assert (message.state, message.sent_at, message.first_tried_at) == ("sent", NOW, NOW)

    @pytest.mark.slow
    @pytest.mark.parametrize("is_asked_before_the_copy", [True, False])
    def test_gives_back_the_new_link_that_somebody_was_sent(
        self, provider, is_asked_before_the_copy
    ):
        [message] = queued(row())
        send(provider=provider)
        if is_asked_before_the_copy:
            ask_new_link(message)
        with lost():
            if not is_asked_before_the_copy:
                ask_new_link(message)
            send(provider=provider, at=LATER)

        release(provider, at=LATER + timedelta(hours=1))

        invitation = Invitation.objects.get()
        assert provider.texts[-1].link.endswith(outbox.token_of(invitation))
        assert invitation.token_hash == tokens.hash_token(outbox.token_of(invitation))
        assert (invitation.token_attempt, invitation.expires_at) == (2, LATER + timedelta(days=28))
        assert [message.state for message in OutboxMessage.objects.all()] == ["sent", "sent"]
        assert ContactHistory.objects.count() == 1

    @pytest.mark.slow
    def test_texts_nobody_who_opted_out_since(self, provider):
        [first, second] = queued(row(), row())
        with lost():
            opt_outs.opt_out(
                invitation_id=first.invitation_id, channel="web", by=RESPONDENT, at=NOW
            )
            send(provider=provider, limit=1)

        found = release(provider)
        send(provider=provider, at=LATER)

        assert found.opt_outs == len(("number", "case"))
        assert references(provider) == [str(second.reference)]
        assert Invitation.objects.get(pk=first.invitation_id).opted_out_at == NOW

    @pytest.mark.slow
    def test_ends_the_link_of_a_code_that_was_stopped_in_a_case_without_a_number(self, provider):
        cases = load(*(row(contact_mobile="", victim_role="bereaved") for _ in range(2)))
        decide()
        for case in cases:
            codes.draw_code(case=case, role="FLO", by=TESTER, at=NOW)
        stopped, other = (Invitation.objects.get(stage_event__case=case) for case in cases)
        with lost():
            opt_outs.opt_out(invitation_id=stopped.pk, channel="web", by=RESPONDENT, at=NOW)

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        stopped.refresh_from_db()
        other.refresh_from_db()
        assert (stopped.opted_out_at, other.opted_out_at) == (NOW, None)

    def test_reminds_nobody_whose_reply_ended_the_invitation(
        self, provider, django_capture_on_commit_callbacks
    ):
        [message] = queued(row())
        send(provider=provider)
        case_ids = [message.invitation.stage_event.case_id]
        with lost(), django_capture_on_commit_callbacks(execute=True):
            opt_outs.end_invitations(case_ids=case_ids, by=TESTER, at=NOW)

        release(provider)

        invitation = Invitation.objects.get()
        assert (invitation.reply_ended_at, invitation.expires_at) == (NOW, NOW)

    def test_leaves_open_the_new_link_that_was_sent_after_a_reply(
        self, provider, django_capture_on_commit_callbacks
    ):
        [message] = queued(row())
        send(provider=provider)
        case_ids = [message.invitation.stage_event.case_id]
        with lost(), django_capture_on_commit_callbacks(execute=True):
            opt_outs.end_invitations(case_ids=case_ids, by=TESTER, at=NOW)
            ask_new_link(message)
            send(provider=provider, at=LATER)

        release(provider, at=LATER + timedelta(hours=1))

        assert Invitation.objects.get().expires_at == LATER + timedelta(days=28)

    def test_that_lost_opt_outs_alone_needs_no_release(self, provider):
        [message] = queued(row())
        with lost():
            opt_outs.opt_out(
                invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW
            )

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert provider.texts == []
        assert set(Suppression.objects.values_list("at", flat=True)) == {NOW}

    def test_does_not_send_what_the_provider_has_forgotten(self, provider):
        queued(row())
        with lost():
            send(provider=provider)
        provider.accepted.clear()
        long_after = NOW + timedelta(days=8)

        found = release(provider, at=long_after)

        assert (found.unknown, states()) == (1, ["failed"])
        assert ContactHistory.objects.get().invited_on == NOW.date()

    def test_sends_what_the_provider_never_took(self, provider):
        queued(row())
        provider.script = [UnknownEndError()]
        with lost():
            send(provider=provider)

        found = release(provider)

        assert (found.due, states()) == (1, ["due"])

    @pytest.mark.slow
    def test_writes_back_what_was_queued_since_with_the_link_that_people_hold(self, provider):
        load(row())
        decide()
        with lost():
            queue()
            send(provider=provider)
            lost_invitation = Invitation.objects.get()
            link = outbox.link_of(lost_invitation)

        found = release(provider)
        queue(at=LATER)
        send(provider=provider, at=LATER)

        assert found.restored == 1
        assert len(provider.texts) == 1
        invitation = Invitation.objects.get()
        assert outbox.link_of(invitation) == link
        assert invitation.token_hash == tokens.hash_token(link.rpartition("/")[2])
        assert invitation.invited_at == NOW

    @pytest.mark.slow
    def test_remembers_people_whose_case_was_loaded_since(self, provider):
        queued(row())
        known = Case.objects.get()
        late = row()
        with lost():
            queued(late)
            send(provider=provider)

        found = release(provider)
        load(late)
        decide(at=LATER)

        assert (found.remembered, found.sent) == (1, 1)
        again = StageEvent.objects.exclude(case=known).get()
        assert again.decision == "FATIGUE"

    @pytest.mark.slow
    def test_gives_out_no_id_again(self, provider):
        load(row(), row())
        decide()
        with lost():
            queue()
            send(provider=provider)
            upkeep.keep_journal(at=NOW)
            highest = Invitation.objects.order_by("-pk")[0].pk
        holding.find_hold(at=LATER)

        event = StageEvent.objects.order_by("pk")[0]
        new = Invitation.objects.create(
            stage_event=event, language="en", invited_at=NOW, expires_at=LATER
        )

        assert new.pk > highest

    @pytest.mark.slow
    def test_withdraws_again_what_was_withdrawn_and_counts_lost_answers(
        self, provider, django_capture_on_commit_callbacks
    ):
        [first, second] = queued(row(), row())
        send(provider=provider)
        kept = answer(first, at=NOW - timedelta(minutes=1))
        with lost(), django_capture_on_commit_callbacks(execute=True):
            upkeep.keep_journal(at=LATER)
            withdrawals._withdraw(kept, by=RESPONDENT, at=LATER)
            holding.note(EntryKind.COMPLETED, at=LATER)
            answer(second, at=LATER)

        found = release(provider, at=LATER)

        kept.refresh_from_db()
        assert (found.withdrawn, found.lost_answers) == (1, 1)
        assert kept.withdrawn_at == LATER

    def test_is_not_released_while_the_provider_does_not_answer(self, provider, monkeypatch):
        queued(row())
        with lost():
            send(provider=provider)

        def silent(_reference: str) -> None:
            raise UnknownEndError

        monkeypatch.setattr(provider, "find", silent)

        with pytest.raises(ReleaseError, match="does not answer"):
            release(provider)
        assert holding.find_hold(at=LATER) == "older copy"

    def test_is_not_released_without_each_provider(self, provider):
        queued(row())
        with lost():
            send(provider=provider)
        holding.find_hold(at=LATER)

        with pytest.raises(ReleaseError, match="no provider for development"):
            actions.release(providers=[], by=TESTER, at=LATER)

    def test_is_released_once_and_by_somebody(self, provider):
        queued(row())
        with lost():
            send(provider=provider)

        release(provider)

        assert AuditEvent.objects.get(kind="database.released").details["counts"]["sent"] == 1
        with pytest.raises(ReleaseError, match="not held"):
            actions.release(providers=[provider], by=TESTER, at=LATER)


def stop(message: OutboxMessage, *, channel: str = "web", at: datetime = NOW) -> str:
    return opt_outs.opt_out(
        invitation_id=message.invitation_id, channel=channel, by=RESPONDENT, at=at
    )


def undo(ticket: str) -> bool:
    return undo_opt_outs.undo(ticket=ticket, by=RESPONDENT, at=NOW + timedelta(minutes=5))


@pytest.mark.safety
class TestAnUndoneStop:
    """SAF-12: what was said last holds after a restore."""

    @pytest.mark.slow
    def test_saf_12_is_not_written_back(self, provider):
        [message] = queued(row())
        with lost():
            undo(stop(message))

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert not Suppression.objects.exists()
        assert Invitation.objects.get().opted_out_at is None
        assert references(provider) == [str(message.reference)]

    @pytest.mark.slow
    def test_saf_12_is_undone_again_where_the_copy_holds_the_stop(self, provider):
        [message, other] = queued(row(), row())
        ticket = stop(message)
        with lost():
            undo(ticket)
            send(provider=provider, limit=1, at=LATER)

        found = release(provider)

        assert found.undone == 1
        assert not Suppression.objects.exists()
        assert Invitation.objects.get(pk=message.invitation_id).opted_out_at is None
        send(provider=provider, at=LATER)
        assert sorted(references(provider)) == sorted(
            str(one.reference) for one in (message, other)
        )

    @pytest.mark.slow
    def test_saf_12_that_was_said_again_is_written_back(self, provider):
        [message] = queued(row())
        with lost():
            undo(stop(message))
            stop(message, at=LATER)

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert provider.texts == []
        assert Suppression.objects.count() == len(("number", "case"))

    @pytest.mark.slow
    def test_saf_12_is_written_back_where_another_had_said_it_too(self, provider):
        mobile = "+447700900321"
        [message] = queued(row(contact_mobile=mobile))
        with lost():
            ticket = stop(message)
            opt_outs.opt_out_number(mobile=mobile, channel="desk", by=RESPONDENT, at=NOW)
            undo(ticket)

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert provider.texts == []
        assert Suppression.objects.count() == len(("number", "case"))

    @pytest.mark.slow
    def test_saf_12_is_written_back_where_it_was_said_again_after_a_failed_undo(self, provider):
        mobile = "+447700900321"
        [message] = queued(row(contact_mobile=mobile))
        with lost():
            ticket = stop(message)
            keys = Suppression.objects.values_list("person_key", flat=True)
            opt_out_journal.write_undone(UUID(ticket), list(keys), at=NOW)
            opt_outs.opt_out_number(mobile=mobile, channel="desk", by=RESPONDENT, at=NOW)

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert provider.texts == []

    @pytest.mark.slow
    def test_saf_12_that_the_journal_missed_is_not_written_back(self, provider, monkeypatch):
        [message] = queued(row())
        with lost():
            with monkeypatch.context() as patch:
                patch.setattr(journal, "append", full)
                ticket = stop(message)
            upkeep.keep_journal(at=NOW)
            undo(ticket)

        release(provider)

        assert not Suppression.objects.exists()

    def test_is_not_written_back_by_who_read_the_journal_before(self, provider):
        [message] = queued(row())
        ticket = stop(message)
        read = entries()
        undo(ticket)

        assert opt_out_journal.replay(read) == 0

        assert not Suppression.objects.exists()

    def test_of_a_number_alone_is_written_back_as_such(self, provider):
        [message] = queued(row())
        with lost():
            stop(message, channel=opt_outs.WRONG_PERSON)

        holding.find_hold(at=LATER)
        send(provider=provider, at=LATER)

        assert provider.texts == []
        assert Suppression.objects.get().is_number_only


def answer(message: OutboxMessage, *, at: datetime) -> Response:
    return Response.objects.create(
        invitation=message.invitation,
        instrument=version_in_force("short-core", on=NOW.date()),
        language="en",
        mode="web_sms",
        started_at=NOW - timedelta(minutes=5),
        completed_at=at,
        answers={},
    )


@pytest.mark.safety
class TestACodeThatWasOpenedSince:
    """SAF-9: it opens once, whatever copy the database is restored from."""

    @pytest.mark.slow
    def test_does_not_open_again(self, provider, django_capture_on_commit_callbacks):
        used, unused = by_code.routed(), by_code.routed()
        used_code, unused_code = by_code.draw(used), by_code.draw(unused)
        attempt = CodeAttempt.objects.get(invitation__stage_event__case=used)
        queued(row())
        with lost(), django_capture_on_commit_callbacks(execute=True):
            send(provider=provider)
            gate_attempts.open_alone(
                attempt_id=attempt.pk, own_word="otter", language="en", by=RESPONDENT, at=NOW
            )

        release(provider)

        assert attempts_selectors.attempt_by_code(used_code, at=LATER) is None
        assert attempts_selectors.attempt_by_code(unused_code, at=LATER)


class TestWhatWasStoppedSince:
    def test_sending_stays_stopped(self, provider, django_capture_on_commit_callbacks):
        queued(row())
        with lost(), django_capture_on_commit_callbacks(execute=True):
            sending_pause.pause_by_hand(transport="development", by=TESTER, at=NOW)

        found = release(provider)

        assert found.stopped == 1
        assert "stays so" in presenters.release_lines(found)[-1]
        assert send(provider=provider, at=LATER).handled == 0

    def test_sending_goes_on_where_that_was_ended_too(
        self, provider, django_capture_on_commit_callbacks
    ):
        queued(row())
        with lost(), django_capture_on_commit_callbacks(execute=True):
            sending_pause.pause_by_hand(transport="development", by=TESTER, at=NOW)
            sending_pause.end_pause(transport="development", by=TESTER, at=NOW)

        assert release(provider).stopped == 0
        assert send(provider=provider, at=LATER).sent == 1

    def test_sending_is_let_go_on_by_nobody_who_asked_before_the_last_stop(
        self, provider, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            desk.hold_sending(by=acting(administrator("first")), at=NOW)
        asked = desk.ask_to_resume(by=acting(administrator("second")), at=NOW)
        with lost(), django_capture_on_commit_callbacks(execute=True):
            desk.resume_sending(request=asked, by=acting(administrator("third")), at=NOW)
            desk.hold_sending(by=TESTER, at=NOW + timedelta(minutes=1))

        assert release(provider).stopped
        asked.refresh_from_db()
        assert asked.state == "set aside"

    def test_a_signature_stands_no_more(self, provider, django_capture_on_commit_callbacks):
        signature = duties.stand(ReadinessDuty.SAFETY)
        with lost(), django_capture_on_commit_callbacks(execute=True):
            readiness.take_back(pk=signature.pk, by=TESTER, at=NOW)

        assert release(provider).taken_back == 1
        assert duties.states()[ReadinessDuty.SAFETY] == "missing"

    def test_who_left_signs_in_no_more(self, provider, django_capture_on_commit_callbacks):
        gone = _staff(Role.DATA_LOADER, "kent", prefix="gone.")
        moved = _staff(Role.FORCE_ANALYST, "kent")
        key = make_key(moved)
        with lost(), django_capture_on_commit_callbacks(execute=True):
            sign_in.switch_off(user=gone, by=TESTER, at=NOW)
            roles.end_role(membership=moved.memberships.get(), by=TESTER, at=NOW)
            api_keys.end_key(key=ApiKey.objects.get(), by=TESTER, at=NOW)

        assert release(provider).ended == 3
        gone.refresh_from_db()
        assert not gone.is_active
        assert not moved.memberships.exists()
        assert key_selectors.live_key(api_keys.key_hash(key), at=NOW) is None


class TestALostJournal:
    @pytest.fixture(autouse=True)
    def _lost(self, provider) -> None:
        [message, _other] = queued(row(), row())
        opt_outs.opt_out(invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW)
        send(provider=provider, limit=1)
        shutil.rmtree(journal.folder(str(holding.state().generation)))

    def test_holds_the_database_until_somebody_says_that_it_is_lost(self, provider):
        assert holding.find_hold(at=LATER) == "journal gone"
        with pytest.raises(ReleaseError, match="There is no journal"):
            actions.release(providers=[provider], by=TESTER, at=LATER)

    def test_restarts_with_every_opt_out_in_force(self, provider):
        holding.find_hold(at=LATER)

        actions.release(providers=[provider], by=TESTER, at=LATER, has_lost_journal=True)
        upkeep.keep_journal(at=LATER)

        assert holding.find_hold(at=LATER) == ""
        assert [entry.kind for entry in entries()] == ["opt_out", "issued"]


class TestTheJournal:
    def test_is_written_before_the_provider_is_asked(self, provider, monkeypatch):
        queued(row())
        written: list[int] = []

        def count(_text: object) -> None:
            written.append(len(entries()))
            raise UnknownEndError

        monkeypatch.setattr(provider, "send", count)
        send(provider=provider)

        assert written == [1]

    def test_that_cannot_be_written_stops_the_sending(self, provider, monkeypatch):
        queued(row(), row())
        monkeypatch.setattr(journal, "append", full)

        stopped = send(provider=provider)

        assert provider.texts == []
        assert stopped.stopped_because == "the contact journal: No space left on device"
        assert (stopped.is_faulty, states()) == (True, ["due", "due"])

    def test_that_cannot_be_written_stops_no_opt_out(self, provider, monkeypatch):
        [message] = queued(row())
        with monkeypatch.context() as patch:
            patch.setattr(journal, "append", full)
            opt_outs.opt_out(
                invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW
            )

        assert Suppression.objects.exists()
        assert Continuity.objects.get().behind_since == NOW
        assert entries() == []

        upkeep.keep_journal(at=LATER)

        [entry] = [entry for entry in entries() if entry.kind == "opt_out"]
        stopped = Suppression.objects.values_list("person_key", flat=True)
        assert sorted(entry.details["keys"]) == sorted(stopped)
        assert Continuity.objects.get().behind_since is None

    def test_names_nobody(self, provider):
        person = row()
        [message] = queued(person)
        send(provider=provider)
        opt_outs.opt_out(invitation_id=message.invitation_id, channel="web", by=RESPONDENT, at=NOW)

        [file] = journal.folder(str(holding.state().generation)).iterdir()

        written = file.read_text()
        assert person.contact_mobile[-9:] not in written
        assert person.case_key not in written

    def test_notes_the_highest_ids_once(self, provider):
        queued(row())

        upkeep.keep_journal(at=NOW)
        upkeep.keep_journal(at=LATER)

        assert [entry.kind for entry in entries()] == ["issued"]
        assert entries()[0].details["ids"]["responses.Invitation"] == Invitation.objects.get().pk

    def test_takes_in_opt_outs_from_before_it_began(self):
        Suppression.objects.create(person_key="a" * 64, at=NOW, by="tests", channel="web")

        upkeep.keep_journal(at=NOW)

        [entry] = entries()
        assert entry.details["keys"] == ["a" * 64]


def entries() -> list[Entry]:
    return journal.entries(str(holding.state().generation))


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


class TestTheCommand:
    def test_says_what_was_replayed_and_what_is_lost(self, settings, capsys):
        settings.IS_DEVELOPMENT = True
        user = User.objects.create_user(email="lead@example.org", name="Lead")
        queued(row())
        holding.hold("restored", by=TESTER, at=NOW)

        call_command("release_restored", by=user.email)

        said = capsys.readouterr().out
        assert "Messages that were never sent, and go out now: 1" in said
        assert "which are lost: 0" in said
        assert AuditEvent.objects.get(kind="database.released").actor_user == user

    def test_is_done_by_somebody_who_has_an_account(self):
        with pytest.raises(CommandError, match="Nobody has an account"):
            call_command("release_restored", by="nobody@example.org")
