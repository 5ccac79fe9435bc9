import logging
from uuid import UUID, uuid4

import pytest
from django.test import Client

from access.models import AuditEvent
from responses.invitations.actions import receipts
from responses.models import OutboxMessage, Receipt
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send

pytestmark = pytest.mark.django_db

URL = "/callbacks/notify/"
TOKEN = "a callback token of the tests"


@pytest.fixture(autouse=True)
def _callback_token(settings) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN


def post(document: object, *, authorization: str = f"Bearer {TOKEN}"):
    return Client(enforce_csrf_checks=True).post(
        URL,
        data=document,
        content_type="application/json",
        headers={"authorization": authorization},
    )


def receipt(**changes: object) -> dict[str, object]:
    whole = {
        "id": str(uuid4()),
        "reference": str(uuid4()),
        "to": "+447700900321",
        "status": "delivered",
        "created_at": "2026-11-16T10:00:00.000000Z",
        "completed_at": "2026-11-16T10:00:02.000000Z",
        "sent_at": "2026-11-16T10:00:01.000000Z",
        "notification_type": "sms",
        "template_id": str(uuid4()),
        "template_version": 3,
    }
    return whole | changes


class TestTheCallback:
    def test_stores_a_receipt_and_answers_with_nothing(self):
        document = receipt()

        response = post(document)

        assert (response.status_code, response.content) == (204, b"")
        held = Receipt.objects.get()
        assert (held.provider_id, held.reference, held.status) == (
            document["id"],
            document["reference"],
            "delivered",
        )
        assert held.processed_at is None

    def test_answers_the_same_for_a_message_that_is_not_known(self):
        assert post(receipt(reference="no reference of ours")).status_code == 204

    def test_keeps_no_number(self, caplog):
        with caplog.at_level(logging.DEBUG):
            post(receipt())

        assert "900321" not in str(Receipt.objects.values().get())
        assert "900321" not in caplog.text

    @pytest.mark.parametrize(
        "authorization", ["", "Bearer", "Bearer ", "Bearer another", f"Basic {TOKEN}", TOKEN]
    )
    def test_refuses_whoever_has_not_the_token(self, authorization):
        assert post(receipt(), authorization=authorization).status_code == 403
        assert not Receipt.objects.exists()

    def test_refuses_everyone_while_no_token_is_set(self, settings):
        settings.NOTIFY_CALLBACK_TOKEN = ""

        assert post(receipt(), authorization="Bearer ").status_code == 403

    @pytest.mark.parametrize("document", ["{", "[]", '"text"', "{}", "7", '{"id": "x"}'])
    def test_refuses_what_is_no_receipt(self, document):
        assert post(document).status_code == 400
        assert not Receipt.objects.exists()

    def test_takes_a_receipt_without_a_reference(self):
        assert post(receipt(reference=None)).status_code == 204

    def test_takes_words_longer_than_their_columns(self):
        assert post(receipt(id="i" * 500, reference="r" * 2000, status="s" * 99)).status_code == 204

    def test_takes_a_nul_which_no_text_of_the_database_may_hold(self):
        assert post(receipt(status="delivered\0")).status_code == 204
        assert Receipt.objects.get().status == "delivered"

    def test_refuses_what_is_nested_beyond_reading(self):
        assert post("[" * 100_000).status_code == 400

    def test_is_for_posting_only(self):
        assert Client().get(URL).status_code == 405

    def test_looks_nothing_up_before_it_answers(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            post(receipt())


class TestProcessReceipts:
    def test_reads_what_waits_once(self):
        [message] = queued(row())
        send()
        post(receipt(reference=str(message.reference)))

        first = receipts.process_receipts(by=TESTER, at=NOW)
        second = receipts.process_receipts(by=TESTER, at=NOW)

        assert (first, second) == ({"news": 1}, {})
        assert OutboxMessage.objects.get().state == "delivered"
        assert Receipt.objects.get().processed_at == NOW

    def test_reads_them_all_a_few_at_a_time(self, monkeypatch):
        monkeypatch.setattr(receipts, "BATCH", 2)
        for _n in range(5):
            post(receipt())

        assert receipts.process_receipts(by=TESTER, at=NOW) == {"unknown message": 5}

    @pytest.mark.parametrize("reference", ["", "not ours", str(UUID(int=7))])
    def test_names_a_message_that_is_not_known(self, reference):
        post(receipt(reference=reference))

        assert receipts.process_receipts(by=TESTER, at=NOW) == {"unknown message": 1}
        assert Receipt.objects.get().note == "unknown message"

    def test_notes_a_conflict(self):
        [message] = queued(row())
        send()
        for status in ("delivered", "permanent-failure"):
            post(receipt(reference=str(message.reference), status=status))

        notes = receipts.process_receipts(by=TESTER, at=NOW)

        assert notes == {"news": 1, "conflict": 1}
        assert OutboxMessage.objects.get().provider_status == "delivered"

    def test_audits_counts_and_no_person(self):
        [message] = queued(row())
        send()
        post(receipt(reference=str(message.reference)))

        receipts.process_receipts(by=TESTER, at=NOW)

        audited = [str(one.details) for one in AuditEvent.objects.filter(kind="receipt.recorded")]
        assert "{'receipts': {'news': 1}}" in audited
        assert not any("900" in text for text in audited)
