import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import requests
from django.test import Client
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from responses.invitations.actions import receipts
from responses.invitations.selectors import outbox as selectors
from responses.models import Invitation, OutboxMessage
from responses.sms import texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, post_receipt, serving
from responses.sms.fake_weather import SendingFault, TokenBucket
from responses.sms.notify import NotifyProvider, _send_error
from responses.sms.provider import (
    BadNumberError,
    ConfigurationError,
    DailyLimitError,
    NoTemplateError,
    RateLimitError,
    Text,
    UnknownEndError,
)
from tests.conftest import NOW, TESTER
from tests.responses.asked import WORD_HASH, queued, row, send

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
API_KEY = f"tests-{SERVICE}-{SECRET}"
TEMPLATES = {"en": str(uuid.UUID(int=3)), "cy": str(uuid.UUID(int=4))}
EMAIL_TEMPLATES = {"en": str(uuid.UUID(int=5)), "cy": str(uuid.UUID(int=6))}
TIMEOUT = 0.4
CALLBACK_TOKEN = "a callback token of the tests"
TEXT = Text(reference="ref-1", language="en", to="+447700900321", link="https://svc.example/x")
EMAIL = Text(
    reference="ref-2", language="cy", to="victim@example.org", link="https://svc.example/y",
    channel="email",
)  # fmt: skip


def real_clock() -> datetime:
    return datetime.now(UTC)


def no_wait() -> None:
    pass


@pytest.fixture
def fake() -> FakeNotify:
    return FakeNotify(
        api_key=API_KEY,
        templates=[
            *(NotifyTemplate(id=i, body=texts.TEMPLATES[lang]) for lang, i in TEMPLATES.items()),
            *(NotifyTemplate(id=i, body=texts.EMAILS[lang]) for lang, i in EMAIL_TEMPLATES.items()),
        ],
        now=real_clock,
    )


@pytest.fixture
def server(fake: FakeNotify) -> Iterator[FakeServer]:
    with serving(FakeServer(fake, silence_seconds=5)) as running:
        yield running


@pytest.fixture
def client(server: FakeServer) -> Iterator[NotificationsAPIClient]:
    client = NotificationsAPIClient(API_KEY, base_url=server.base_url, timeout=TIMEOUT)
    yield client
    client.request_session.close()


@pytest.fixture
def provider(server: FakeServer) -> Iterator[NotifyProvider]:
    provider = NotifyProvider(
        api_key=API_KEY,
        base_url=server.base_url,
        templates=TEMPLATES,
        email_templates=EMAIL_TEMPLATES,
        wait_turn=no_wait,
        timeout_seconds=TIMEOUT,
    )
    yield provider
    provider._client.request_session.close()


def meets(fake: FakeNotify, *faults: SendingFault) -> None:
    fake._faults.extend(faults)


def error_of(failure: pytest.ExceptionInfo[HTTPError]) -> tuple[int, str]:
    return failure.value.status_code, failure.value.message[0]["error"]


