import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from access.models import AuditEvent, Force, WebhookDelivery, WebhookEndpoint
from access.webhooks import actions, sealing, sending
from access.webhooks.events import WebhookEvent, happened
from access.webhooks.sending import SendAnswer
from analytics.alerts.events import tell_systems
from analytics.casebook.actions import steps
from tests.access.outbound.names import leads_to
from tests.analytics import make
from tests.analytics.casebook.make import ANN, people
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.responses.pages import Page

CITY = "city-of-london"
PAGE = "/staff/webhooks/"
ASKED = {
    "label": "Dashboard", "url": "https://receiver.example.org/in", "force": CITY,
    "events": ["alert.raised"],
}  # fmt: skip
ALL = [kind.value for kind in WebhookEvent]
pytestmark = pytest.mark.django_db


def endpoint(force: str | None = CITY, events: Sequence[str] = ALL) -> WebhookEndpoint:
    made, _secret = actions.register(
        force=Force.objects.get(pk=force) if force else None, label=force or "nation",
        url=ASKED["url"], events=events, by=TESTER, at=NOW,
    )  # fmt: skip
    return made


def alert_raised(force: str | None = CITY, at: datetime = NOW) -> None:
    forces = {force} if force else None
    happened(WebhookEvent.ALERT_RAISED, number=7, page=("analytics:alert", 7), at=at, forces=forces)


class Receiver:
    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[str, dict[str, str]]] = []

    def __call__(self, url, body, headers):
        self.got.append((body, headers))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if not status:
            return SendAnswer(has_arrived=False, what="TimeoutError")
        return SendAnswer(has_arrived=status < 300, what=str(status))


class Refusing(Receiver):
    def __init__(self, message_id: str) -> None:
        super().__init__(204)
        self.message_id = message_id

    def __call__(self, url, body, headers):
        if headers["webhook-id"] == self.message_id:
            return SendAnswer(has_arrived=False, what="400")
        return super().__call__(url, body, headers)


def deliver(receiver: Receiver, at: datetime = NOW) -> None:
    actions.deliver(sender=receiver, by=TESTER, now=lambda: at)


class TestAnEvent:
    def told(self) -> set[str]:
        return set(WebhookDelivery.objects.values_list("endpoint__label", flat=True))

    def test_of_a_force_is_told_to_its_systems_and_the_nations(self):
        for force in (CITY, "kent", None):
            endpoint(force)

        alert_raised(CITY)

        assert self.told() == {CITY, "nation"}

    def test_of_the_nation_is_told_to_all_who_asked_for_it(self):
        endpoint(CITY)
        endpoint("kent", events=["file.loaded"])

        alert_raised(None)

        assert self.told() == {CITY}

    def test_of_a_region_is_told_to_its_forces_and_the_nation_alone(self):
        for force in ("kent", "essex", "gwent", None):
            endpoint(force)
        region = Force.objects.get(pk="kent").region_code
        alert = make.alert(force_id=None, dimension="region", level=region)

        tell_systems(WebhookEvent.ALERT_RAISED, alert, at=NOW)

        assert Force.objects.get(pk="essex").region_code != region
        assert self.told() == {"kent", "nation"}

    def test_tells_an_id_and_a_link_and_nothing_else(self):
        endpoint()
        people()
        alert = make.alert()
        steps.take(alert=alert, due_on=date(2026, 11, 30), by=ANN, at=NOW)
        load(row())

        bodies = [json.loads(each.body) for each in WebhookDelivery.objects.order_by("pk")]

        assert [body["type"] for body in bodies] == ["alert.state_changed", "file.loaded"]
        assert bodies[0]["data"] == {
            "id": alert.pk, "url": f"http://localhost:8000/staff/alerts/{alert.pk}/",
        }  # fmt: skip
        for body in bodies:
            assert body.keys() == {"type", "timestamp", "data"}
            assert body["data"].keys() == {"id", "url"}

    def test_is_told_of_no_system_that_is_switched_off(self):
        actions.switch_off(endpoint=endpoint(), by=TESTER, at=NOW)

        alert_raised()

        assert self.told() == set()


