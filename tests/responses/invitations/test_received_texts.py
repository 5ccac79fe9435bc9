"""Texts that people send back: STOP is done, and nothing of any is kept."""

import logging

import pytest
from django.test import Client

from access.models import AuditEvent
from responses.models import OutboxMessage
from responses.models.contacts import Suppression
from responses.vault import person_keys
from tests.responses.asked import queued, row
from tests.responses.suppressed import is_suppressed

pytestmark = pytest.mark.django_db
URL = "/callbacks/notify/received/"
TOKEN = "a token of received texts"
NUMBER = "+447700900321"


@pytest.fixture(autouse=True)
def _token(settings) -> None:
    settings.NOTIFY_RECEIVED_TOKEN = TOKEN


def post(message: object, *, source: object = NUMBER.removeprefix("+"), token: str = TOKEN) -> int:
    document = {
        "id": "b5d9ae7d-0000-0000-0000-000000000000",
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


class TestStop:
    def test_saf_12_ends_contact_for_good_and_cancels_what_waits(self):
        [message] = queued(row(contact_mobile=NUMBER))

        status = post("STOP")

        assert status == 204
        assert is_suppressed(message.invitation.stage_event.case_id)
        assert OutboxMessage.objects.get().state == "cancelled"
        assert AuditEvent.objects.get(kind="contact.opted_out").details["channel"] == "text"

    def test_may_come_twice(self):
        assert [post("STOP"), post("stop")] == [204, 204]
        assert Suppression.objects.count() == 1

    def test_holds_for_a_number_that_no_case_has(self):
        post("STOP")

        assert Suppression.objects.get().person_key == person_keys.person_key(mobile=NUMBER)


class TestAnyOtherText:
    @pytest.mark.parametrize("message", ["Who are you?", "", None])
    def test_changes_nothing_and_is_answered_alike(self, message):
        assert post(message) == 204
        assert not Suppression.objects.exists()

    @pytest.mark.parametrize("source", ["", "GOVUK", None, "12"])
    def test_from_no_number_is_answered_alike(self, source):
        assert post("STOP", source=source) == 204
        assert not Suppression.objects.exists()

    def test_is_neither_stored_nor_logged(self, caplog):
        with caplog.at_level(logging.DEBUG):
            post("My address is known to him")

        assert "address" not in caplog.text
        assert "900321" not in caplog.text


class TestWhoIsNotTheProvider:
    @pytest.mark.parametrize("token", ["", "wrong"])
    def test_is_refused(self, token):
        assert post("STOP", token=token) == 403
        assert not Suppression.objects.exists()

    def test_is_everybody_while_answers_are_not_set_up(self, settings):
        settings.NOTIFY_RECEIVED_TOKEN = ""

        assert post("STOP", token="") == 403