class TestTheClientAgainstTheFake:
    def send(self, client, **changes):
        sending = {
            "phone_number": "07700 900321",
            "template_id": TEMPLATES["en"],
            "personalisation": {"link": "https://svc.example/x", "site": "svc.example"},
            "reference": "ref-1",
        }
        return client.send_sms_notification(**(sending | changes))

    def test_gets_the_text_with_its_link_and_the_template_version(self, client):
        answer = self.send(client)

        assert "https://svc.example/x" in answer["content"]["body"]
        assert answer["reference"] == "ref-1"
        assert answer["template"]["version"] == 1

    def test_finds_by_reference_newest_first(self, client):
        first, second = self.send(client), self.send(client)
        self.send(client, reference="another")

        found = client.get_all_notifications(reference="ref-1")["notifications"]

        assert [one["id"] for one in found] == [second["id"], first["id"]]

    def test_finds_one_by_its_id(self, client):
        sent = self.send(client)

        assert client.get_notification_by_id(sent["id"])["status"] == "created"

    def test_is_told_404_for_an_id_that_is_not_known(self, client):
        with pytest.raises(HTTPError) as failure:
            client.get_notification_by_id(str(uuid.uuid4()))

        assert error_of(failure) == (404, "NoResultFound")

    @pytest.mark.parametrize("number", ["07700900000", "07700900111", "07700900222"])
    def test_is_answered_for_a_smoke_number_with_an_id_that_is_not_kept(self, client, fake, number):
        answer = self.send(client, phone_number=number)

        assert fake.notifications == []
        with pytest.raises(HTTPError):
            client.get_notification_by_id(answer["id"])

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"phone_number": "not a number"}, (400, "ValidationError")),
            ({"phone_number": "0161"}, (400, "ValidationError")),
            ({"reference": "r" * 1001}, (400, "ValidationError")),
            ({"template_id": str(uuid.UUID(int=9))}, (400, "BadRequestError")),
            ({"personalisation": {}}, (400, "BadRequestError")),
            ({"personalisation": {"name": "x"}}, (400, "BadRequestError")),
        ],
        ids=["letters", "too short", "reference", "template", "nothing", "other name"],
    )
    def test_is_refused_for_what_is_wrong(self, client, fake, changes, expected):
        with pytest.raises(HTTPError) as failure:
            self.send(client, **changes)

        assert error_of(failure) == expected
        assert fake.notifications == []

    def test_is_refused_for_an_unknown_property(self, client):
        with pytest.raises(HTTPError) as failure:
            client.post("/v2/notifications/sms", data={"scheduled_for": "now"})

        assert error_of(failure) == (400, "ValidationError")

    def test_sends_email_by_the_same_door(self, client):
        answer = client.send_email_notification(
            email_address="victim@example.org",
            template_id=TEMPLATES["cy"],
            personalisation={"link": "https://svc.example/x", "site": "svc.example"},
        )

        assert client.get_notification_by_id(answer["id"])["type"] == "email"

    @pytest.mark.parametrize(
        "key",
        [f"x-{SERVICE}-{uuid.UUID(int=9)}", f"x-{uuid.UUID(int=9)}-{SECRET}"],
        ids=["another secret", "another service"],
    )
    def test_is_refused_with_another_key(self, server, key):
        client = NotificationsAPIClient(key, base_url=server.base_url, timeout=TIMEOUT)

        with pytest.raises(HTTPError) as failure:
            self.send(client)
        client.request_session.close()

        assert error_of(failure) == (403, "AuthError")

    @pytest.mark.parametrize(
        ("skew", "is_refused"), [(20, False), (-20, False), (40, True), (-40, True)]
    )
    def test_is_refused_when_a_clock_is_wrong(self, fake, skew, is_refused):
        issued = int(real_clock().timestamp()) + skew
        token = jwt.encode({"iss": SERVICE, "iat": issued}, SECRET, algorithm="HS256")

        assert bool(fake.refuse(f"Bearer {token}")) is is_refused

    def test_is_refused_without_a_token(self, server):
        answer = requests.get(f"{server.base_url}/v2/notifications", timeout=TIMEOUT)

        assert answer.status_code == 403

    @pytest.mark.parametrize(
        ("number", "status"),
        [
            ("07700900001", "delivered"),
            ("07700900002", "permanent-failure"),
            ("07700900003", "temporary-failure"),
            ("07700900321", "delivered"),
        ],
    )
    def test_sees_the_test_numbers_end_as_they_do(self, client, fake, number, status):
        sent = self.send(client, phone_number=number)

        [receipt] = fake.finish()

        assert receipt["status"] == status
        assert client.get_notification_by_id(sent["id"])["status"] == status
        assert fake.finish() == []

    def test_meets_the_limit_of_the_day(self, client, fake):
        fake.daily_limit = 1
        self.send(client)

        with pytest.raises(HTTPError) as failure:
            self.send(client)

        assert error_of(failure) == (429, "TooManyRequestsError")

    def test_begins_a_new_day_at_midnight_in_universal_time(self, fake):
        fake.daily_limit = 1
        request = {"phone_number": TEXT.to, "template_id": TEMPLATES["en"],
                   "personalisation": {"link": "x", "site": "x"}}  # fmt: skip
        fake.now = lambda: datetime(2026, 11, 16, 23, 59, tzinfo=UTC)
        before = [fake.send("sms", request)[0] for _n in range(2)]
        fake.now = lambda: datetime(2026, 11, 17, 0, 0, tzinfo=UTC)

        assert (before, fake.send("sms", request)[0]) == ([201, 429], 201)

    def test_meets_the_limit_of_the_minute_once_the_bucket_is_empty(self, client, fake):
        fake._bucket = TokenBucket(now=lambda: NOW, most=1)
        self.send(client)

        with pytest.raises(HTTPError) as failure:
            self.send(client)

        assert error_of(failure) == (429, "RateLimitError")

    def test_is_told_of_requests_that_are_none(self, server):
        token = jwt.encode({"iss": SERVICE, "iat": int(real_clock().timestamp())}, SECRET)
        headers = {"Authorization": f"Bearer {token}"}

        unread = requests.post(
            f"{server.base_url}/v2/notifications/sms", data="{", headers=headers, timeout=TIMEOUT
        )
        unknown = requests.post(
            f"{server.base_url}/v2/notifications/fax", json={}, headers=headers, timeout=TIMEOUT
        )

        assert (unread.status_code, unknown.status_code) == (400, 404)