class TestADelivery:
    def test_arrives_once_and_signed(self):
        made = endpoint()
        alert_raised()
        receiver = Receiver(204)

        deliver(receiver)
        deliver(receiver, NOW + timedelta(hours=1))

        [(body, headers)] = receiver.got
        delivery = WebhookDelivery.objects.get()
        secret = sealing.unseal(made.secret)
        assert (delivery.has_arrived, delivery.answer) == (True, "204")
        assert headers == sending.headers(
            message_id=delivery.message_id, body=body, secrets=[secret], at=NOW
        )

    @pytest.mark.slow
    def test_is_tried_for_three_days_and_then_its_system_is_switched_off(self):
        made = endpoint()
        alert_raised()
        alert_raised(at=NOW + timedelta(days=2))
        receiver, times = Receiver(500), []
        for quarters in range(4 * 80):
            at = NOW + timedelta(minutes=15 * quarters)
            before = len(receiver.got)
            deliver(receiver, at)
            first = [b for b, _ in receiver.got[before:]]
            times += [at] if any("11-16" in body for body in first) else []

        made.refresh_from_db()
        assert len(times) == 9
        assert timedelta(days=3) < times[-1] - times[0] < timedelta(days=3, hours=6)
        assert (made.off_by, made.off_at) == ("", times[-1])
        assert not WebhookDelivery.objects.filter(ended_at=None).exists(), "nothing waits on"
        assert AuditEvent.objects.filter(kind="webhook.switched_off").count() == 1

    def test_that_alone_is_refused_switches_nothing_off(self):
        made = endpoint()
        alert_raised()
        refused = WebhookDelivery.objects.get().message_id
        receiver = Refusing(refused)
        for hours in range(4 * 24):
            at = NOW + timedelta(hours=hours)
            if hours == 30:
                alert_raised(at=at)
            deliver(receiver, at)

        made.refresh_from_db()
        assert made.off_at is None
        assert sorted(made.deliveries.values_list("has_arrived", "answer")) == [
            (False, "400"), (True, "204"),
        ]  # fmt: skip

    def test_to_a_system_that_does_not_answer_holds_up_others_once_in_five_minutes(self):
        silent, other = endpoint("kent"), endpoint()
        for _each in range(3):
            alert_raised("kent")
        alert_raised()
        receiver = Receiver(0, 204)

        deliver(receiver)
        assert (silent.deliveries.filter(attempts=1).count(), len(receiver.got)) == (1, 2)
        assert other.deliveries.get().has_arrived
        deliver(receiver, NOW + timedelta(minutes=4))
        assert len(receiver.got) == 2

        deliver(receiver, NOW + timedelta(minutes=5))

        assert silent.deliveries.filter(has_arrived=True).count() == 3

    def test_is_signed_with_the_time_at_which_it_leaves(self):
        endpoint()
        alert_raised()
        alert_raised()
        receiver, clock = Receiver(204), iter(range(100))

        actions.deliver(
            sender=receiver, by=TESTER, now=lambda: NOW + timedelta(minutes=next(clock))
        )

        first, second = (int(headers["webhook-timestamp"]) for _, headers in receiver.got)
        assert second - first >= 60

    def test_that_came_about_as_its_system_was_switched_off_is_given_up(self):
        made = endpoint()
        actions.switch_off(endpoint=made, by=TESTER, at=NOW)
        WebhookDelivery.objects.create(
            endpoint=made, message_id="msg_1", kind="alert.raised", body="{}", made_at=NOW,
            next_at=NOW,
        )  # fmt: skip
        receiver = Receiver(204)

        deliver(receiver)

        assert receiver.got == []
        assert WebhookDelivery.objects.get().ended_at == NOW

    def test_is_the_same_message_when_it_is_tried_again(self):
        endpoint()
        alert_raised()
        receiver = Receiver(500, 204)

        for minutes in (0, 1, 5, 6):
            deliver(receiver, NOW + timedelta(minutes=minutes))

        assert len(receiver.got) == 2
        assert len({headers["webhook-id"] for _, headers in receiver.got}) == 1

    def test_whose_secret_cannot_be_read_holds_up_no_other(self):
        lost, held = endpoint("kent"), endpoint()
        WebhookEndpoint.objects.filter(pk=lost.pk).update(secret="x")
        for force in ("kent", CITY):
            alert_raised(force)
        receiver = Receiver(204)

        deliver(receiver)

        assert held.deliveries.get().has_arrived
        assert lost.deliveries.get().answer == "secret cannot be read"
        assert len(receiver.got) == 1

    def test_goes_after_thirty_days(self):
        endpoint()
        alert_raised()
        deliver(Receiver(204))

        actions.forget(by=TESTER, at=NOW + timedelta(days=31))

        assert not WebhookDelivery.objects.exists()


