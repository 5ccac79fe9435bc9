"""The provider is down for an hour: first it takes messages in silence, then nobody is there."""

from datetime import datetime, timedelta

from responses.invitations.actions import send
from responses.models import OutboxMessage, SendingLine
from responses.sms.delivery_states import UNSENT
from responses.sms.fake_weather import SendingFault as Met
from responses.sms.fake_weather import Weather
from tests.conftest import NOW, TESTER
from tests.faults import ground, provider
from tests.faults.ground import check, say

NOBODY = "http://127.0.0.1:9"
"""Refuses every connection: the port of `discard`."""
MINUTE = timedelta(minutes=1)
SILENT_MINUTES, DOWN_MINUTES = 3, 60


def last_an_hour(*, messages: int) -> None:
    ground.queued(messages)
    tried = 0
    with provider.notify(Weather(faults={Met.LOST_ANSWER: 1.0})) as notify:
        for minute in range(DOWN_MINUTES):
            url = notify.url if minute < SILENT_MINUTES else NOBODY
            tried += sum(_send(url, NOW + minute * MINUTE) for _sender in range(2))
        taken = len(notify.accepted())
        paused = SendingLine.objects.get(transport=ground.TRANSPORT)
        check(paused.pause == "silence", f"the pause is told as {paused.pause}")
        notify.change(Weather())
        back = NOW + DOWN_MINUTES * MINUTE
        took = _go_on(notify.url, back)
        arrived = [one.reference for one in notify.accepted()]
    check(len(arrived) == messages, f"{messages} were to be sent, and {len(arrived)} were")
    check(len(set(arrived)) == messages, "some messages were sent twice")
    ground.forget()
    say(
        f"the provider down for an hour: {tried} tries, {taken} of them taken in silence; the "
        f"last of {messages} messages left {took} after it was back, none twice, none lost"
    )


def _go_on(url: str, back: datetime) -> timedelta:
    for minute in range(24 * 60):
        at = back + minute * MINUTE
        while _send(url, at):
            pass
        if not OutboxMessage.objects.filter(state__in=UNSENT).exists():
            return at - back
    check(False, "some messages never left the outbox")
    return timedelta()


def _send(url: str, at: datetime) -> int:
    ours = provider.provider(url)
    return send.send_due(provider=ours, by=TESTER, now=lambda: at).handled
