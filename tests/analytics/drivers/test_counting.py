"""What may be said of which questions go with being satisfied, and what may not."""

from itertools import combinations
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.drivers import counting
from analytics.drivers.counting import FEWEST_PEOPLE, LEFT_OUT, MOST_MOVED

QUESTIONS = len(counting.question_codes())


def answers(count: int, *, seed: int = 1, spread: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """The third question goes with the first one most, then the fifth."""
    rng = np.random.default_rng(seed)
    opinion = rng.normal(size=count)
    pull = np.full(QUESTIONS, spread)
    found = opinion[:, None] * pull + rng.logistic(size=(count, QUESTIONS)) * 0.7
    found[:, 0] += 1.5 * found[:, 2] + 0.75 * found[:, 4]
    return np.digitize(found, [-0.3, 0.3]) / 2, np.ones(count)


class TestFigures:
    def test_name_what_goes_with_it_first_and_add_up_to_one(self):
        found = counting.figures_of(*answers(6000))

        codes = counting.question_codes()
        assert [each.item for each in found.drivers[:2]] == [codes[2], codes[4]]
        assert sum(each.share for each in found.drivers) == pytest.approx(1)
        assert all(each.lower <= each.share <= each.upper for each in found.drivers)
        assert {each.sign for each in found.drivers} == {1}

    def test_hold_each_against_the_first(self):
        """What truly adds less is clearly behind; the first is held against nothing."""
        found = counting.figures_of(*answers(6000))

        first, *others = found.drivers
        assert first.behind is None
        assert all(each.behind.is_clear for each in others)
        assert [each.behind.difference.value for each in others] == pytest.approx(
            [first.share - each.share for each in others]
        )

    def test_do_not_tell_apart_what_is_alike(self):
        rng = np.random.default_rng(3)
        opinion = rng.normal(size=4000)
        alike = opinion[:, None] * 2 + rng.logistic(size=(4000, QUESTIONS))

        found = counting.figures_of(np.digitize(alike, [-0.3, 0.3]) / 2, np.ones(4000))

        assert sum(not each.behind.is_clear for each in found.drivers[1:]) >= 3

    def test_are_the_same_from_what_is_stored(self):
        found = counting.figures_of(*answers(6000))

        assert counting.unpacked(counting.packed(found)) == found.drivers

    def test_are_of_whole_hundreds_of_people(self):
        """Where stages stand together, the exact number less those shown is the hidden one."""
        assert counting.figures_of(*answers(6789)).people == 6700

    def test_turn_round_with_a_question_that_goes_with_less(self):
        scores, weights = answers(6000)
        scores[:, 2] = 1 - scores[:, 2]

        found = counting.figures_of(scores, weights)

        assert found.drivers[0].sign == -1
        assert {each.sign for each in found.drivers[1:]} == {1}


class TestWhatIsNotShown:
    def test_is_what_too_few_answered(self):
        assert counting.figures_of(*answers(FEWEST_PEOPLE - 1)) is None

    @pytest.mark.slow
    def test_is_what_nine_people_could_move(self, monkeypatch):
        """Above the floor too: whoever leaves nine out moves nothing that is shown by more than two
        points, whoever the nine are."""
        scores, weights = answers(FEWEST_PEOPLE)
        assert counting.figures_of(scores, weights) is None
        monkeypatch.setattr(counting, "MOST_MOVED", 1.0)
        assert counting.figures_of(scores, weights) is not None

    @pytest.mark.slow
    def test_leaves_any_nine_without_an_effect(self):
        scores, weights = answers(8000)
        before = {each.item: each.share for each in counting.figures_of(scores, weights).drivers}
        rng = np.random.default_rng(5)

        for _ in range(5):
            # People who all say one thing of one question and another of the whole.
            column = rng.integers(1, QUESTIONS)
            odd = np.flatnonzero((scores[:, 0] == 1) & (scores[:, column] == 0))
            out = rng.choice(odd, size=min(LEFT_OUT, len(odd)), replace=False)
            found = counting.figures_of(np.delete(scores, out, axis=0), np.delete(weights, out))
            for each in found.drivers:
                assert abs(each.share - before[each.item]) <= MOST_MOVED

    def test_is_where_everybody_says_the_same(self):
        scores, weights = answers(5000)
        scores[:, 0] = 1.0

        assert counting.figures_of(scores, weights) is None


class TestAreasBesideOneAnother:
    """Of a region that is shown beside all but one of its forces, that one would be left over."""

    REGIONS: ClassVar = {"north": ["a", "b"], "south": ["c", "d", "e"]}
    PEOPLE = st.dictionaries(
        st.sampled_from("abcdef"), st.sampled_from([5, 400, 900, 1200, 6000]), min_size=1
    )

    def test_a_region_yields_to_the_force_beside_which_few_would_be_left(self):
        people = {"a": 9500, "b": 120, "c": 6000, "d": 6000, "e": 6000, "f": 5000}

        shown = counting.standing_together(
            ["a", "north", "south", "nation"], people, self.REGIONS
        )  # fmt: skip

        assert set(shown) == {"a", "south", "nation"}

    def test_the_smallest_yields_to_the_nation(self):
        people = {"a": 9500, "b": 120, "c": 6000, "d": 6000, "e": 6000}

        assert set(counting.standing_together(["a", "south", "nation"], people, self.REGIONS)) == {
            "south",
            "nation",
        }

    @given(PEOPLE, st.data())
    def test_leave_nobody_over_or_as_many_as_are_shown(self, people, data):
        members = {**{force: {force} for force in people}, "nation": set(people)}
        members |= {region: set(of) & set(people) for region, of in self.REGIONS.items()}
        size = {area: sum(people[force] for force in of) for area, of in members.items()}
        large = [area for area in members if size[area] >= FEWEST_PEOPLE]
        found = data.draw(st.sets(st.sampled_from(large)) if large else st.just(set()))

        shown = counting.standing_together(found, people, self.REGIONS)

        assert set(shown) <= found
        for area in shown:
            inner = [one for one in shown if members[one] < members[area]]
            for count in range(1, len(inner) + 1):
                for some in combinations(inner, count):
                    known = set().union(*(members[one] for one in some))
                    left = sum(people[force] for force in members[area] - known)
                    assert left == 0 or left >= FEWEST_PEOPLE