class TestASecret:
    @pytest.mark.databases
    def test_is_stored_sealed(self):
        made, secret = actions.register(
            force=None, label="x", url=ASKED["url"], events=ALL, by=TESTER, at=NOW
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM access_webhookendpoint")
            [(stored,)] = cursor.fetchall()

        assert secret.removeprefix("whsec_") not in stored
        assert sealing.unseal(made.secret) == secret

    def test_signs_beside_the_one_before_for_two_days(self):
        made = endpoint()
        actions.rotate(endpoint=made, by=TESTER, at=NOW)
        receiver = Receiver(204)

        for hours in (1, 49):
            at = NOW + timedelta(hours=hours)
            alert_raised(at=at)
            deliver(receiver, at)

        signed = [headers["webhook-signature"].split() for _, headers in receiver.got]
        assert [len(each) for each in signed] == [2, 1]
        actions.forget(by=TESTER, at=NOW + timedelta(days=3))
        assert WebhookEndpoint.objects.get().old_secret == ""

    def test_made_twice_at_once_leaves_the_one_that_the_receiver_has(self):
        made = endpoint()
        known = sealing.unseal(made.secret)

        first, second = (actions.rotate(endpoint=made, by=TESTER, at=NOW) for _press in range(2))

        made.refresh_from_db()
        assert sealing.unseal(made.secret) == second != first
        assert sealing.unseal(made.old_secret) == known
        later = NOW + timedelta(minutes=10)
        actions.rotate(endpoint=made, by=TESTER, at=later)
        made.refresh_from_db()
        assert sealing.unseal(made.old_secret) == second

    def test_is_sealed_anew_under_another_key(self, settings):
        made = endpoint()
        secret = sealing.unseal(made.secret)
        new = "9:" + AESGCM.generate_key(256).hex()
        settings.VAULT_KEYS = [new, *settings.VAULT_KEYS]

        actions.reseal(by=TESTER, at=NOW)

        settings.VAULT_KEYS = [new]
        assert sealing.unseal(WebhookEndpoint.objects.get().secret) == secret
        with pytest.raises(sealing.UnsealedError):
            sealing.unseal(made.secret)


class TestALead:
    @pytest.mark.slow
    def test_registers_a_system_and_sees_its_secret_once(self, lead_client):
        shown = Page(lead_client.post(PAGE + "new/", ASKED))
        made = WebhookEndpoint.objects.get()
        alert_raised()
        deliver(Receiver(503))

        page = Page(lead_client.get(f"{PAGE}{made.pk}/"))

        secret = sealing.unseal(made.secret)
        assert secret in shown.text
        assert secret not in page.text
        assert "503" in page.text
        assert "Dashboard" in Page(lead_client.get(PAGE)).text

    @pytest.mark.parametrize(
        "url",
        ["http://receiver.example.org/", "https://me:word@example.org/", "ftp://x", "x"],
    )
    def test_registers_no_address_without_tls_or_with_a_password(self, lead_client, url):
        page = Page(lead_client.post(PAGE + "new/", {**ASKED, "url": url}))

        assert "Write an address that begins with https://" in page.text
        assert not WebhookEndpoint.objects.exists()

    @pytest.mark.parametrize("place", ["example.org:99999/", "example.org:0/", "example.org/\xe9"])
    def test_registers_no_address_that_nothing_can_be_sent_to(self, lead_client, place):
        page = Page(lead_client.post(PAGE + "new/", {**ASKED, "url": f"https://{place}"}))

        assert "Write an address without accents, and with a port" in page.text
        assert not WebhookEndpoint.objects.exists()

    @pytest.mark.parametrize(
        "host",
        ["169.254.169.254", "10.0.0.1", "127.0.0.1", "localhost", "[::1]", "[::ffff:10.0.0.1]",
         "[fd00::1]"],
    )  # fmt: skip
    def test_registers_no_address_of_a_private_network(self, lead_client, host):
        page = lead_client.post(PAGE + "new/", {**ASKED, "url": f"https://{host}/in"})

        assert page.context["form"].has_error("url")
        assert not WebhookEndpoint.objects.exists()

    def test_registers_no_name_that_leads_to_a_private_network(self, lead_client, monkeypatch):
        leads_to(monkeypatch, "10.0.0.1")

        page = lead_client.post(PAGE + "new/", ASKED)

        assert page.context["form"].has_error("url")
        assert not WebhookEndpoint.objects.exists()

    def test_registers_none_for_another_force_or_the_nation(self, lead_client):
        for force in ("kent", "nation"):
            assert lead_client.post(PAGE + "new/", {**ASKED, "force": force}).status_code == 200

        assert not WebhookEndpoint.objects.exists()

    def test_does_not_find_those_of_others(self, lead_client):
        for made in (endpoint("kent"), endpoint(None)):
            assert lead_client.get(f"{PAGE}{made.pk}/").status_code == 404
            assert lead_client.post(f"{PAGE}{made.pk}/secret/").status_code == 404

    def test_switches_a_system_off_and_on(self, lead_client):
        made = endpoint()
        off = Page(lead_client.post(f"{PAGE}{made.pk}/switch/", follow=True))
        on = Page(lead_client.post(f"{PAGE}{made.pk}/switch/", follow=True))

        assert "switched off by" in off.text
        assert "switched off" not in on.text

    def test_of_the_nation_registers_for_any_force_and_for_all(self, national_lead_client):
        for force in ("kent", "nation"):
            national_lead_client.post(PAGE + "new/", {**ASKED, "force": force})

        found = WebhookEndpoint.objects.order_by("pk").values_list("force_id", flat=True)
        assert list(found) == ["kent", None]
