import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from access.models import AuditEvent
from responses.invitations.actions import sending_pause
from responses.invitations.selectors import outbox as selectors
from responses.models import OutboxMessage
from responses.sms.notify import MOST_A_SECOND, Pacer
from responses.sms.provider import (
    Accepted,
    ConfigurationError,
    DailyLimitError,
    RateLimitError,
    Text,
)
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send
from tests.responses.scripted import Scripted

pytestmark = pytest.mark.django_db
TURN = timedelta(seconds=1) / MOST_A_SECOND


def reserve(count: int, at: datetime = NOW) -> datetime:
    first, _turn = sending_pause.reserve_turns(transport="notify", count=count, by=TESTER, at=at)
    return first


def line():
    found = selectors.line_of("development")
    assert found is not None
    return found


class TestReserveTurns:
    def test_gives_each_turn_once(self):
        assert [reserve(10), reserve(10), reserve(1)] == [NOW, NOW + 10 * TURN, NOW + 20 * TURN]

    def test_lets_turns_lapse_that_nobody_took(self):
        reserve(10)
        later = NOW + timedelta(hours=1)

        assert reserve(10, at=later) == later


class Limited:
    def __init__(self, *refused: int, retry_after: int | None = None) -> None:
        self.refused, self.retry_after, self.at, self.asked = set(refused), retry_after, NOW, 0

    def texts_in(self, period: timedelta, transport: str = "notify") -> int:
        """Return how many texts it took from one sender."""

        def reserve(count: int, at: datetime) -> tuple[datetime, timedelta]:
            return sending_pause.reserve_turns(transport=transport, count=count, by=TESTER, at=at)

        taken, end = 0, self.at + period
        pacer = Pacer(reserve=reserve, now=lambda: self.at, sleep=self._sleep)
        while self.at < end:
            line = selectors.line_of(transport)
            if line and selectors.is_paused(line, at=self.at):
                self._sleep(1)
                continue
            for _text in range(20):
                pacer.wait_turn()
                self.asked += 1
                if self.asked in self.refused:
                    error = RateLimitError("429", retry_after=self.retry_after)
                    sending_pause.pause(transport=transport, error=error, by=TESTER, at=self.at)
                    break
                taken += 1
        return taken

    def _sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class TestThePaceAfterALimit:
    @pytest.mark.slow
    def test_one_limit_costs_seconds_and_no_minute(self):
        assert Limited(500).texts_in(timedelta(minutes=3)) > 7_200 * 0.89

    @pytest.mark.slow
    def test_waits_as_long_as_the_provider_says(self):
        taken = Limited(500, retry_after=30).texts_in(timedelta(minutes=3))

        assert 7_200 * 0.72 < taken < 7_200 * 0.85

    @pytest.mark.slow
    def test_goes_on_through_a_limit_every_now_and_then(self):
        limits = range(200, 8_200, 400)

        assert Limited(*limits).texts_in(timedelta(minutes=10)) / 600 > 10

    def test_of_one_account_leaves_the_others_alone(self):
        error = RateLimitError("429", retry_after=30)
        sending_pause.pause(transport="notify", error=error, by=TESTER, at=NOW)

        turns = sending_pause.reserve_turns(transport="notify-kent", count=10, by=TESTER, at=NOW)

        assert turns == (NOW, TURN)
        assert not selectors.is_paused(selectors.line_of("notify-kent"), at=NOW)

    def test_that_several_senders_meet_halves_the_pace_once(self):
        for seconds in (0, 1, 2):
            at = NOW + timedelta(seconds=seconds)
            sending_pause.pause(transport="notify", error=RateLimitError("429"), by=TESTER, at=at)

        assert selectors.line_of("notify").slowed_to == MOST_A_SECOND // 2


