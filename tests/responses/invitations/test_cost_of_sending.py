from dataclasses import replace

import pytest

from access.continuity import holding
from responses.invitations.actions import receipts
from responses.models import OutboxMessage
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, queued, row, send
from tests.responses.scripted import Scripted
from tests.statements import queries_of

pytestmark = pytest.mark.django_db

A_MESSAGE = 18
"""Judged by what is read of it, its case's history, its contact, whether its number is remembered
as unsafe, whether the person is on hold, the keys joined with its person's, their past, their
opt-outs and other excluded cases; the number read last; whether the person stopped contact or
replied meanwhile; then the end: told to it, its invitation, its contact and its person's past."""

A_RECEIPT = 4
"""Its message, then the end, told to it, its invitation and the audit."""

A_BATCH = 10
"""The line, whether the database is held, whether anything is due, what a dead sender had, what is
due, its claim, the journal's mark, the instrument in force, the end of a pause, the audit."""


class TestABatchOfMessages:
    @pytest.mark.slow
    @pytest.mark.parametrize("messages", [1, 20])
    def test_costs_few_queries_a_message(self, messages):
        queued(*(row() for _n in range(messages)))
        holding.raise_mark()  # the first sending of all begins the journal too

        cost = queries_of(lambda: send(provider=Scripted()))

        assert OutboxMessage.objects.filter(state="sent").count() == messages
        assert cost <= A_BATCH + messages * A_MESSAGE

    def test_asks_once_who_turns_out_to_be_the_person_of_two_cases(self):
        number = "+447700900456"
        first, second = row(contact_mobile=number), row()
        queued(first, second)
        load(replace(second, contact_mobile=number), at=NOW)
        provider = Scripted()

        summary = send(provider=provider)

        assert (summary.sent, summary.cancelled) == (1, 1)
        assert [text.to for text in provider.texts] == [number]


class TestABatchOfReceipts:
    @pytest.mark.slow
    @pytest.mark.parametrize("count", [1, 20])
    def test_costs_few_queries_a_receipt(self, count):
        messages = queued(*(row() for _n in range(count)))
        send(provider=Scripted())
        for message in messages:
            receipts.store_receipt(
                reference=str(message.reference),
                provider_id="id",
                status="delivered",
                by=TESTER,
                at=NOW,
            )

        cost = queries_of(lambda: receipts.process_receipts(by=TESTER, at=NOW))

        assert OutboxMessage.objects.filter(provider_status="delivered").count() == count
        assert cost <= A_BATCH + count * A_RECEIPT
