"""Nobody real is texted while a helpline that they would see was not rung for half a year (SAF-16,
decision 43)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from access import process_cache
from access.models import DataOrigin, User
from config.worker import Worker
from responses.helplines import sending_stop
from responses.invitations import providers
from responses.models import Helpline, OutboxMessage
from tests.conftest import NOW, _client
from tests.responses.asked import queued, row, send
from tests.responses.helplines.make import TODAY, confirm, line, propose, ring, verify_all
from tests.responses.pages import Page
from tests.responses.readiness.make import REPLIES_AND_CHECKS, sign_all
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
OPERATIONS = "/staff/operations/city-of-london/"


@pytest.fixture
def message() -> OutboxMessage:
    [one] = queued(row())
    DataOrigin.objects.update(origin="real")
    verify_all()
    sign_all()
    process_cache.clear()
    return one


@pytest.fixture
def replies_and_checks(settings) -> None:
    for name, setting in REPLIES_AND_CHECKS.items():
        setattr(settings, name, setting)


def state(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


def verified(days_ago: int | None, name: str = "Samaritans") -> None:
    day = None if days_ago is None else TODAY - timedelta(days=days_ago)
    Helpline.objects.filter(names__en=name).update(last_verified_on=day)
    process_cache.clear()


@pytest.mark.usefixtures("replies_and_checks")
class TestSendingToRealPeople:
    @pytest.mark.slow
    def test_goes_on_while_every_line_was_rung(self, message: OutboxMessage) -> None:
        verified(183)

        assert send(provider=Scripted()).sent == 1

    @pytest.mark.parametrize("days_ago", [184, None])
    def test_saf_16_is_refused_while_a_line_was_not(
        self, message: OutboxMessage, days_ago: int | None
    ) -> None:
        verified(days_ago)
        provider = Scripted()

        summary = send(provider=provider)

        assert "Samaritans" in summary.stopped_because
        assert summary.is_faulty
        assert provider.texts == []
        assert state(message) == "due"

    @pytest.mark.slow
    def test_saf_16_is_refused_once_somebody_finds_a_number_wrong(
        self, message: OutboxMessage, national_lead: User, second_lead: User
    ) -> None:
        ring(line(), national_lead, is_number_right=False)
        assert "Samaritans (found to be wrong)" in send(provider=Scripted()).stopped_because

        confirm(propose(line(), national_lead, number="0808 157 0001"), second_lead)

        assert send(provider=Scripted()).sent == 1

    def test_saf_16_is_refused_where_no_line_is_listed(self, message: OutboxMessage) -> None:
        Helpline.objects.update(retired_at=NOW, retired_by="Ann")
        process_cache.clear()

        assert "No helpline is listed" in send(provider=Scripted()).stopped_because

    @pytest.mark.slow
    def test_loses_nothing_by_it(self, message: OutboxMessage) -> None:
        verified(None)
        send(provider=Scripted())
        verified(0)

        assert send(provider=Scripted()).sent == 1

    @pytest.mark.slow
    def test_does_not_wait_for_a_line_that_is_retired(self, message: OutboxMessage) -> None:
        verified(None)
        Helpline.objects.filter(names__en="Samaritans").update(retired_at=NOW, retired_by="Ann")
        process_cache.clear()

        assert send(provider=Scripted()).sent == 1

    def test_names_a_few_of_many_lines(self, message: OutboxMessage) -> None:
        Helpline.objects.update(last_verified_on=None)
        process_cache.clear()

        reason = sending_stop.why_not_to_send(at=NOW)

        assert "Emergency (never rung)" in reason
        assert "21 more" in reason


class TestSendingToSimulatedPeople:
    def test_is_never_refused(self) -> None:
        queued(row())

        assert send(provider=Scripted()).sent == 1


@pytest.mark.usefixtures("replies_and_checks")
class TestTheWorker:
    @pytest.mark.slow
    def test_saf_16_sends_nothing_real_before_the_line_was_rung(
        self, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch, caplog
    ) -> None:
        provider = Scripted()
        monkeypatch.setattr(providers, "chosen_providers", lambda **_: [provider])
        verified(None)
        worker = Worker(now=lambda: NOW, run_tasks=lambda: None)

        worker.send_batches()
        assert (provider.texts, state(message)) == ([], "due")
        assert "Samaritans (never rung)" in caplog.text

        verified(0)
        worker.send_batches()
        assert state(message) == "sent"


class TestSendInvitations:
    @pytest.mark.slow
    def test_saf_16_sends_nothing_real_and_fails_with_the_reason(
        self, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch, clock
    ) -> None:
        provider = Scripted()
        monkeypatch.setattr(providers, "chosen_providers", lambda **_: [provider])
        verified(None)

        with pytest.raises(CommandError, match=r"Samaritans \(never rung\)"):
            call_command("send_invitations")

        assert (provider.texts, state(message)) == ([], "due")


class TestTheOperationsPage:
    @pytest.mark.slow
    def test_says_why_nobody_is_texted_and_where_to_look(
        self, message: OutboxMessage, lead_client, clock
    ) -> None:
        verified(184)

        page = Page(lead_client.get(OPERATIONS))

        assert "Samaritans (last rung on 16 May 2026)" in page.text
        assert "/staff/helplines/" in page.links

    @pytest.mark.slow
    def test_says_so_to_national_people_too(
        self, message: OutboxMessage, national_lead_client, clock
    ) -> None:
        verified(None)

        assert (
            "Samaritans (never rung)" in Page(national_lead_client.get("/staff/operations/")).text
        )

    @pytest.mark.slow
    def test_is_quiet_while_all_is_well(
        self, message: OutboxMessage, operations_lead: User, clock
    ) -> None:
        page = Page(_client(operations_lead).get(OPERATIONS))

        assert "Nobody is texted" not in page.text
