from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure.places import NATION
from analytics.records.places import Counts, RatePlace
from analytics.records.protection import hidden_beside_parent, shown_places

FORCES, LEVELS = ("kent", "essex", "dorset"), ("a", "b", "c")
CELLS = st.tuples(st.integers(0, 34), st.floats(0, 1)).map(
    lambda cell: Counts(cell[0], round(cell[0] * cell[1]))
)
NATIONS = st.lists(CELLS, min_size=9, max_size=9)


def place(area: str, level: str = "all", dimension: str = "sex") -> RatePlace:
    return RatePlace(area=area, dimension="all" if level == "all" else dimension, level=level)


def nation_of(cells: dict[tuple[str, str], Counts]) -> dict[RatePlace, Counts]:
    found: dict[RatePlace, Counts] = {}
    for (force, level), counts in cells.items():
        for at in {(force, level), (force, "all"), (NATION, level), (NATION, "all")}:
            found[place(*at)] = found.get(place(*at), Counts()) + counts
    return {at: counts for at, counts in found.items() if counts.people}


def lists() -> list[tuple[RatePlace, list[RatePlace]]]:
    rows = [(place(area), [place(area, level) for level in LEVELS]) for area in (*FORCES, NATION)]
    columns = [
        (place(NATION, level), [place(force, level) for force in FORCES])
        for level in (*LEVELS, "all")
    ]
    return rows + columns


def is_enough(counts: Counts) -> bool:
    return counts.people >= 20 or (counts.people >= 10 and 0 < counts.found < counts.people)


def width(group: int, found: int, people: int) -> int:
    may_be = [n for n in range(group + 1) if 0 <= found - n <= people - group]
    return max(may_be) - min(may_be)


class TestWhatIsShown:
    @pytest.mark.slow
    @settings(max_examples=40)
    @given(NATIONS)
    def test_leaves_no_few_and_no_small_group_known(self, cells):
        keys = [(force, level) for force in FORCES for level in LEVELS]
        counts = nation_of(dict(zip(keys, cells, strict=True)))
        shown = shown_places(counts)

        assert all(is_enough(counts[at]) for at in shown)
        for total, parts in lists():
            hidden = [counts[at] for at in parts if at in counts and at not in shown]
            if total in shown and hidden:
                left = sum(hidden, Counts())
                assert is_enough(left)
                for group in chain(*(combinations(hidden, n) for n in (1, 2, 3))):
                    self.assert_open(sum(group, Counts()).people, left, counts[total])

    def assert_open(self, group: int, left: Counts, total: Counts) -> None:
        if not 0 < group < 10:
            return
        for of_left, of_total in (
            (left.found, total.found),
            (left.people - left.found, total.people - total.found),
        ):
            least = min(-(-group * 6 // 10), width(group, of_total, total.people))
            assert width(group, of_left, left.people) >= least

    def test_is_all_where_all_are_many(self):
        counts = nation_of({(force, level): Counts(40, 20) for force in FORCES for level in LEVELS})

        assert shown_places(counts) == set(counts)

    def test_hides_a_second_force_that_would_give_the_first_away(self):
        counts = nation_of({("kent", "a"): Counts(6, 3), ("essex", "a"): Counts(60, 30),
                            ("dorset", "a"): Counts(30, 15)})  # fmt: skip

        assert shown_places(counts) == {
            place(area, level) for area in ("essex", NATION) for level in ("a", "all")
        }

    def test_never_chooses_by_how_people_answered(self):
        for found in (5, 25):
            counts = nation_of({("kent", "a"): Counts(6, 3), ("essex", "a"): Counts(30, 15),
                                ("dorset", "a"): Counts(30, found)})  # fmt: skip

            assert place("dorset", "a") not in shown_places(counts)

    def test_is_of_two_levels_together_or_of_none(self):
        said = nation_of({("kent", "a"): Counts(40, 20), ("kent", "b"): Counts(40, 20)})
        recorded = {
            place("kent", "a", "recorded"): Counts(72, 20),
            place("kent", "b", "recorded"): Counts(8, 20),
        }
        nation = {place(NATION, at.level, "recorded"): one for at, one in recorded.items()}

        shown = shown_places({**said, **recorded, **nation}, twins={"sex": "recorded"})

        assert shown == {place("kent"), place(NATION)}


@pytest.mark.parametrize(("asked", "is_hidden"), [(30, False), (25, True), (20, False)])
def test_what_follows_an_answer_is_hidden_where_few_gave_another(asked, is_hidden):
    at = place("kent")
    parent = {at: Counts(30, 9)}

    assert hidden_beside_parent({at: Counts(asked, 9)}, parent, {at}) == (
        {at} if is_hidden else set()
    )
    assert hidden_beside_parent({at: Counts(asked, 9)}, parent, set()) == {at}
