"""What is told of a thousand people (ADR 122) in worlds in which as many of one small group as can
be answered otherwise, and as few others as must for every figure to be the same: what support goes
with, and what the telephone does."""

import re
from random import Random

import pytest
import time_machine

from access import process_cache
from tests.analytics.all_outlets import nation, other_worlds
from tests.analytics.all_outlets import year_of_ways as year
from tests.analytics.all_outlets.other_worlds import OtherWorld, Place, Search
from tests.conftest import NOW
from tests.sharing import shared_rows, undone

pytestmark = [pytest.mark.django_db, pytest.mark.nightly, pytest.mark.slow]
PAGE = "/staff/ways/"
NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?")
PLACES, LEAST = 4, 4
"""So many small places of each item, of so many people at least."""
POINT = 1
GROUPS = {"on the web": year.on_the_web, "by telephone": year.by_telephone}


@shared_rows
def filled() -> None:
    year.enter()
    nation.fill()


def page_of(client) -> str:
    process_cache.clear()
    with time_machine.travel(NOW, tick=False):
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())


def numbers_of(page: str) -> list[float]:
    signs = str.maketrans("−", "-", ",")
    return [float(each.translate(signs)) for each in NUMBER.findall(page)]


def in_sight(words: str) -> str:
    return NUMBER.sub("#", words)


def worlds_of(item: str, among: str) -> dict[Place, OtherWorld]:
    search = Search(item, GROUPS[among](item))
    random = Random(among + item)
    small = sorted(place for place, who in search.small() if len(who) >= LEAST)
    return {
        place: search.move(place, random.choice((-1, 1))) for place in random.sample(small, PLACES)
    }


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("item", nation.ITEMS)
@pytest.mark.parametrize("among", GROUPS)
class TestAYearOfWays:
    def test_tells_of_no_small_group(self, national_client, among, item):
        support, ways = year.told()
        page, moved = page_of(national_client), 0

        for place, world in worlds_of(item, among).items():
            with undone():
                other_worlds.bring_about([world], nation.CHOICES)
                other_support, other_ways = year.told()
                other = page_of(national_client)

            moved += world.moved[place] != 0
            assert year.shares_of(other_support, other_ways) == year.shares_of(support, ways)
            assert in_sight(other) == in_sight(page)
            pairs = zip(numbers_of(page), numbers_of(other), strict=True)
            assert max(abs(one - another) for one, another in pairs) <= POINT

        assert support.gaps.keys() == set(nation.ITEMS)
        assert ways.effects[year.TELEPHONE].keys() == set(nation.ITEMS)
        assert moved > PLACES / 2
