"""Runs two actions at once, in every order of their locks and writes."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from threading import Condition, Thread
from time import monotonic, sleep
from typing import Any

from django.db import connection

from tests.conftest import IS_WHOLE, SAMPLE_SEED

MOST_STOPS = 6
SAMPLE = 3
"""How many orders of a pair an ordinary run tries, others each day; at night it is all of them."""
GIVEN_UP_AFTER = 30.0
POLL = 0.002
STOPS = re.compile(r"^\s*(INSERT|UPDATE|DELETE|.*\bFOR (NO KEY )?UPDATE)", re.DOTALL)
NO_STOPS = re.compile(r'^\s*INSERT INTO "access_auditevent"')
Action = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Race:
    prepare: Callable[[], tuple[Action, Action]]
    check: Callable[[], None]


@dataclass
class Broken:
    tried: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = "\n".join(f"{order}: {fault}" for order, fault in list(self.faults.items())[:5])
        return f"{len(self.faults)} of {self.tried} orders:\n{shown}"


def explore(race: Race, *, seed: int = SAMPLE_SEED) -> Broken:
    if connection.vendor != "postgresql":
        return _explore_serially(race)
    stops = [_count_stops(race, number) for number in (0, 1)]
    orders = _orders(*(min(MOST_STOPS, count) for count in stops))
    if not IS_WHOLE:
        orders = random.Random(seed).sample(orders, min(SAMPLE, len(orders)))
    broken = Broken(tried=len(orders))
    for order in orders:
        if fault := _try_order(race, order, stops):
            broken.faults[order] = fault
    return broken


def _orders(first: int, second: int) -> list[str]:
    length = first + second
    return [
        "".join("A" if turn in chosen else "B" for turn in range(length))
        for chosen in map(frozenset, combinations(range(length), first))
    ]


def _explore_serially(race: Race) -> Broken:
    broken = Broken(tried=2)
    for order in ("AB", "BA"):
        actions = race.prepare()
        for name in order:
            actions["AB".index(name)]()
        try:
            race.check()
        except AssertionError as error:
            broken.faults[order] = str(error)
    return broken


def _count_stops(race: Race, number: int) -> int:
    return max(_stops_of(race, number, is_after_other=after) for after in (False, True))


def _stops_of(race: Race, number: int, *, is_after_other: bool) -> int:
    actions = race.prepare()
    if is_after_other:
        actions[1 - number]()
    runner = _Runner(actions[number], stops=None)
    runner.start()
    _settle([runner])
    while not runner.is_done:
        runner.go_on()
        _settle([runner])
    return runner.passed


def _try_order(race: Race, order: str, stops: Sequence[int]) -> str:
    actions = race.prepare()
    runners = {
        name: _Runner(action, stops=_chosen_stops(count))
        for name, action, count in zip("AB", actions, stops, strict=True)
    }
    for runner in runners.values():
        runner.start()
    everyone = list(runners.values())
    for name in _turns(order, everyone):
        _settle(everyone)
        wanted = [runners[name], *(each for each in everyone if each is not runners[name])]
        if free := next((each for each in wanted if each.is_stopped), None):
            free.go_on()
    for runner in everyone:
        runner.join(GIVEN_UP_AFTER)
    failed = [f"{type(r.failed).__name__}: {r.failed}" for r in everyone if r.failed]
    if failed:
        return "; ".join(failed)
    try:
        race.check()
    except AssertionError as error:
        return str(error) or "an invariant does not hold"
    return ""


def _turns(order: str, everyone: Sequence["_Runner"]) -> Iterator[str]:
    yield from order
    until = monotonic() + GIVEN_UP_AFTER
    while not all(each.is_done for each in everyone):
        assert monotonic() < until, f"{order}: nobody can go on"
        yield from "AB"


def _chosen_stops(count: int) -> frozenset[int]:
    if count <= MOST_STOPS:
        return frozenset(range(count))
    return frozenset(round(n * (count - 1) / (MOST_STOPS - 1)) for n in range(MOST_STOPS))


def _settle(runners: Sequence["_Runner"]) -> None:
    until = monotonic() + GIVEN_UP_AFTER
    while monotonic() < until:
        moving = [each for each in runners if not (each.is_stopped or each.is_done)]
        if not moving or all(_waits_for_lock(each) for each in moving):
            return
        sleep(POLL)
    raise AssertionError("an action neither stops nor ends")


def _waits_for_lock(runner: "_Runner") -> bool:
    if runner.pid is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [runner.pid])
        return bool(cursor.fetchone()[0])


class _Runner(Thread):
    def __init__(self, action: Action, *, stops: frozenset[int] | None) -> None:
        super().__init__(daemon=True)
        self._action, self._stops = action, stops
        self._turn = Condition()
        self.passed = 0
        self.pid: int | None = None
        self.is_stopped = self.is_done = False
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            commit = connection._commit
            connection._commit = lambda: (self._pause(), commit())
            with connection.execute_wrapper(self._before_statement):
                self._action()
        except Exception as error:
            self.failed = error
        finally:
            connection.close()
            del connection._commit
            self.is_done = True

    def go_on(self) -> None:
        with self._turn:
            self.is_stopped = False
            self._turn.notify()

    def _before_statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if STOPS.match(sql) and not NO_STOPS.match(sql):
            self._pause()
        return execute(sql, params, many, context)

    def _pause(self) -> None:
        number = self.passed
        self.passed += 1
        if self._stops is not None and number not in self._stops:
            return
        with self._turn:
            self.is_stopped = True
            went_on = self._turn.wait_for(lambda: not self.is_stopped, GIVEN_UP_AFTER)
        assert went_on, "nobody let it go on"