class TestTheProvider:
    def test_sends_and_finds_again(self, provider):
        sent = provider.send(TEXT)
        found = provider.find(TEXT.reference)

        assert found == sent
        assert (sent.status, sent.template_version) == ("created", 1)

    def test_sends_an_email_by_the_same_door_and_finds_it_again(self, provider, fake):
        sent = provider.send(EMAIL)

        assert provider.find(EMAIL.reference) == sent
        [kept] = fake.notifications
        assert (kept.kind, kept.recipient) == ("email", EMAIL.to)
        assert "Dywedwch" in kept.body
        assert EMAIL.link in kept.body

    def test_knows_a_bad_address(self, provider):
        with pytest.raises(BadNumberError):
            provider.send(replace(EMAIL, to="nobody"))

    def test_has_no_template_where_none_is_set(self, provider):
        provider._email_templates = {}

        with pytest.raises(NoTemplateError, match="cy"):
            provider.send(EMAIL)
        with pytest.raises(NoTemplateError, match="ur"):
            provider.send(replace(TEXT, language="ur"))

    def test_finds_nothing_under_an_unknown_reference(self, provider):
        assert provider.find("another") is None

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("fault", "failure"),
        [
            (SendingFault.RATE_LIMIT, RateLimitError),
            (SendingFault.DAILY_LIMIT, DailyLimitError),
            (SendingFault.SERVER_ERROR, UnknownEndError),
            (SendingFault.LOST_ANSWER, UnknownEndError),
        ],
    )
    def test_names_each_failure_by_what_must_be_done(self, provider, fake, fault, failure):
        meets(fake, fault)

        with pytest.raises(failure):
            provider.send(TEXT)

    def test_knows_a_bad_number(self, provider):
        with pytest.raises(BadNumberError):
            provider.send(Text(reference="r", language="en", to="+44", link="x"))

    def test_blames_no_number_for_a_fault_of_ours(self, provider):
        with pytest.raises(ConfigurationError):
            provider.send(Text(reference="r" * 1001, language="en", to=TEXT.to, link="x"))

    def test_stops_for_a_template_that_is_gone(self, provider, fake):
        fake.templates = []

        with pytest.raises(ConfigurationError, match="BadRequestError"):
            provider.send(TEXT)

    def test_stops_for_a_key_that_was_revoked(self, provider, fake):
        fake.api_key = f"new-{SERVICE}-{uuid.UUID(int=9)}"

        with pytest.raises(ConfigurationError, match="403"):
            provider.send(TEXT)

    def test_does_not_know_how_it_ended_where_nobody_answers(self):
        provider = NotifyProvider(
            api_key=API_KEY,
            base_url="http://127.0.0.1:9",
            templates=TEMPLATES,
            wait_turn=no_wait,
        )

        with pytest.raises(UnknownEndError):
            provider.send(TEXT)

    @pytest.mark.parametrize("templates", [{"en": "x", "cy": ""}, TEMPLATES])
    def test_refuses_to_start_half_configured(self, templates):
        with pytest.raises(ConfigurationError, match="NOTIFY_"):
            NotifyProvider(
                api_key="" if templates is TEMPLATES else API_KEY,
                base_url="http://127.0.0.1:9",
                templates=templates,
                wait_turn=no_wait,
            )

    def test_logs_neither_number_nor_link(self, provider, fake, caplog):
        meets(fake, SendingFault.SERVER_ERROR)
        with caplog.at_level(logging.DEBUG), pytest.raises(UnknownEndError):
            provider.send(TEXT)
        with caplog.at_level(logging.DEBUG):
            provider.send(TEXT)

        assert "900321" not in caplog.text
        assert "svc.example" not in caplog.text

    def test_waits_when_it_is_told_to_and_neither_sends_nor_looks_up_late(self, provider):
        turns = []
        provider._wait_turn = lambda: turns.append(1)

        provider.send(TEXT)
        provider.find(TEXT.reference)
        assert turns == []
        provider.wait_turn()

        assert turns == [1]