class TestAPause:
    @pytest.mark.parametrize(
        ("error", "pause", "until"),
        [
            (RateLimitError("429"), "minute", NOW + timedelta(seconds=5)),
            (RateLimitError("429", retry_after=37), "minute", NOW + timedelta(seconds=37)),
            (RateLimitError("429", retry_after=0), "minute", NOW + timedelta(seconds=1)),
            (RateLimitError("429", retry_after=86_400), "minute", NOW + timedelta(hours=1)),
            (RateLimitError("429", retry_after=10**14), "minute", NOW + timedelta(hours=1)),
            (DailyLimitError("429"), "day", datetime(2026, 11, 17, tzinfo=UTC)),
            (ConfigurationError("403"), "configuration", NOW + timedelta(minutes=1)),
        ],
    )
    def test_lasts_as_long_as_its_reason(self, error, pause, until):
        queued(row())

        send(provider=Scripted(error))

        assert (line().pause, line().paused_until, line().since) == (pause, until, NOW)

    def test_holds_for_every_message_and_every_sender(self):
        queued(*(row() for _n in range(3)))
        send(provider=Scripted(DailyLimitError("429")), limit=1)
        another = Scripted()

        summary = send(provider=another, at=NOW + timedelta(hours=1))

        assert another.texts == []
        assert summary.stopped_because == "429"

    def test_ends_by_the_first_text_that_is_taken(self):
        queued(row())
        send(provider=Scripted(RateLimitError("429")))

        send(at=NOW + timedelta(minutes=2))

        assert (line().pause, line().paused_until, line().fault) == ("", None, "")

    def test_is_not_ended_by_a_batch_that_was_under_way(self):
        queued(row())
        met = RateLimitError("429")

        class PausedMeanwhile(Scripted):
            def send(self, text: Text) -> Accepted:
                sending_pause.pause(transport=self.transport, error=met, by=TESTER, at=NOW)
                return super().send(text)

        assert send(provider=PausedMeanwhile()).sent == 1

        assert (line().pause, line().paused_until) == ("minute", NOW + timedelta(seconds=5))

    @pytest.mark.slow
    def test_for_a_fault_of_ours_lets_one_text_try_a_minute(self):
        queued(*(row() for _n in range(3)))
        provider = Scripted(*(ConfigurationError("403") for _n in range(2)))

        send(provider=provider)
        send(provider=provider, at=NOW + timedelta(seconds=30))
        summary = send(provider=provider, at=NOW + timedelta(seconds=61))

        assert len(provider.texts) == 2
        assert summary.is_faulty
        assert line().since == NOW

    def test_stays_a_fault_for_who_asks_meanwhile(self):
        queued(row())
        send(provider=Scripted(ConfigurationError("403")))

        assert send(at=NOW + timedelta(seconds=30)).is_faulty

    def test_changes_no_message(self):
        queued(row())

        send(provider=Scripted(ConfigurationError("403")))

        held = OutboxMessage.objects.get()
        assert (held.state, held.attempts, held.first_tried_at) == ("due", 0, None)

    @pytest.mark.slow
    def test_is_audited_with_its_end(self):
        queued(row())
        send(provider=Scripted(RateLimitError("429")))
        send(at=NOW + timedelta(minutes=2))

        kinds = AuditEvent.objects.filter(kind__startswith="sending.").order_by("pk")
        assert [event.kind for event in kinds] == ["sending.paused", "sending.resumed"]

    def test_that_never_was_is_not_ended(self):
        queued(row())

        send()

        assert not AuditEvent.objects.filter(kind="sending.resumed").exists()


class TestAHold:
    def pause_by_hand(self, at: datetime = NOW) -> None:
        sending_pause.pause_by_hand(transport="development", by=TESTER, at=at)

    def release(self) -> bool:
        return sending_pause.end_pause(transport="development", by=TESTER, at=NOW)

    def test_stops_everything_until_it_is_released(self):
        queued(row())
        self.pause_by_hand()

        much_later = send(at=NOW + timedelta(days=1))
        assert (much_later.sent, much_later.is_faulty) == (0, False)
        assert "by hand" in much_later.stopped_because
        assert self.release()
        assert send(at=NOW + timedelta(days=1)).sent == 1

    def test_outlasts_a_batch_that_had_begun(self):
        queued(row())
        self.pause_by_hand()

        sending_pause.resume(transport="development", by=TESTER, at=NOW)
        sending_pause.pause(transport="development", error=RateLimitError("429"), by=TESTER, at=NOW)

        assert (line().pause, line().paused_until) == ("by hand", None)

    def test_is_released_once(self):
        self.pause_by_hand()

        assert [self.release(), self.release()] == [True, False]


class TestHoldSending:
    def run(self, *arguments: str) -> str:
        output = io.StringIO()
        call_command("hold_sending", *arguments, stdout=output)
        return output.getvalue()

    @pytest.mark.slow
    def test_stops_and_lets_go_on(self):
        queued(row())

        assert "stopped" in self.run()
        assert send().sent == 0
        assert "goes on" in self.run("--release")
        assert send().sent == 1

    def test_says_so_where_nothing_was_stopped(self):
        assert "was not stopped" in self.run("--release")
