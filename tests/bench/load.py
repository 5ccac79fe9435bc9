"""People going through a site."""

import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.bench.caller import Caller, Step
from tests.bench.served import Site

RATE = 30
PAUSE = 0.5
"""Seconds between two requests of one person: shorter than anyone reads, so that a whole journey
fits into the time and every part of it is underway at once."""
Way = Sequence[Step]


class Cost(NamedTuple):
    by_kind: Mapping[str, float]

    def milliseconds(self, kind: str) -> float:
        return self.by_kind[kind] * 1000


class Waits(NamedTuple):
    seconds: Sequence[float]

    def milliseconds(self, share: float) -> float:
        return sorted(self.seconds)[math.ceil(share * len(self.seconds)) - 1] * 1000


def cost_of(site: Site, ways: Sequence[Way]) -> Cost:
    spent: dict[str, list[float]] = defaultdict(list)
    for way in ways:
        caller = Caller(site.port)
        for step in way:
            before = site.processor_seconds()
            caller.take(step)
            spent[step.kind].append(site.processor_seconds() - before)
        caller.close()
    return Cost({kind: sum(each) / len(each) for kind, each in spent.items()})


def waits_at_rate(site: Site, ways: Iterator[Way], *, seconds: int) -> Waits:
    first = next(ways)
    warm_up = len(first) * PAUSE
    people = round((warm_up + seconds) * RATE / len(first))
    began = time.monotonic() + 1
    walks = [
        Walk(site, way, begins=began + number * len(first) / RATE)
        for number, way in zip(range(people), [first, *ways], strict=False)
    ]
    for walk in walks:
        walk.start()
    for walk in walks:
        walk.join()
    if fault := next((walk.fault for walk in walks if walk.fault), None):
        raise RuntimeError(fault)
    begun, ended = began + warm_up, began + warm_up + seconds
    return Waits([wait for walk in walks for due, wait in walk.waits if begun <= due < ended])


class Walk(threading.Thread):
    def __init__(self, site: Site, way: Way, *, begins: float) -> None:
        super().__init__()
        self.site, self.way, self.begins = site, way, begins
        self.waits: list[tuple[float, float]] = []
        self.fault = ""

    def run(self) -> None:
        caller = Caller(self.site.port)
        try:
            for number, step in enumerate(self.way):
                due = self.begins + number * PAUSE
                time.sleep(max(0.0, due - time.monotonic()))
                caller.take(step)
                self.waits.append((due, time.monotonic() - due))
        except (OSError, RuntimeError) as error:
            self.fault = str(error)
        finally:
            caller.close()
