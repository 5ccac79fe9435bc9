from datetime import timedelta

import pytest

from access.models import AuditEvent
from responses.invitations.actions import look_up
from responses.invitations.selectors import outbox as selectors
from responses.models import Invitation, OutboxMessage
from responses.sms.provider import ConfigurationError, DevelopmentProvider, UnknownEndError
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send
from tests.responses.scripted import Scripted

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reconcile(provider: object, after: timedelta, **options: object) -> dict[str, int]:
    return look_up.reconcile(provider=provider, by=TESTER, at=NOW + after, **options)


def sent(*rows: object) -> Scripted:
    queued(*(rows or (row(),)))
    provider = Scripted()
    send(provider=provider)
    return provider


class Failing(Scripted):
    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure

    def find(self, reference: str) -> None:
        super().find(reference)
        raise self.failure


class TestReconcile:
    @pytest.mark.slow
    def test_asks_after_4_hours_after_73_and_before_the_seventh_day(self):
        provider = sent()
        asked = []

        for hours in range(24 * 9):
            reconcile(provider, hours * HOUR)
            if len(provider.lookups) > len(asked):
                asked.append(hours)

        assert asked == [4, 73, 144]

    def test_takes_in_what_became_of_it(self):
        provider = sent()
        message = OutboxMessage.objects.get()
        provider.ends(message.reference, "delivered")

        assert reconcile(provider, 4 * HOUR) == {"news": 1}
        message.refresh_from_db()
        assert message.state == "delivered"
        assert Invitation.objects.get().delivered_at == NOW + 4 * HOUR
        assert reconcile(provider, 5 * DAY) == {}

    def test_does_not_ask_where_a_receipt_told_the_end(self):
        provider = sent()
        OutboxMessage.objects.update(state="delivered", provider_status="delivered")

        assert reconcile(provider, 5 * DAY) == {}

    def test_says_if_the_final_status_never_came(self):
        provider = sent()

        notes = [reconcile(provider, after) for after in (4 * HOUR, 73 * HOUR, 6 * DAY, 30 * DAY)]

        assert notes == [{"duplicate": 1}, {"duplicate": 1}, {"duplicate": 1}, {}]
        held = OutboxMessage.objects.get()
        assert (held.state, held.fault) == ("sent", "end never told")

    def test_counts_what_the_provider_does_not_know(self):
        provider = sent()
        provider.accepted.clear()

        assert reconcile(provider, 4 * HOUR) == {"not found": 1}

    @pytest.mark.slow
    def test_asks_once_for_looks_that_were_missed(self):
        provider = sent()

        reconcile(provider, 5 * DAY)
        reconcile(provider, 5 * DAY + HOUR)

        assert len(provider.lookups) == 1

    def test_takes_a_receipt_that_comes_after_all(self):
        provider = sent()
        for after in (4 * HOUR, 73 * HOUR, 6 * DAY):
            reconcile(provider, after)
        message = OutboxMessage.objects.get()
        provider.ends(message.reference, "delivered")

        look_up._apply_result(
            message, provider.find(str(message.reference)), by=TESTER, at=NOW + 7 * DAY
        )

        message.refresh_from_db()
        assert (message.state, message.fault) == ("delivered", "")

    def test_ends_for_now_where_the_provider_does_not_answer(self):
        sent(row(), row())
        silent = Failing(UnknownEndError("503"))

        assert reconcile(silent, 4 * HOUR) == {}
        assert len(silent.lookups) == 1
        assert set(OutboxMessage.objects.values_list("look_ups", flat=True)) == {0}

    def test_stops_everything_for_a_key_that_was_revoked(self):
        sent()

        reconcile(Failing(ConfigurationError("403")), 4 * HOUR)

        line = selectors.line_of("development")
        assert line is not None
        assert line.pause == "configuration"

    def test_asks_nothing_of_a_provider_that_cannot_tell(self):
        sent()

        assert reconcile(DevelopmentProvider(), 5 * DAY) == {}
        assert OutboxMessage.objects.get().fault == ""

    def test_audits_counts(self):
        reconcile(sent(), 4 * HOUR)

        details = AuditEvent.objects.filter(kind="receipt.recorded").last().details
        assert details == {"looked_up": {"duplicate": 1}}

    @pytest.mark.slow
    def test_asks_about_so_many_at_once(self):
        provider = sent(*(row() for _n in range(3)))

        assert sum(reconcile(provider, 4 * HOUR, limit=2).values()) == 2
        assert sum(reconcile(provider, 4 * HOUR, limit=2).values()) == 1
