import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from access.models import DataOrigin
from responses.invitations import providers
from responses.models import OutboxMessage, Receipt, StageEvent
from responses.models.contacts import Contact
from responses.sms.notify import NotifyProvider
from responses.sms.provider import ConfigurationError, DevelopmentProvider, Provider
from tests.conftest import NOW
from tests.responses.asked import load, queued, row, send

pytestmark = pytest.mark.django_db

MORNING = "2026-11-16T10:00:00Z"
NIGHT = "2026-11-16T23:00:00Z"


def chosen(*, is_simulated: bool) -> Provider:
    return providers.chosen_providers(is_simulated=is_simulated, now=lambda: NOW)[0]


def run(command: str, *arguments: str) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


class TestSendInvitations:
    def test_does_the_whole_day_in_one_call(self):
        load(row(), row(birth_year=None))

        said = run("send_invitations", "--at", MORNING)

        assert "Invitations put in the outbox: 1" in said
        assert "Sent: 1" in said
        assert "AGE" in said
        assert OutboxMessage.objects.get().state == "sent"

    @pytest.mark.slow
    def test_goes_on_until_nothing_is_due(self):
        load(*(row() for _n in range(45)))

        assert "Sent: 45" in run("send_invitations", "--at", MORNING)

    @pytest.mark.slow
    def test_sends_nothing_twice_however_often_it_is_run(self):
        load(row())
        run("send_invitations", "--at", MORNING)

        said = run("send_invitations", "--at", MORNING)

        assert "Nothing new to decide." in said
        assert "Nothing was due to be sent." in said

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_11_keeps_texts_of_the_night_for_the_morning(self):
        load(row())

        said = run("send_invitations", "--at", NIGHT)
        assert "Stopped: Texts go out from 09:00 to 19:00" in said
        assert OutboxMessage.objects.get().state == "due"
        run("send_invitations", "--at", "2026-11-17T09:00:00Z")

        assert OutboxMessage.objects.get().state == "sent"

    def test_reads_receipts_first(self):
        [message] = queued(row())
        send()
        Receipt.objects.create(
            reference=str(message.reference),
            provider_id="x",
            status="delivered",
            received_at=NOW,
        )

        said = run("send_invitations", "--at", MORNING)

        assert "Receipts read: 1" in said
        assert OutboxMessage.objects.get().state == "delivered"

    def test_goes_by_the_clock_where_no_time_is_given(self):
        load(row())

        with time_machine.travel(NOW, tick=False):
            run("send_invitations")

        assert OutboxMessage.objects.get().sent_at == NOW

    def test_fails_loudly_for_a_fault_of_ours(self, settings):
        settings.SMS_TRANSPORT = "pigeon"

        with pytest.raises(CommandError, match="pigeon"):
            run("send_invitations")

    def test_takes_no_time_where_people_are_real(self):
        DataOrigin.objects.create(origin="real", set_at=NOW, set_by="tests")

        with pytest.raises(CommandError, match="simulated"):
            run("send_invitations", "--at", MORNING)

    @pytest.mark.parametrize("time", ["tomorrow", "2026-13-01T10:00", "10:00"])
    def test_takes_nothing_that_is_no_time(self, time):
        load(row())

        with pytest.raises(CommandError, match="is not a time"):
            run("send_invitations", "--at", time)


class TestDecideEligibility:
    def test_says_how_many_events_got_each_code(self):
        load(row(), row(), row(is_business=True))

        said = run("decide_eligibility", "--at", MORNING)

        lines = [line.split(maxsplit=2) for line in said.splitlines()[1:]]
        assert [line[:2] for line in lines] == [["2", "INVITE"], ["1", "BUSINESS"]]
        assert not OutboxMessage.objects.exists()

    def test_keeps_to_one_force(self):
        load(row(), row(force="metropolitan"))

        run("decide_eligibility", "--force", "metropolitan", "--at", MORNING)

        assert StageEvent.objects.get().case.force_id == "metropolitan"


class TestApplyRetention:
    @pytest.mark.slow
    def test_says_what_was_destroyed(self):
        queued(row())
        send()

        said = run("apply_retention", "--at", "2027-03-15T10:00:00Z")

        assert "Contacts destroyed: 1\nReceipts destroyed: 0\n" in said
        assert not Contact.objects.exists()

    @pytest.mark.slow
    def test_fails_where_it_stops_and_asks(self):
        queued(row())
        send()
        run("apply_retention", "--at", "2026-11-17T02:30:00Z")

        with pytest.raises(CommandError, match="Stopped, and nothing is destroyed"):
            run("apply_retention", "--at", "2027-05-17T02:30:00Z")

        assert Contact.objects.exists()


class TestServeFakeNotify:
    def test_needs_a_key_and_templates(self, settings):
        settings.NOTIFY_API_KEY = ""

        with pytest.raises(CommandError, match="NOTIFY_API_KEY"):
            run("serve_fake_notify")


class TestChosenProvider:
    def test_is_the_development_outbox_by_default(self):
        assert isinstance(chosen(is_simulated=True), DevelopmentProvider)

    def test_pretends_nothing_to_real_people(self, settings):
        settings.IS_DEVELOPMENT = False

        with pytest.raises(ConfigurationError, match="these people are real"):
            chosen(is_simulated=False)

    @pytest.fixture
    def _notify(self, settings) -> None:
        settings.SMS_TRANSPORT = "notify"
        settings.NOTIFY_API_KEY = "key-" + "a" * 36 + "-" + "b" * 36
        settings.NOTIFY_TEMPLATES = {"en": "x", "cy": "y"}

    @pytest.mark.usefixtures("_notify")
    def test_reaches_out_about_no_simulated_people(self, settings):
        settings.NOTIFY_BASE_URL = "https://api.notifications.service.gov.uk"

        with pytest.raises(ConfigurationError, match="simulated"):
            chosen(is_simulated=True)

    @pytest.mark.usefixtures("_notify")
    def test_may_rehearse_against_a_fake_on_this_machine(self, settings):
        settings.NOTIFY_BASE_URL = "http://127.0.0.1:6011"

        assert isinstance(chosen(is_simulated=True), NotifyProvider)

    @pytest.mark.usefixtures("_notify")
    def test_is_the_real_service_for_real_people(self, settings):
        settings.NOTIFY_BASE_URL = "https://api.notifications.service.gov.uk"

        assert chosen(is_simulated=False).transport == "notify"
