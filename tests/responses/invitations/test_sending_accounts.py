from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from access.models import Force
from responses.invitations import providers as invitations_providers
from responses.invitations.actions import sending_accounts, sending_pause
from responses.invitations.selectors import outbox as selectors
from responses.models import Invitation, OutboxMessage, SendingAccount
from responses.sms import texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, serving
from responses.sms.provider import ConfigurationError
from tests.conftest import NOW, TESTER
from tests.contracts.test_notify import API_KEY, TEMPLATES, real_clock
from tests.responses.asked import queued, row, send

pytestmark = pytest.mark.django_db
OWN_KEY = "city-11111111-1111-1111-1111-111111111111-22222222-2222-2222-2222-222222222222"
OWN_TEMPLATES = {"en": "own-en", "cy": "own-cy"}
OWN_LINE = "notify:city-of-london"
SENDER = "33333333-3333-3333-3333-333333333333"


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    settings.SMS_TRANSPORT = "notify"
    settings.NOTIFY_API_KEY = API_KEY
    settings.NOTIFY_TEMPLATES = TEMPLATES
    settings.NOTIFY_API_KEYS = {"city": OWN_KEY}
    settings.EMAILS_ARE_SENT = False
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:6011"


def set_account(**changes: object) -> None:
    own = {"key_name": "city", "templates": OWN_TEMPLATES, "sms_sender_id": ""}
    force = Force.objects.get(code="city-of-london")
    sending_accounts.set_account(force=force, by=TESTER, at=NOW, **(own | changes))


def providers() -> list:
    return invitations_providers.chosen_providers(is_simulated=True, now=lambda: NOW)


def fake(key: str, templates: dict[str, str]) -> FakeNotify:
    made = [NotifyTemplate(id=i, body=texts.TEMPLATES[code]) for code, i in templates.items()]
    return FakeNotify(api_key=key, templates=made, now=real_clock)


class TestAForceWithItsOwnService:
    def test_has_its_messages_wait_on_a_line_of_its_own(self):
        set_account()

        ours, theirs = queued(row(), row(force="metropolitan"), transport="notify")

        assert (ours.transport, theirs.transport) == (OWN_LINE, "notify")

    @pytest.mark.slow
    def test_sends_with_its_own_key_and_templates(self, settings):
        set_account()
        [message] = queued(row(), transport="notify")
        service = fake(OWN_KEY, OWN_TEMPLATES)

        with serving(FakeServer(service)) as server:
            settings.NOTIFY_BASE_URL = server.base_url
            national, own = providers()
            sent = send(provider=national).sent, send(provider=own).sent
            for provider in (national, own):
                provider._client.request_session.close()

        assert sent == (0, 1)
        assert [one.reference for one in service.notifications] == [str(message.reference)]

    def test_stops_nobody_else_when_its_key_is_bad(self):
        set_account()
        error = ConfigurationError("403 AuthError")

        sending_pause.pause(transport=OWN_LINE, error=error, by=TESTER, at=NOW)

        assert not send(provider=_Silent("notify")).stopped_because
        assert send(provider=_Silent(OWN_LINE)).is_faulty

    def test_takes_what_waits_with_it_and_leaves_what_was_tried(self):
        waits, tried = queued(row(), row(), transport="notify")
        OutboxMessage.objects.filter(pk=tried.pk).update(attempts=1)

        set_account()

        lines = dict(OutboxMessage.objects.values_list("pk", "transport"))
        assert lines == {waits.pk: OWN_LINE, tried.pk: "notify"}

    def test_without_its_key_sends_nothing_and_says_which_is_missing(self, settings):
        set_account()
        settings.NOTIFY_API_KEYS = {}

        with pytest.raises(ConfigurationError, match="no key named city"):
            providers()


class _Silent:
    reports_delivery = True

    def __init__(self, transport: str) -> None:
        self.transport = transport


class TestAForceWithItsOwnSender:
    @pytest.mark.slow
    def test_sends_with_the_nations_key_under_it(self, settings):
        set_account(key_name="", templates={}, sms_sender_id=SENDER)
        queued(row(), row(force="metropolitan"), transport="notify")
        service = fake(API_KEY, TEMPLATES)

        with serving(FakeServer(service)) as server:
            settings.NOTIFY_BASE_URL = server.base_url
            [national] = providers()
            send(provider=national)
            national._client.request_session.close()

        assert sorted(one.sender_id or "" for one in service.notifications) == ["", SENDER]


class TestEndingAnAccount:
    def end(self) -> None:
        force = Force.objects.get(code="city-of-london")
        sending_accounts.end_account(force=force, by=TESTER, at=NOW + timedelta(days=1))

    def test_has_what_waits_go_the_nations_way(self):
        set_account()
        queued(row(), transport="notify")

        self.end()

        assert OutboxMessage.objects.get().transport == "notify"
        assert not SendingAccount.objects.exists()

    def test_waits_until_every_message_has_its_end(self):
        set_account()
        queued(row(), transport="notify")
        OutboxMessage.objects.update(attempts=1)

        with pytest.raises(sending_accounts.MessagesInProgressError):
            self.end()


class TestHoldingByHand:
    def test_stops_every_line(self):
        set_account()

        call_command("hold_sending")

        assert send(provider=_Silent("notify")).stopped_because
        assert send(provider=_Silent(OWN_LINE)).stopped_because


class TestTheCommand:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nowhere", "--sender", "x"], "no force"),
            (["city-of-london"], "--key, --sender or both"),
            (["city-of-london", "--key", "gone"], "no key named gone"),
            (["city-of-london", "--key", "city"], "a template for each language"),
        ],
    )
    def test_refuses_half_an_account(self, arguments, said):
        with pytest.raises(CommandError, match=said):
            call_command("set_sending_account", *arguments)

    def test_sets_and_ends_one(self):
        templates = ["--template-en", "a", "--template-cy", "b"]

        call_command("set_sending_account", "city-of-london", "--key", "city", *templates)
        lines = selectors.all_transports("notify")
        call_command("set_sending_account", "city-of-london", "--end")

        assert lines == ["notify", OWN_LINE]
        assert selectors.all_transports("notify") == ["notify"]


class TestTheDailyCommand:
    @pytest.mark.slow
    def test_reminds_through_the_service_of_the_force(self):
        set_account()
        [message] = queued(row(), transport="notify")
        Invitation.objects.update(delivered_at=NOW)
        OutboxMessage.objects.update(state="delivered")

        call_command("send_invitations", "--at", "2026-11-24T22:00:00Z")

        reminder = OutboxMessage.objects.get(is_reminder=True)
        assert (reminder.invitation_id, reminder.transport) == (message.invitation_id, OWN_LINE)