class TestAMessageThatMayNotGoAnyMore:
    def test_does_not_leave_and_is_looked_up_before_another_attempt(self, provider, fake):
        with pytest.raises(UnknownEndError):
            provider.send(replace(TEXT, may_go=lambda: False))

        assert fake.notifications == []


@pytest.mark.django_db
class TestSending:
    @pytest.mark.slow
    def test_a_time_out_after_acceptance_gives_exactly_one_message(self, provider, fake):
        [message] = queued(row(), transport="notify")
        meets(fake, SendingFault.LOST_ANSWER)

        first = send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(minutes=3))
        third = send(provider=provider, at=NOW + timedelta(minutes=9))

        assert (first.unknown, second.found, third.handled) == (1, 1, 0)
        [accepted] = fake.notifications
        assert accepted.reference == str(message.reference)
        assert OutboxMessage.objects.get().provider_id == accepted.id

    def test_a_limit_of_the_minute_is_waited_for(self, provider, fake):
        queued(row(), row(), transport="notify")
        meets(fake, SendingFault.RATE_LIMIT)

        first = send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(minutes=2))

        assert (first.sent, second.sent) == (0, 2)
        assert len(fake.notifications) == 2

    @pytest.mark.slow
    def test_every_fault_at_once_still_gives_each_person_one_message(self, provider, fake):
        messages = queued(*(row() for _n in range(6)), transport="notify")
        meets(
            fake,
            SendingFault.LOST_ANSWER,
            SendingFault.SERVER_ERROR,
            SendingFault.LOST_ANSWER,
            SendingFault.RATE_LIMIT,
        )

        for minutes in (0, 5, 20, 60, 180):
            send(provider=provider, at=NOW + timedelta(minutes=minutes))

        sent = sorted(notification.reference for notification in fake.notifications)
        assert sent == sorted(str(message.reference) for message in messages)
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}

    def test_a_faulty_key_stops_the_batch_and_says_so(self, provider, fake):
        queued(row(), row(), transport="notify")
        fake.api_key = f"new-{SERVICE}-{uuid.UUID(int=9)}"

        summary = send(provider=provider)

        assert summary.is_faulty
        assert "403 AuthError" in summary.stopped_because
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"due"}

    @pytest.mark.safety
    def test_saf_3_two_crimes_get_the_same_text(self, provider, fake):
        safe = {
            "number_safe": "yes",
            "safe_contact_channel": "sms",
            "safe_contact_confirmed_by": "officer",
            "safe_contact_confirmed_on": NOW.date(),
            "safe_word_hash": WORD_HASH,
        }
        plain, sensitive = queued(row(), row(crime_group="sexual", **safe), transport="notify")

        send(provider=provider)

        bodies = {one.reference: one.body for one in fake.notifications}
        without_links = {
            bodies[str(message.reference)].replace(selectors.link_of(message.invitation), "")
            for message in (plain, sensitive)
        }
        assert len(bodies) == 2
        assert len(without_links) == 1

    def test_a_welsh_speaker_gets_the_welsh_text(self, provider, fake):
        queued(row(language="cy"), transport="notify")

        send(provider=provider)

        assert "Arolwg" in fake.notifications[0].body


