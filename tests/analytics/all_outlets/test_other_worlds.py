"""All that is shown, in every outlet at once, in truth and in worlds in which few answered
otherwise: it has to be the same to the letter. Then nothing of it, together or apart, tells which
of these worlds is the true one; and a new outlet is read without anybody thinking of it.

Worlds are those in which every figure is the same that counts as shown. So what differs is told by
something else: a model, an error, an interval, a tooltip, the point of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest
from django.test import Client

from analytics.figures import api
from analytics.models import Cell
from analytics.stats.suppression import Published, Share
from tests.analytics.all_outlets import nation, other_worlds, walk
from tests.analytics.all_outlets.other_worlds import OtherWorld, Search
from tests.sharing import undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow(seconds=17)]
SHARE_JSON = api.share_json
Key = tuple[str, str]
"""Item and quarter."""


@dataclass(frozen=True)
class Extent:
    """Which quarters there are, which are released, and of each route how many addresses are
    opened."""

    quarters: Sequence[str]
    released: Sequence[str]
    most: int
    tries: int = 8


SOME = Extent((nation.LAST,), (), most=2, tries=2)


@dataclass
class Read:
    """What was found in both worlds; `moved` are the small places that were otherwise in the
    second, of `small` in all."""

    first: Mapping[str, Mapping[str, bytes]]
    other: Mapping[str, Mapping[str, bytes]]
    moved: int
    small: int
    differing: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.differing = [
            f"{who} {address}"
            for who, pages in self.first.items()
            for address, page in pages.items()
            if self.other[who][address] != page
        ]


def read(extent: Extent, clients: Mapping[str, Client], by: str) -> Read:
    nation.enter(extent.quarters)
    with undone():
        nation.work(by, extent.quarters, extent.released)
        shown = _shown(extent)
        searches = {
            (item, quarter.period): Search(item, quarter)
            for item in nation.ITEMS
            for quarter in other_worlds.quarters_of(item)
        }
        first = {who: walk.pages_of(client, most=extent.most) for who, client in clients.items()}
    chosen = _of_the_same_choice(searches, shown, extent)
    with undone():
        other_worlds.bring_about(chosen, nation.CHOICES)
        nation.work(by, extent.quarters, extent.released)
        assert _shown(extent) == shown
        other = {who: walk.opened_again(client, first[who]) for who, client in clients.items()}
    moves = [by for world in chosen for by in world.moved.values()]
    return Read(first, other, sum(by != 0 for by in moves), len(moves))


def _shown(extent: Extent) -> dict[Key, frozenset]:
    """By quarter, and of the year."""
    return {
        (item, period): frozenset(
            place for place in other_worlds.shown_places(item) if place[0] == period
        )
        for item in nation.ITEMS
        for period in (*extent.quarters, nation.YEAR)
    }


def _of_the_same_choice(
    searches: Mapping[Key, Search], shown: Mapping[Key, frozenset], extent: Extent
) -> list[OtherWorld]:
    """Of each item and quarter a world in which the same places are hidden. Which are chosen is
    told by people and not by answers, but when the gate has done enough is (ADR 51)."""
    random, chosen = Random(extent.tries), dict[Key, OtherWorld]()
    for _ in range(extent.tries):
        drawn = {key: of.draw(random) for key, of in searches.items() if key not in chosen}
        if drawn:
            with undone():
                other_worlds.bring_about(drawn.values(), nation.CHOICES)
                nation.fill(extent.quarters)
                now = _shown(extent)
            chosen |= {key: world for key, world in drawn.items() if now[key] == shown[key]}
    return list(chosen.values())


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
    def test_would_differ_where_one_call_told_how_many_of_few(
        self, clients, national_analyst, monkeypatch
    ):
        monkeypatch.setattr(api, "share_json", _tells_of_few)

        found = read(SOME, clients, national_analyst.email)

        assert any("/api/v1/figures/" in address for address in found.differing)


def _tells_of_few(share: Share) -> dict[str, object]:
    """Beside what is hidden stands what some hidden places are made of."""
    told: dict[str, object] = SHARE_JSON(share)
    if isinstance(share, Published):
        return told
    of_few = Cell.objects.filter(period=nation.LAST, dimension="religion", level="sikh")
    bins = of_few.order_by("force").values_list("bins", flat=True)
    return told | {"made_of": [each.get(nation.ITEMS[0]) for each in bins]}
