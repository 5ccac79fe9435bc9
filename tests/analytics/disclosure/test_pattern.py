"""Whoever knows the rule reads which places are hidden (ADR 51)."""

import pytest

from tests.analytics.disclosure.pattern_reader import PatternReader
from tests.analytics.disclosure.worlds import random_item
from tests.bench import pattern

pytestmark = [pytest.mark.nightly, pytest.mark.slow]
TINY, _SMALL, LARGER, _MANY = pattern.SORTS
OF_ONE = 4
"""Here a force's total stands only where one person of another force answered as she did."""
NATIONS = 10


def reader(seed, **how) -> PatternReader:
    item = random_item(seed, forces=TINY.forces, levels=TINY.levels, most=TINY.most)
    return PatternReader(item, {}, **how)


class TestWhoKnowsTheRule:
    def test_learns_of_one_whom_no_figure_tells_of(self):
        found = [each for each in reader(OF_ONE).read() if each.is_known]

        assert [(each.people, sorted(each.by_figures)) for each in found] == [(1, [0, 1])]
        assert reader(OF_ONE).is_whole

    def test_finds_by_search_nothing_that_she_would_not_by_going_through_all_worlds(self):
        whole, by_search = reader(OF_ONE).read(), reader(OF_ONE, most_worlds=0).read()

        assert all(
            found.by_pattern <= every.by_pattern
            for every, found in zip(whole, by_search, strict=True)
        )

    def test_finds_by_search_nearly_all_that_is_open(self):
        whole, by_search = reader(OF_ONE).read(), reader(OF_ONE, most_worlds=0).read()

        missed = sum(len(each.by_pattern) for each in whole) - sum(
            len(each.by_pattern) for each in by_search
        )
        assert missed <= len(whole)

    def test_knows_no_group_to_a_head_where_places_are_larger(self):
        groups = [group for seed in range(NATIONS) for group in pattern.read(LARGER, seed).groups]

        assert [group for group in groups if group.is_known] == []
        assert sum(group.is_narrowed for group in groups) <= len(groups) / 4
