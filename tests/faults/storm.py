"""Many invitations through bad weather between us and the provider, with several senders, and
readers of receipts, at once."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import RequestFactory

from responses.invitations.actions import look_up, receipts, send
from responses.invitations.views import callbacks
from responses.models import OutboxMessage, Receipt
from responses.sms import fake_weather
from responses.sms.delivery_states import UNSENT, MessageState
from tests.conftest import NOW, TESTER
from tests.faults import ground, provider

TOKEN = "a callback token of the harness"
PAUSE = timedelta(minutes=2)
TOLD_EVERY = 25
"""Rounds, each until the limit of a minute stops all senders."""


def weather(*, invitations: int, senders: int, seed: int) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN
    Receipt.objects.all().delete()
    ground.queued(invitations)
    began = time.perf_counter()
    with provider.notify(fake_weather.storm(seed)) as notify:
        at, rounds = NOW, 0
        while OutboxMessage.objects.filter(state__in=UNSENT).exists():
            _send(notify, at, senders=senders)
            _take_receipts(notify, at, readers=senders)
            at, rounds = _later(at, PAUSE), rounds + 1
            if not OutboxMessage.objects.filter(state__in=UNSENT).exists():
                at = _reconcile(notify, at, readers=senders)
            if rounds % TOLD_EVERY == 0:
                _say_how_far(rounds, time.perf_counter() - began)
        arrived = notify.accepted()
        in_vain = ground.check_all_arrived_once(arrived)
    took = time.perf_counter() - began
    _say(invitations - in_vain, len(arrived), senders, rounds, took)
    repeats = len(arrived) - invitations
    ground.say(f"{repeats:,} repeats of technical failures, {in_vain:,} of which failed as well")


def _say_how_far(rounds: int, took: float) -> None:
    left = OutboxMessage.objects.filter(state__in=UNSENT).count()
    receipts_read = Receipt.objects.filter(processed_at__isnull=False).count()
    ground.say(
        f"round {rounds:,}, {took:.0f} s: {left:,} messages wait, {receipts_read:,} receipts read"
    )


def _say(reached: int, accepted: int, senders: int, rounds: int, took: float) -> None:
    notes = {
        note: Receipt.objects.filter(note=note).count() for note in ("", "duplicate", "conflict")
    }
    looked_up = OutboxMessage.objects.filter(look_ups__gt=0).count()
    attempts = OutboxMessage.objects.filter(attempts__gt=1).count()
    ground.say(
        f"the storm: {reached:,} invitations, one delivered message for each; {accepted:,} "
        f"accepted; {attempts:,} of more than one attempt; "
        f"{notes[''] + notes['duplicate']:,} receipts, {notes['duplicate']:,} double; "
        f"{looked_up:,} ends looked up; {senders} senders, {rounds:,} rounds, {took:.0f} s, "
        f"{reached / took:.0f} messages a second"
    )


def _send(notify: provider.Notify, at: datetime, *, senders: int) -> None:
    _at_once(_sender, [(notify.url, at)] * senders)


def _at_once(work: Callable[..., None], given: Sequence[tuple[Any, ...]]) -> None:
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    at_work = [fork.Process(target=work, args=arguments) for arguments in given]
    for process in at_work:
        process.start()
    for process in at_work:
        process.join()
    ground.check(all(process.exitcode == 0 for process in at_work), "a worker failed; see above")


def _sender(url: str, at: datetime) -> None:
    ours = provider.provider(url)
    while True:
        sent = send.send_due(provider=ours, by=TESTER, now=lambda: at)
        if sent.stopped_because or not sent.handled:
            return


def _take_receipts(notify: provider.Notify, at: datetime, *, readers: int) -> None:
    told = notify.receipts()
    _at_once(_reader, [(told[number::readers], at) for number in range(readers)])


def _reader(told: Sequence[dict[str, Any]], at: datetime) -> None:
    requests = RequestFactory()
    for one in told:
        answer = callbacks.notify(_posted(requests, one))
        ground.check(answer.status_code == 204, f"a receipt was met with {answer.status_code}")
    receipts.process_receipts(by=TESTER, at=at)


def _posted(requests: RequestFactory, told: dict[str, Any]) -> Any:
    return requests.post(
        "/callbacks/notify/",
        data=told,
        content_type="application/json",
        headers={"authorization": f"Bearer {TOKEN}"},
    )


def _reconcile(notify: provider.Notify, at: datetime, *, readers: int) -> datetime:
    _take_receipts(notify, at, readers=readers)
    ours = provider.provider(notify.url)
    for wait in (timedelta(hours=4), timedelta(hours=69), timedelta(hours=71)):
        if not OutboxMessage.objects.filter(state=MessageState.SENT).exists():
            break
        at += wait
        while sum(look_up.reconcile(provider=ours, by=TESTER, at=at).values()):
            pass
    return _later(at, PAUSE)


def _later(at: datetime, wait: timedelta) -> datetime:
    at += wait
    if at.hour >= 18 or at.hour < 9:
        days = 1 if at.hour >= 18 else 0
        at = at.replace(hour=9, minute=0) + timedelta(days=days)
    return at + timedelta(days=1) if at.weekday() == 6 else at
