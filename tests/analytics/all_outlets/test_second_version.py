from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from statistics import median

import pytest
from django.test import Client

from access.models import Membership
from access.permissions import Role
from analytics.releases import tables
from tests.analytics.all_outlets import nation, other_worlds, second_version, walk
from tests.analytics.all_outlets.other_worlds import OtherWorld, Quarter, Search, View
from tests.analytics.all_outlets.second_version import PERIOD, Between, People
from tests.sharing import undone

pytestmark = [pytest.mark.django_db, pytest.mark.nightly, pytest.mark.slow]
MOST, TRIES = 2, 12
TRUE_LATE, OTHER_LATE = "very_satisfied", "very_dissatisfied"


@dataclass(frozen=True)
class Versions:
    read: Mapping[str, bytes | None]
    shown: Mapping[str, View]
    quarters: Mapping[str, Quarter]
    refusal: str


@dataclass(frozen=True)
class Reader:
    clients: Mapping[str, Client]
    people: People
    between: Between
    leaving: int = 0

    def versions(self, *, late: str, again: "Versions | None" = None) -> Versions:
        files = nation.work(self.people.by, [PERIOD], [PERIOD])
        found = dict(self._read("first", files, again))
        quarters = {item: next(other_worlds.quarters_of(item)) for item in nation.ITEMS}
        shown = other_worlds.shown_to_all([PERIOD])
        refusal = self._happen(late)
        now = other_worlds.shown_to_all([PERIOD])
        if not refusal:
            after = {item: next(other_worlds.quarters_of(item)) for item in nation.ITEMS}
            quarters = {
                item: second_version.both(quarters[item], after[item]) for item in nation.ITEMS
            }
        found |= self._read("second", second_version.release_again(self.people), again)
        return Versions(
            found | {"refusal": refusal.encode()}, _of_both(shown, now), quarters, refusal
        )

    def shown(self, *, late: str) -> dict[str, View]:
        nation.work(self.people.by, [PERIOD], [PERIOD])
        before = other_worlds.shown_to_all([PERIOD])
        self._happen(late)
        return _of_both(before, other_worlds.shown_to_all([PERIOD]))

    def _happen(self, late: str) -> str:
        return second_version.happen(self.between, self.people, late=late, leaving=self.leaving)

    def _read(
        self, version: str, files: Mapping[str, bytes], again: "Versions | None"
    ) -> Iterator[tuple[str, bytes | None]]:
        for name, content in walk.files_of(files).items():
            yield f"{version} everybody {name}", content
        for who, client in self.clients.items():
            named = f"{version} {who} "
            if again is None:
                pages = walk.pages_of(client, most=MOST, takes_files=False)
            else:
                known = [name.removeprefix(named) for name in again.read if name.startswith(named)]
                pages = walk.opened_again(client, known)
            yield from ((named + address, content) for address, content in pages.items())


def _of_both(before: Mapping[str, View], after: Mapping[str, View]) -> dict[str, View]:
    return {
        item: before[item]
        | {(second_version.SECOND + place[0], *place[1:]) for place in after[item]}
        for item in nation.ITEMS
    }


@dataclass(frozen=True)
class Compared:
    truth: Versions
    differing: list[str]
    moved: int
    small: int


def compare(reader: Reader) -> Compared:
    with undone():
        truth = reader.versions(late=TRUE_LATE)
    searches = {item: Search(item, [quarter]) for item, quarter in truth.quarters.items()}
    chosen = _of_the_same_choice(reader, searches, truth)
    with undone():
        other_worlds.bring_about(chosen.values(), nation.CHOICES)
        other = reader.versions(late=OTHER_LATE, again=truth)
    names = truth.read.keys() | other.read.keys()
    places = [(item, place) for item, search in searches.items() for place in search.movable()]
    return Compared(
        truth=truth,
        differing=sorted(each for each in names if truth.read.get(each) != other.read.get(each)),
        moved=sum(item in chosen and chosen[item].moved[place] != 0 for item, place in places),
        small=len(places),
    )


def _of_the_same_choice(
    reader: Reader, searches: Mapping[str, Search], truth: Versions
) -> dict[str, OtherWorld]:
    random, chosen = Random(TRIES), dict[str, OtherWorld]()
    for _ in range(TRIES):
        drawn = {
            item: search.draw(random) for item, search in searches.items() if item not in chosen
        }
        if not drawn:
            break
        with undone():
            other_worlds.bring_about({**chosen, **drawn}.values(), nation.CHOICES)
            now = reader.shown(late=OTHER_LATE)
        for item, world in drawn.items():
            if now[item] == truth.shown[item]:
                chosen[item] = world
            else:
                searches[item].hold(_named(now[item] ^ truth.shown[item]))
    return chosen


def _named(places: View) -> list[tuple[str, ...]]:
    return [(place[0].removeprefix(second_version.SECOND), *place[1:]) for place in places]


@pytest.fixture
def people(national_analyst, designer) -> People:
    Membership.objects.filter(user=designer).update(role=Role.NATIONAL_ANALYST)
    return People(by=national_analyst.email, another=designer.email)


@pytest.fixture
def clients(force_client, national_client) -> dict[str, Client]:
    return {"force": force_client, "nation": national_client}


def leaving() -> int:
    quarter = next(other_worlds.quarters_of(nation.ITEMS[0]))
    small = [who for _place, who in sorted(quarter.small.items()) if len(who) > 1]
    return quarter.ids[min(small, key=len)[0]]


class TestBothVersions:
    @pytest.mark.parametrize("mended", [second_version.MENDED, second_version.TAKEN_OUT])
    def test_are_the_same_where_few_of_a_corrected_quarter_answered_otherwise(
        self, clients, people, mended
    ):
        second_version.enter()

        found = compare(Reader(clients, people, mended))

        assert found.truth.refusal == ""
        assert found.small > 500
        assert found.moved > found.small / 3
        assert found.differing == []

    @pytest.mark.parametrize("left", [second_version.LEFT, second_version.LEFT_AND_MENDED])
    def test_are_the_same_where_one_left_and_no_recount_may_tell_of_them(
        self, clients, people, left
    ):
        second_version.enter()

        found = compare(Reader(clients, people, left, leaving()))

        assert "A few people's answers would be known" in found.truth.refusal
        assert found.moved > found.small / 3
        assert found.differing == []

    def test_would_differ_where_both_told_an_error_of_all_answers(self, people, monkeypatch):
        monkeypatch.setattr(tables, "middle_ratio", lambda ratios: round(median(ratios) * 10_000))
        second_version.enter()

        found = compare(Reader({}, people, second_version.MENDED))

        for version in ("first", "second"):
            report = f"{version} everybody {PERIOD}/quality-report-en.md"
            assert report in found.differing
