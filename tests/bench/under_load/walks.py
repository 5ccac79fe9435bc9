"""Requests at a rate: each begins at its time whatever became of those before, and what is told is
how long after that time its answer was there."""

import asyncio
import math
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tests.bench.caller import Step
from tests.bench.load import Way
from tests.bench.under_load.lines import Answer, Front, NoAnswerError, PhoneBehindProxy
from tests.bench.under_load.processes import children_of, megabytes, processor_seconds

PAUSE = 0.25
"""Seconds between two requests of one person: longer than an answer should take."""
BEFORE = 0.5


class Served(NamedTuple):
    port: int
    host: str
    origin: str
    server: int
    database: int


class AtRate(NamedTuple):
    rate: int
    seconds: float
    waits: Sequence[float]
    answered: int
    faults: Sequence[str]
    web: float
    database: float
    asking: float
    memory: Sequence[tuple[float, float]]

    def milliseconds(self, share: float) -> float:
        return self.waits[math.ceil(share * len(self.waits)) - 1] * 1000


class PersonAtRate:
    def __init__(self, site: Served, front: Front, way: Way, *, begins: float) -> None:
        self.phone, self.way = PhoneBehindProxy(front, site.host, site.origin), way
        self.dues = [begins + number * PAUSE for number in range(len(way))]
        self.ends: list[float] = []
        self.fault = ""

    async def walk(self) -> None:
        for due, step in zip(self.dues, self.way, strict=True):
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            try:
                self.fault = _fault_of(step, await self.phone.take(step))
            except NoAnswerError:
                self.fault = f"{step.kind}: no answer"
            self.ends.append(time.monotonic())
            if self.fault:
                return

    def waits(self, begun: float, ended: float) -> list[float]:
        ends = [*self.ends, *[ended] * (len(self.dues) - len(self.ends))]
        pairs = zip(self.dues, ends, strict=True)
        return [end - due for due, end in pairs if begun <= due < ended]


def _fault_of(step: Step, answer: Answer) -> str:
    is_right = answer.status == step.status if step.status else answer.status < 400
    return "" if is_right else f"{step.kind}: {answer.status}"


def people_for(steps: int, *, rate: int, seconds: float) -> int:
    return math.ceil((steps * PAUSE + seconds) * rate / steps)


def at_rate(site: Served, ways: Iterator[Way], *, rate: int, seconds: float) -> AtRate:
    return asyncio.run(_at_rate(site, ways, rate=rate, seconds=seconds))


async def _at_rate(site: Served, ways: Iterator[Way], *, rate: int, seconds: float) -> AtRate:
    front, first = Front(site.port), next(ways)
    warming = len(first) * PAUSE
    count = people_for(len(first), rate=rate, seconds=seconds)
    began = time.monotonic() + BEFORE
    people = [
        PersonAtRate(site, front, way, begins=began + number * len(first) / rate)
        for number, way in enumerate([first, *islice(ways, count - 1)])
    ]
    walks = [asyncio.ensure_future(person.walk()) for person in people]
    begun, ended = began + warming, began + warming + seconds
    before = await _spent_by(site, begun)
    after = await _spent_by(site, ended)
    memory = [megabytes(worker) for worker in children_of(site.server)]
    for walk in walks:
        walk.cancel()
    await asyncio.gather(*walks, return_exceptions=True)
    front.close()
    waits = sorted(wait for person in people for wait in person.waits(begun, ended))
    answered = sum(begun <= end < ended for person in people for end in person.ends)
    faults = [person.fault for person in people if person.fault]
    spent = (late - early for early, late in zip(before, after, strict=True))
    return AtRate(rate, seconds, waits, answered, faults, *spent, memory)  # type: ignore[misc]


async def _spent_by(site: Served, moment: float) -> tuple[float, float, float]:
    await asyncio.sleep(max(0.0, moment - time.monotonic()))
    own = resource.getrusage(resource.RUSAGE_SELF)
    web, database = processor_seconds(site.server), processor_seconds(site.database)
    return web, database, own.ru_utime + own.ru_stime
