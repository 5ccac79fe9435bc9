"""Senders, and readers of receipts, killed at every boundary of their steps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from responses.invitations.actions import look_up, receipts, send
from responses.invitations.selectors.outbox import LOOK_UPS_AFTER
from responses.models import OutboxMessage, Receipt
from responses.sms.delivery_states import UNSENT
from responses.sms.fake_weather import SendingFault as Met
from responses.sms.fake_weather import Weather
from responses.sms.notify import NotifyProvider
from tests.conftest import NOW, TESTER
from tests.faults import ground, killing, provider
from tests.faults.ground import LATER, say
from tests.faults.killing import Steps

AT_ONCE = 2
"""Messages in the hands of a sender when it is killed."""

MOST_ROUNDS = 12
"""A message of unknown end waits for minutes, then for hours: so many look at it in a day."""


@dataclass
class _Killer:
    notify: provider.Notify
    random: Random
    kills: int = 0
    longest: int = 0

    def kill(self, work: Callable[[Steps], Any], *, kills: int) -> None:
        steps = killing.run(work).steps
        self.longest = max(self.longest, steps)
        until, tries = self.kills + kills, 0
        while self.kills < until and tries < 3 * kills:
            for step in self.random.sample(range(1, steps + 1), min(steps, until - self.kills)):
                self.kills += killing.run(work, kill_at=step).is_killed
                tries += 1

    def sender(self, at: datetime) -> Callable[[Steps], Any]:
        return lambda steps: (
            send.send_due(
                provider=self._stepped(steps), by=TESTER, now=lambda: at, limit=AT_ONCE
            ).handled
        )

    def asker(self, at: datetime) -> Callable[[Steps], Any]:
        return lambda steps: look_up.reconcile(
            provider=self._stepped(steps), by=TESTER, at=at, limit=AT_ONCE
        )

    def _stepped(self, steps: Steps) -> NotifyProvider:
        ours = provider.provider(self.notify.url)
        ours.send = steps.around(ours.send)  # type: ignore[method-assign]
        ours.find = steps.around(ours.find)  # type: ignore[method-assign]
        return ours


def kill_senders(*, kills: int, seed: int) -> None:
    weather = Weather(
        random=Random(seed),
        faults={Met.LOST_ANSWER: 0.1, Met.SERVER_ERROR: 0.05},
        lost=0.3,
        doubled=0.1,
    )
    with provider.notify(weather) as notify:
        killer = _Killer(notify, Random(seed))
        count = len(ground.queued(AT_ONCE * kills))
        killer.kill(killer.sender(NOW), kills=kills // 2)
        killer.kill(killer.sender(NOW + LATER), kills=kills // 5)
        at = _send_the_rest(killer, NOW + 2 * LATER)
        _store_receipts(notify, at)
        killer.kill(lambda _steps: receipts.process_receipts(by=TESTER, at=at), kills=kills // 8)
        killing.run(lambda _steps: receipts.process_receipts(by=TESTER, at=at))
        killer.kill(killer.asker(at + timedelta(hours=4)), kills=kills - killer.kills)
        _ask_the_rest(killer, at)
        ground.check_all_arrived_once(notify.accepted())
    ground.forget()
    say(
        f"{killer.kills} kills of senders and readers, at {killer.longest} boundaries of their "
        f"steps: {count} messages, none sent twice, none lost, each with its end"
    )
    ground.check(killer.kills >= kills * 0.9, f"only {killer.kills} of {kills} were killed")


def _send_the_rest(killer: _Killer, at: datetime) -> datetime:
    for _round in range(MOST_ROUNDS):
        if not OutboxMessage.objects.filter(state__in=UNSENT).exists():
            return at
        while killing.run(killer.sender(at)).result:
            pass
        at += LATER
    message = "some messages never left the outbox"
    raise ground.SendingFault(message)


def _store_receipts(notify: provider.Notify, at: datetime) -> None:
    Receipt.objects.all().delete()
    for told in notify.receipts():
        receipts.store_receipt(
            reference=told["reference"],
            provider_id=told["id"],
            status=told["status"],
            by=TESTER,
            at=at,
        )


def _ask_the_rest(killer: _Killer, sent_at: datetime) -> None:
    for after in LOOK_UPS_AFTER:
        while killing.run(killer.asker(sent_at + after)).result:
            pass
