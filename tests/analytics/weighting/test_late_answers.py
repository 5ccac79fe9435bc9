from collections.abc import Mapping
from random import Random

import pytest

from analytics.figures.presenters import gaps
from analytics.figures.selectors import representativeness
from analytics.weighting import late_answers
from analytics.weighting.diagnostics import Bin

ITEM = "Q-OVR-1"
FORCE, FEW = "a", "b"
LEAST = late_answers.LEAST
Bins = tuple[Bin, ...]
Told = tuple[object, ...]


def bins(early: tuple[int, int], late: tuple[int, int]) -> Bins:
    return tuple((people, float(people), float(people)) for people in (*early, *late))


def told(of: Mapping[str, Bins], *line: str) -> Told:
    late = {force: {ITEM: each} for force, each in of.items()}
    return tuple(
        (found.judged.is_clear, *vars(gaps.judged_words(found.judged, item=ITEM)).values())
        for found in representativeness.late_gaps(late, {ITEM}, line=line)
    )


def open_to_reader(random: Random, *, late: int, early: int, few: int) -> set[int]:
    """How many of the few late ones of one force may be content, whoever answers for another force
    as it may be."""
    people = {FORCE: (early, late), FEW: (60, few)}
    said = {
        force: tuple(sum(random.random() < chance for _ in range(count))
                     for count, chance in zip(of, (0.6, 0.4), strict=True))
        for force, of in people.items()
    }  # fmt: skip
    total = {force: sum(of) for force, of in said.items()}

    def world(content: Mapping[str, int]) -> dict[str, Bins]:
        return {
            force: bins(
                (total[force] - each, people[force][0] - total[force] + each),
                (each, people[force][1] - each),
            )
            for force, each in content.items()
        }

    truth = world({force: of[1] for force, of in said.items()})
    pages = told(truth, FORCE), told(truth)
    of_force, of_few = (
        range(max(0, total[force] - people[force][0]), min(people[force][1], total[force]) + 1)
        for force in (FORCE, FEW)
    )
    nearest_first = sorted(of_force, key=lambda each: abs(each - said[FORCE][1]))
    return {
        each
        for each in of_few
        if any(
            (told(other, FORCE), told(other)) == pages
            for content in nearest_first
            for other in [world({FORCE: content, FEW: each})]
        )
    }


def may_be(few: int) -> float:
    return 0.6 * few


class TestWhoReadsAForceBesideTheNation:
    @pytest.mark.parametrize(("late", "early"), [(52, 60), (100, 120), (460, 470)])
    def test_learns_nothing_of_few_late_ones_of_another_force(self, late, early):
        random = Random(late)
        for few in (1, 5, 9):
            left = open_to_reader(random, late=late, early=early, few=few)

            assert max(left) - min(left) >= may_be(few), (late, few, left)

    def test_would_if_fifty_were_enough(self, monkeypatch):
        monkeypatch.setattr(late_answers, "LEAST", 50)
        monkeypatch.setattr(late_answers, "_may_be_left_over", lambda _left: True)

        assert len(open_to_reader(Random(1), late=60, early=60, few=5)) == 1


class TestForces:
    MANY = bins((300, 200), (250, 250))

    def test_of_many_are_told_beside_a_nation_of_many(self):
        of = {"a": self.MANY, "b": self.MANY}

        assert late_answers.sums_to_show(of, line=("a",)) is not None
        assert late_answers.sums_to_show(of, line=()) is not None

    def test_are_hidden_for_fewer_people(self):
        of = {"a": bins((300, 200), (225, 224)), "b": self.MANY, "c": self.MANY}

        assert late_answers.sums_to_show(of, line=("a",)) is None

    def test_leave_nobody_over_or_many(self):
        larger = bins((350, 250), (300, 250))
        of = {"a": self.MANY, "b": larger, "c": bins((30, 20), (4, 3))}

        assert late_answers.sums_to_show(of, line=("a",)) is None
        assert late_answers.sums_to_show(of, line=("b",)) is not None

    def test_may_leave_over_who_were_all_early(self):
        of = {"a": self.MANY, "c": bins((30, 20), (0, 0))}

        assert late_answers.sums_to_show(of, line=("a",)) is not None

    def test_that_were_merged_are_told_where_each_of_them_is(self):
        larger, few = bins((350, 250), (300, 250)), bins((30, 20), (4, 3))
        of = {"a": larger, "b": larger, "c": few, "d": self.MANY}

        assert late_answers.sums_to_show(of, line=("a", "b", "x")) is not None
        assert late_answers.sums_to_show(of, line=("a", "c")) is None

    def test_weigh_as_many_as_their_effective_base(self):
        heavy = tuple((people, 2.0 * people, 8.0 * people) for people in (300, 200, 250, 250))

        assert late_answers.sums_to_show({"a": heavy}, line=()) is None

    def test_are_hidden_without_answers(self):
        assert late_answers.sums_to_show({}, line=()) is None
        assert late_answers.sums_to_show({"a": self.MANY}, line=("b",)) is None
