from random import Random

import pytest

from tests.analytics.all_outlets import nation, other_worlds
from tests.analytics.all_outlets.other_worlds import Place, Quarter, Search
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.nightly, pytest.mark.slow]
PLACES, WORLDS = 2, 2
"""So many small places of each item and quarter, and worlds of each."""


@shared_rows
def filled() -> None:
    nation.enter()
    nation.fill()


@pytest.mark.parametrize("item", nation.ITEMS)
@pytest.mark.parametrize("insiders", [1, 2])
@pytest.mark.usefixtures("filled")
class TestInsiders:
    def test_leave_open_how_the_one_beside_them_answered(self, item, insiders):
        known = [
            place
            for quarter in other_worlds.quarters_of(item)
            for place in _places_of(quarter, insiders + 1)
            for search, left in [_beside(item, quarter, place, insiders)]
            if not any(search.may_change(left))
        ]

        assert known == []

    def test_leave_a_third_of_small_places_open(self, item, insiders):
        random = Random(insiders)
        for quarter in other_worlds.quarters_of(item):
            for beside in _places_of(quarter, insiders + 1):
                search, _left = _beside(item, quarter, beside, insiders)
                worlds = [search.draw(random) for _ in range(WORLDS)]
                movable = list(search.movable())

                moved = [place for place in movable if any(each.moved[place] for each in worlds)]

                assert len(moved) > len(movable) / 3, beside


def _places_of(quarter: Quarter, people: int) -> list[Place]:
    found = sorted(place for place, who in quarter.small.items() if len(who) == people)
    assert found
    return Random(people).sample(found, min(PLACES, len(found)))


def _beside(item: str, quarter: Quarter, place: Place, insiders: int) -> tuple[Search, int]:
    who = [quarter.ids[each] for each in quarter.small[place]]
    return Search(item, [quarter], insiders=who[:insiders]), who[insiders]
