from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import time_machine

from access import process_cache
from access.models import User
from analytics import tasks
from analytics.models import QuarterState, WeightRun
from responses.models import Response, StageEvent
from tests.analytics import make
from tests.analytics.all_outlets import nation, walk
from tests.analytics.all_outlets.readers import others, signed_in
from tests.analytics.make import Victim
from tests.sharing import undone

pytestmark = [pytest.mark.django_db, pytest.mark.nightly, pytest.mark.slow]
FIRST_WEEK = datetime(2026, 4, 6, 4, 0, tzinfo=UTC)
"""A Monday after the quarter."""
SETTLES, WEEKS = 4, 7
"""By numbers of weeks: when nobody waits any more, four weeks before the quarter closes; and how
many weeks are lived."""
TRIES = 2
READ = (4, 6)
"""The weeks in which all pages are opened."""
Answers = Mapping[str, Sequence[str]]
Readers = Mapping[str, User]


@dataclass(frozen=True)
class Arrival:
    number: int
    week: int
    victim: Victim


@dataclass(frozen=True)
class Week:
    counted: Mapping[str, frozenset[int]]
    read: Mapping[str, Mapping[str, bytes | None]]


OtherWorldOf = Callable[[Sequence[Arrival], Sequence[Week]], list[Arrival]]


def arrivals() -> list[Arrival]:
    random, found = Random(7), list[Arrival]()
    for number in range(260):
        week = min(random.randrange(7), random.randrange(7))
        victim = Victim(
            force=random.choices(nation.FORCES, weights=(6, 5, 2, 1))[0],
            on=nation.QUARTERS[nation.LAST],
            answers={
                **{item: [random.choice(nation.CHOICES)] for item in nation.ITEMS},
                **{code: [random.choice(said)] for code, said in nation.SAID.items()},
            },
            completed_at=None if number % 2 == 0 else _before_week(week, random),
        )
        found.append(Arrival(number, week, victim))
    return sorted(found, key=lambda each: (each.week, each.number))


def _before_week(week: int, random: Random) -> datetime:
    return FIRST_WEEK + timedelta(weeks=week, hours=-random.randrange(6, 155))


def otherwise(found: Sequence[Arrival], weeks: Sequence[Week], random: Random) -> list[Arrival]:
    alike: dict[tuple[object, ...], list[Arrival]] = defaultdict(list)
    for each in found:
        force = each.victim.force
        nights = [each.number in week.counted.get(force, ()) for week in weeks]
        alike[force, each.week, *nights].append(each)
    said: dict[int, Answers] = {}
    for group in alike.values():
        given = [each.victim.answers or {} for each in group]
        random.shuffle(given)
        for each, other in zip(group, given, strict=True):
            items = {item: other[item] for item in nation.ITEMS}
            said[each.number] = {**(each.victim.answers or {}), **items}
    return [replace(each, victim=replace(each.victim, answers=said[each.number])) for each in found]


def other_world(found: Sequence[Arrival], weeks: Sequence[Week]) -> list[Arrival]:
    chosen: dict[str, list[Arrival]] = {}
    for number in range(TRIES):
        drawn = _by_force(otherwise(found, weeks, Random(number))) | chosen
        with undone():
            now = list(lived(_together(drawn), {}, at=()))
        for force in drawn:
            if [each.counted.get(force) for each in now] == [
                each.counted.get(force) for each in weeks
            ]:
                chosen[force] = drawn[force]
        if len(chosen) == len(drawn):
            break
    return _together(_by_force(found) | chosen)


def _by_force(found: Sequence[Arrival]) -> dict[str, list[Arrival]]:
    return {
        force: [each for each in found if each.victim.force == force] for force in nation.FORCES
    }


def _together(found: Mapping[str, Sequence[Arrival]]) -> list[Arrival]:
    return sorted(
        (each for of_force in found.values() for each in of_force),
        key=lambda each: (each.week, each.number),
    )


def lived(
    found: Sequence[Arrival],
    readers: Readers,
    *,
    at: Collection[int],
    before: Sequence[Week] = (),
) -> Iterator[Week]:
    numbers: list[int] = []
    _load_who_did_not_answer()
    for week in range(WEEKS):
        now = FIRST_WEEK + timedelta(weeks=week)
        with time_machine.travel(now, tick=False):
            coming = [each for each in found if each.week == week]
            make.load(each.victim for each in coming)
            numbers += [each.number for each in coming]
            if week >= SETTLES:
                StageEvent.objects.filter(decision="PENDING").update(decision="NOT-SAMPLED")
            tasks.refill_quarter.call(nation.LAST)
            if at:
                tasks.raise_alerts.call()
        process_cache.clear()
        told = {who: _read(user, now, before[week].read[who] if before else None)
                for who, user in (readers.items() if week in at else ())}  # fmt: skip
        assert QuarterState.objects.get(period=nation.LAST).closed_on is None
        yield Week(_counted(numbers), told)


def _read(
    user: User, now: datetime, addresses: Collection[str] | None
) -> Mapping[str, bytes | None]:
    with time_machine.travel(now, tick=False):
        client = signed_in(user)
    if addresses is not None:
        return walk.opened_again(client, addresses, at=now)
    return walk.pages_of(client, most=1, takes_files=False, at=now)


def _load_who_did_not_answer() -> None:
    on = nation.QUARTERS[nation.LAST]
    make.load(
        replace(Victim(force=force, on=on), **facts)
        for force in nation.FORCES
        for facts in ({}, {"decision": "PENDING", "is_invited": False})
        for _ in range(60)
    )


def _counted(numbers: Sequence[int]) -> dict[str, frozenset[int]]:
    ids = Response.objects.order_by("pk").values_list("pk", flat=True)
    of = dict(zip(ids, numbers, strict=True))
    runs = WeightRun.objects.filter(period=nation.LAST).values_list("force_id", "counted")
    return {force: frozenset(of[each] for each in ids) for force, ids in runs}


def all_alike(found: Sequence[Arrival], _weeks: Sequence[Week]) -> list[Arrival]:
    said = found[0].victim.answers
    return [replace(each, victim=replace(each.victim, answers=said)) for each in found]


def differing(
    readers: Readers, *, at: Collection[int], world: OtherWorldOf = other_world
) -> list[str]:
    found = arrivals()
    with undone():
        first = list(lived(found, readers, at=at))
    assert len({frozenset(week.counted.items()) for week in first}) > 2
    other = world(found, first)
    pairs = zip(found, other, strict=True)
    assert sum(one.victim != each.victim for one, each in pairs) > len(found) / 3
    with undone():
        second = list(lived(other, readers, at=at, before=first))
    if world is other_world:
        assert [week.counted for week in second] == [week.counted for week in first]
    return _differing(first, second)


def _differing(first: Sequence[Week], second: Sequence[Week]) -> list[str]:
    return [
        f"{week} {who} {address}"
        for week, (one, other) in enumerate(zip(first, second, strict=True))
        for who, pages in one.read.items()
        for address, content in pages.items()
        if other.read[who][address] != content
    ]


@pytest.fixture
def readers(force_analyst, national_analyst) -> dict[str, User]:
    return {"force": force_analyst, "nation": national_analyst}


class TestAnOpenQuarter:
    def test_is_read_the_same_whoever_of_those_who_came_said_it(self, readers):
        assert differing(readers | others(), at=READ) == []

    def test_is_otherwise_where_more_of_those_who_are_counted_were_content(self, readers):
        found = differing(readers, at=READ[-1:], world=all_alike)

        assert any("/api/v1/figures/" in each for each in found)
        assert any("/staff/forces/" in each for each in found)
