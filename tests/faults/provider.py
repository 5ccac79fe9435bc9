"""The shipped fake of GOV.UK Notify in a process of its own: it outlives those that are killed."""

import multiprocessing
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from responses.sms import texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, serving
from responses.sms.fake_weather import TokenBucket, Weather
from responses.sms.notify import NotifyProvider

API_KEY = f"faults-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"
TEMPLATES = {"en": str(uuid.UUID(int=3)), "cy": str(uuid.UUID(int=4))}
EMAIL_TEMPLATES = {"en": str(uuid.UUID(int=5)), "cy": str(uuid.UUID(int=6))}
TIMEOUT_SECONDS = 0.25
SILENCE_SECONDS = 0.5


class Arrived(NamedTuple):
    reference: str
    status: str
    channel: str


class Notify:
    def __init__(self, pipe: Connection, url: str) -> None:
        self._pipe, self.url = pipe, url

    def receipts(self) -> list[dict[str, Any]]:
        return self._ask("receipts")

    def accepted(self) -> list[Arrived]:
        return self._ask("accepted")

    def change(self, weather: Weather) -> None:
        self._ask(weather)

    def _ask(self, what: str | Weather) -> list[Any]:
        self._pipe.send(what)
        answer: list[Any] = self._pipe.recv()
        return answer


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def notify(weather: Weather, *, now: Callable[[], datetime] = _now) -> Iterator[Notify]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_serve, args=(theirs, weather, now)
    )
    process.start()
    try:
        yield Notify(ours, ours.recv())
    finally:
        ours.send("end")
        process.join(30)


def provider(url: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> NotifyProvider:
    return NotifyProvider(
        api_key=API_KEY,
        base_url=url,
        templates=TEMPLATES,
        email_templates=EMAIL_TEMPLATES,
        wait_turn=lambda: None,
        timeout_seconds=timeout_seconds,
    )


def _serve(pipe: Connection, weather: Weather, now: Callable[[], datetime]) -> None:
    fake = FakeNotify(
        api_key=API_KEY,
        templates=[
            NotifyTemplate(id=i, body=bodies[language])
            for ids, bodies in ((TEMPLATES, texts.TEMPLATES), (EMAIL_TEMPLATES, texts.EMAILS))
            for language, i in ids.items()
        ],
        now=now,
        weather=weather,
        bucket=TokenBucket(now=now, a_second=5_000),
    )
    with serving(FakeServer(fake, silence_seconds=SILENCE_SECONDS)) as server:
        pipe.send(server.base_url)
        while (asked := pipe.recv()) != "end":
            if isinstance(asked, Weather):
                fake.weather = asked
                pipe.send([])
            elif asked == "receipts":
                pipe.send(fake.finish())
            else:
                held = fake.notifications
                pipe.send([Arrived(one.reference or "", one.status, one.kind) for one in held])
