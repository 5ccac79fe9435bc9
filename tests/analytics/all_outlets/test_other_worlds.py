from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from statistics import median

import pytest
from django.test import Client

from analytics.figures import api
from analytics.models import Cell
from analytics.releases import tables
from analytics.stats.suppression import Published, Share
from tests.analytics.all_outlets import nation, other_worlds, readers, walk
from tests.analytics.all_outlets.other_worlds import OtherWorld, Search, View
from tests.sharing import undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHARE_JSON = api.share_json
PUBLIC = "everybody"
"""Who reads the files of releases and the public site."""


@dataclass(frozen=True)
class Extent:
    quarters: Collection[str]
    released: Sequence[str]
    most: int
    takes_files: bool = True
    tries: int = 8
    insiders: int = 0


SOME = Extent((nation.LAST,), (), most=2, takes_files=False, tries=2)
RELEASED = replace(SOME, released=(nation.LAST,), tries=8)
YEAR = Extent(tuple(nation.QUARTERS), nation.RELEASED, most=3)


@dataclass
class Read:
    first: Mapping[str, Mapping[str, bytes]]
    other: Mapping[str, Mapping[str, bytes | None]]
    moved: int
    small: int
    differing: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.differing = [
            f"{who} {address}"
            for who, pages in self.first.items()
            for address in sorted(pages.keys() | self.other[who].keys())
            if self.other[who].get(address) != pages.get(address)
        ]


def read(extent: Extent, clients: Mapping[str, Client], by: str) -> Read:
    nation.enter(extent.quarters)
    with undone():
        files = nation.work(by, extent.quarters, extent.released)
        searches = _searches(extent)
        first = {
            who: walk.pages_of(client, most=extent.most, takes_files=extent.takes_files)
            for who, client in clients.items()
        }
    with undone():
        nation.fill(extent.quarters)
        shown = other_worlds.shown_to_all(extent.released)
    chosen = _of_the_same_choice(searches, shown, extent)
    with undone():
        other_worlds.bring_about(chosen.values(), nation.CHOICES)
        otherwise = nation.work(by, extent.quarters, extent.released)
        other = {who: walk.opened_again(client, first[who]) for who, client in clients.items()}
    moves = [
        chosen[item].moved.get(place, 0) if item in chosen else 0
        for item, search in searches.items()
        for place in search.movable()
    ]
    return Read(
        {**first, PUBLIC: walk.files_of(files)},
        {**other, PUBLIC: walk.files_of(otherwise)},
        sum(by != 0 for by in moves),
        len(moves),
    )


def _searches(extent: Extent) -> dict[str, Search]:
    quarters = {item: list(other_worlds.quarters_of(item)) for item in nation.ITEMS}
    random = Random(extent.insiders)
    insiders = {
        each
        for quarter in quarters[nation.ITEMS[0]]
        for each in (quarter.insiders(random, extent.insiders) if extent.insiders else ())
    }
    return {item: Search(item, found, insiders=insiders) for item, found in quarters.items()}


def _of_the_same_choice(
    searches: Mapping[str, Search], shown: Mapping[str, View], extent: Extent
) -> dict[str, OtherWorld]:
    random, chosen = Random(extent.tries), dict[str, OtherWorld]()
    for free in _two_by_two_and_one_by_one(extent.quarters):
        for _ in range(extent.tries):
            drawn = {
                item: search.draw(
                    random,
                    like=chosen.get(item),
                    free=free,
                )
                for item, search in searches.items()
                if item not in chosen or not set(free) <= chosen[item].otherwise_in
            }
            chosen |= _agreeing(searches, drawn, chosen, shown, extent, free)
    return chosen


def _agreeing(
    searches: Mapping[str, Search],
    drawn: Mapping[str, OtherWorld],
    chosen: Mapping[str, OtherWorld],
    shown: Mapping[str, View],
    extent: Extent,
    free: Collection[str],
) -> dict[str, OtherWorld]:
    left = dict(drawn)
    for part in (replace(extent, quarters=free, released=()), extent):
        if left:
            now = _shown_in({**chosen, **left}, part)
            for item in list(left):
                before = shown[item] if part is extent else _of(shown[item], free)
                if now[item] != before:
                    searches[item].hold(now[item] ^ before)
                    del left[item]
    return left


def _of(view: View, quarters: Collection[str]) -> View:
    return frozenset(place for place in view if place[0] in quarters)


def _two_by_two_and_one_by_one(quarters: Collection[str]) -> list[tuple[str, ...]]:
    names = tuple(quarters)
    pairs = [names[at : at + 2] for at in range(0, len(names), 2)]
    return [*pairs, *((quarter,) for quarter in quarters if len(quarters) > 1)]


def _shown_in(worlds: Mapping[str, OtherWorld], extent: Extent) -> dict[str, View]:
    with undone():
        other_worlds.bring_about(worlds.values(), nation.CHOICES)
        nation.fill(extent.quarters)
        return other_worlds.shown_to_all(extent.released)


@pytest.fixture
def clients(force_client, national_client) -> dict[str, Client]:
    return {"force": force_client, "nation": national_client}


class TestAllThatIsShown:
    def test_is_the_same_where_few_answered_otherwise(self, clients, national_analyst):
        found = read(SOME, clients, national_analyst.email)

        assert found.small > 100
        assert found.moved > found.small / 3
        assert found.differing == []

    @pytest.mark.nightly
    def test_is_the_same_to_every_force_and_the_nation_together(self, clients, national_analyst):
        together = {who: readers.signed_in(user) for who, user in readers.others().items()}

        found = read(SOME, clients | together, national_analyst.email)

        assert found.moved > found.small / 3
        assert found.differing == []

    @pytest.mark.nightly
    def test_is_the_same_where_the_quarter_is_released(self, clients, national_analyst):
        found = read(RELEASED, clients, national_analyst.email)

        assert found.moved > found.small / 3
        assert found.differing == []

    @pytest.mark.nightly
    @pytest.mark.parametrize(("insiders", "most"), [(0, 3), (1, 1), (2, 1)])
    def test_is_the_same_in_a_year_with_its_releases_also_to_who_know_their_own_answers(
        self, clients, national_analyst, insiders, most
    ):
        extent = replace(YEAR, most=most, insiders=insiders)

        found = read(extent, clients, national_analyst.email)

        assert found.small > 500
        assert found.moved > found.small / 3
        assert found.differing == []

    @pytest.mark.nightly
    def test_would_differ_where_one_call_told_how_many_of_few(
        self, clients, national_analyst, monkeypatch
    ):
        monkeypatch.setattr(api, "share_json", _tells_of_few)

        found = read(SOME, clients, national_analyst.email)

        assert any("/api/v1/figures/" in address for address in found.differing)

    @pytest.mark.nightly
    def test_would_differ_where_a_release_told_an_error_of_all_answers(
        self, national_analyst, monkeypatch
    ):
        monkeypatch.setattr(tables, "middle_ratio", lambda ratios: round(median(ratios) * 10_000))

        found = read(RELEASED, {}, national_analyst.email)

        assert f"{PUBLIC} {nation.LAST}/quality-report-en.md" in found.differing
        assert any(each.startswith(f"{PUBLIC} site/releases/") for each in found.differing)


def _tells_of_few(share: Share) -> dict[str, object]:
    told: dict[str, object] = SHARE_JSON(share)
    if isinstance(share, Published):
        return told
    of_few = Cell.objects.filter(period=nation.LAST, dimension="religion", level="sikh")
    bins = of_few.order_by("force").values_list("bins", flat=True)
    return told | {"made_of": [each.get(nation.ITEMS[0]) for each in bins]}
