"""Senders that stand still at every boundary of their steps, as on a machine that is suspended, and
go on when others have long had their work."""

import multiprocessing
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import Error, connection
from notifications_python_client import authentication

from responses.invitations.actions import send
from responses.models import OutboxMessage, SendingLine
from responses.sms.delivery_states import UNSENT
from responses.sms.fake_weather import Weather
from tests.conftest import NOW, TESTER
from tests.faults import ground, killing, provider
from tests.faults.ground import LATER, say
from tests.faults.killing import Steps

AT_ONCE = 2
"""Messages in the hands of a sender when it stands still."""


class _Clock:
    def __init__(self) -> None:
        self._passed = multiprocessing.Value("d", 0.0)
        self._earlier = multiprocessing.Value("d", 0.0)

    def begin(self) -> None:
        self._earlier.value += self._passed.value
        self._passed.value = 0.0

    def add(self, wait: timedelta) -> None:
        self._passed.value += wait.total_seconds()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self._passed.value)

    def wall(self) -> datetime:
        passed = self._earlier.value + self._passed.value
        return datetime.now(UTC) + timedelta(seconds=passed)


def freeze_senders(*, freezes: int) -> None:
    clock, done = _Clock(), 0
    # The client dates its tokens by the machine's clock.
    epoch, authentication.epoch_seconds = authentication.epoch_seconds, _seconds_of(clock)
    try:
        with provider.notify(Weather(), now=clock.wall) as notify:
            steps = _steps(notify, clock)
            for step in range(1, steps + 1, max(1, steps // freezes)):
                done += _freeze_one(notify, clock, step)
                _check_each_once(notify)
    finally:
        authentication.epoch_seconds = epoch
    ground.forget()
    say(
        f"senders stood still for half an hour at {done} of {steps} boundaries of their steps, "
        "while another did their work: no message sent twice, none lost"
    )


def _seconds_of(clock: _Clock) -> Callable[[], int]:
    return lambda: int(clock.wall().timestamp())


def _steps(notify: provider.Notify, clock: _Clock) -> int:
    ground.queued(AT_ONCE)
    return killing.run(partial(_send, notify, clock)).steps


def _send(notify: provider.Notify, clock: _Clock, steps: Steps) -> int:
    if connection.vendor == "postgresql":  # as its settings have it, of which a minute is too long
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = '1s'")
    ours = provider.provider(notify.url, timeout_seconds=10)
    ours.send = steps.around(ours.send)  # type: ignore[method-assign]
    ours.find = steps.around(ours.find)  # type: ignore[method-assign]
    wire: Any = ours._client.request_session
    wire.request = steps.around(wire.request)
    try:
        return send.send_due(provider=ours, by=TESTER, now=clock.now, limit=AT_ONCE).handled
    except Error:
        if connection.vendor == "sqlite":
            raise
        return 0  # PostgreSQL has ended the connection of the stopped sender, whose round fails


def _freeze_one(notify: provider.Notify, clock: _Clock, step: int) -> bool:
    clock.begin()
    SendingLine.objects.all().delete()
    ground.queued(AT_ONCE)
    frozen = killing.freeze(partial(_send, notify, clock), at_step=step)
    clock.add(LATER)
    _send_the_rest(notify, clock)
    if frozen:
        frozen.wake()
        _send_the_rest(notify, clock)
    return frozen is not None


def _send_the_rest(notify: provider.Notify, clock: _Clock) -> None:
    for _round in range(4):
        while killing.run(partial(_send, notify, clock)).result:
            pass
        if not OutboxMessage.objects.filter(state__in=UNSENT).exists():
            return
        if connection.vendor == "postgresql":  # it ends the transaction of the stopped sender
            time.sleep(1.2)
        clock.add(LATER)
    ground.check(False, "some messages never left the outbox")


def _check_each_once(notify: provider.Notify) -> None:
    arrived = [one.reference for one in notify.accepted()]
    twice = len(arrived) - len(set(arrived))
    ground.check(not twice, f"{twice} messages were sent twice")
    held = OutboxMessage.objects.filter(transport=ground.TRANSPORT)
    lost = {str(one) for one in held.values_list("reference", flat=True)} - set(arrived)
    ground.check(not lost, f"{len(lost)} messages were lost")