@pytest.mark.django_db
class TestReceipts:
    @pytest.fixture(autouse=True)
    def _callback_token(self, settings) -> None:
        settings.NOTIFY_CALLBACK_TOKEN = CALLBACK_TOKEN

    def post(self, receipt: dict, token: str = CALLBACK_TOKEN) -> int:
        return (
            Client()
            .post(
                "/callbacks/notify/",
                data=receipt,
                content_type="application/json",
                headers={"authorization": f"Bearer {token}"},
            )
            .status_code
        )

    @pytest.mark.slow
    def test_say_that_a_message_was_delivered(self, provider, fake):
        queued(row(), transport="notify")
        send(provider=provider)

        statuses = [self.post(receipt) for receipt in fake.finish()]
        receipts.process_receipts(by=TESTER, at=NOW)

        assert statuses == [204]
        assert Invitation.objects.get().delivered_at is not None
        assert OutboxMessage.objects.get().state == "delivered"

    @pytest.mark.slow
    def test_may_come_twice_and_in_any_order(self, provider, fake):
        queued(row(), row(), transport="notify")
        send(provider=provider)
        pending = [
            {**notification.as_receipt(), "status": "pending"}
            for notification in fake.notifications
        ]
        final = fake.finish()

        for receipt in [*final, *pending, *reversed(final)]:
            assert self.post(receipt) == 204
        notes = receipts.process_receipts(by=TESTER, at=NOW)

        assert notes == {"news": 2, "late": 2, "duplicate": 2}
        assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"delivered"}

    @pytest.mark.databases
    def test_are_posted_over_http_as_the_service_does(self, fake, live_server):
        receipt = {
            "id": "x",
            "reference": str(uuid.uuid4()),
            "to": TEXT.to,
            "status": "delivered",
        }
        paused = []

        status = post_receipt(
            receipt,
            url=f"{live_server.url}/callbacks/notify/",
            token=CALLBACK_TOKEN,
            pause=lambda: paused.append(1),
        )

        assert (status, paused) == (204, [])

    def test_are_retried_only_for_what_the_service_retries(self):
        paused = []

        status = post_receipt(
            {}, url="http://127.0.0.1:9/", token="x", pause=lambda: paused.append(1)
        )

        assert (status, len(paused)) == (0, 5)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"Retry-After": "37"}, 37),
        ({"Retry-After": "9" * 5_000}, 999_999_999),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_a_limit_tells_how_long_to_wait(header, seconds):
    response = requests.Response()
    response.status_code = 429
    response._content = b'{"errors": [{"error": "RateLimitError", "message": "Exceeded"}]}'
    response.headers.update(header)

    error = _send_error(HTTPError(response))

    assert isinstance(error, RateLimitError)
    assert error.retry_after == seconds
