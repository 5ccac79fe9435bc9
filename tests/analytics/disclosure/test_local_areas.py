from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest

from analytics.disclosure import local_areas
from analytics.disclosure.local_areas import QUARTER, YEAR, ForceYear, first_marks, item_by_area
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression import gate
from analytics.stats.suppression import LEAST_IN_AREA, Published, Suppressed, SuppressionReason
from analytics.tables import MOST_LOCAL_AREAS
from survey.definition.types import Meaning
from tests.analytics.disclosure import worlds

MOST = 9
"""So many are a small group."""
ITEM, MEANINGS = "i", {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE, "so": Meaning.NEUTRAL}
FEW, MANY = (2, 9), range(300)
HEARD = 1
"""A force with somebody alone in an area and a quarter, and areas that are shown."""


def force_year(seed, *, areas=4, most=24):
    random = np.random.default_rng(seed)
    return year_of(
        [
            {
                f"area-{number}" if number else "": _random_bins(random, most // (1 + number % 3))
                for number in range(areas + 1)
            }
            for _quarter in range(4)
        ]
    )


def _random_bins(random, most):
    people = int(random.integers(0, most + 1))
    good = int(random.binomial(people, random.choice([0.1, 0.5, 0.9])))
    bad = int(random.binomial(people - good, 0.8))
    return {"good": good, "bad": bad, "so": people - good - bad}


def year_of(quarters):
    return ForceYear(
        named={area for by_area in quarters for area in by_area if area},
        quarters=[
            {
                **{("local_area", area): {ITEM: _bins(counts)} for area, counts in by_area.items()
                   if area and sum(counts.values())},
                ("all", "all"): {ITEM: _bins(_together(by_area.values()))},
            }
            for by_area in quarters
        ]
    )  # fmt: skip


def _together(each):
    return {choice: sum(counts.get(choice, 0) for counts in each) for choice in MEANINGS}


def _bins(counts):
    return {choice: (people,) * 3 for choice, people in counts.items() if people}


def tables_of(year):
    return item_by_area(year, ITEM, MEANINGS)


def attacked(seeds, protect, *, sample=40):
    return [
        seed
        for seed in seeds
        for tables in [tables_of(force_year(seed))]
        if narrowed(tables, protect(tables), sample=sample)
    ]


def narrowed(tables, marks, *, sample):
    tables = replace(tables, by_dimension={QUARTER: tables.by_dimension[QUARTER]})
    table, nothing = tables.by_dimension[QUARTER], marks.copy()
    nothing.totals[: len(tables.areas.forces)] = False
    known, before = (worlds._knowledge(tables, one, ()) for one in (marks, nothing))
    groups = list(_groups(table, len(tables.areas.forces)))
    return [
        (cells, answer)
        for cells in Random(len(groups)).sample(groups, min(sample, len(groups)))
        for answer in range(2)
        if worlds._width(tables, known, QUARTER, cells, answer)
        < min(
            worlds._wanted(tables, table, marks, marks.places[QUARTER], cells, answer),
            worlds._width(tables, before, QUARTER, cells, answer),
        )
    ]


def _groups(table, areas):
    small = [(area, quarter) for area in range(areas) for quarter in range(4)
             if 0 < table.people[area, quarter] <= MOST]  # fmt: skip
    for count in (1, 2, 3, 4):
        for cells in combinations(small, count):
            in_line = any(len({cell[axis] for cell in cells}) == 1 for axis in (0, 1))
            if in_line and sum(table.people[cell] for cell in cells) <= MOST:
                yield cells


class TestLocalAreas:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_tell_of_no_small_group_beside_the_quarters(self, seeds):
        assert attacked(seeds, local_areas.protected) == []

    @pytest.mark.slow
    def test_would_by_their_sizes_alone(self):
        assert attacked(FEW, first_marks)

    @pytest.mark.slow
    def test_would_without_the_quarters(self):
        assert attacked(FEW, _without_quarters)

    def test_are_shown_where_they_are_large_and_mixed(self):
        areas = {name: {"good": 12, "bad": 8} for name in ("east", "west", "")}

        shown = shares(year_of([areas] * 4))

        assert (shown["east"].base, shown["east"].positive) == (80, 0.6)
        assert isinstance(shown["west"], Published)

    def test_are_hidden_under_thirty_in_the_year(self):
        areas = {"east": {"good": 12, "bad": 8}, "": {"good": 12, "bad": 8}}
        small = {"hills": {"good": 4, "bad": 3}}

        shown = shares(year_of([areas | small] * 4))

        assert LEAST_IN_AREA > 4 * 7
        assert shown["hills"] == Suppressed(reason=SuppressionReason.SMALL_AREA)
        assert isinstance(shown["east"], Published)

    def test_hide_another_where_few_are_left_over(self):
        quarter = {"east": {"good": 12, "bad": 9}, "west": {"good": 9, "bad": 6},
                   "": {"bad": 1}}  # fmt: skip

        shown = shares(year_of([quarter] * 4))

        assert isinstance(shown["east"], Published)
        assert shown["west"] == Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)

    def test_are_listed_and_hidden_alike_whether_or_not_somebody_of_them_answered(self):
        areas = {"east": {"good": 12, "bad": 8}, "": {"good": 12, "bad": 8}}

        nobody, somebody = (
            shares(year_of([areas | {"hut": {"good": people}}] + [areas] * 3))["hut"]
            for people in (0, 1)
        )

        assert nobody == somebody == Suppressed(reason=SuppressionReason.SMALL_AREA)

    @pytest.mark.slow
    def test_leave_the_force_as_it_is_shown(self):
        for seed in range(12):
            tables = tables_of(force_year(seed))

            marks = local_areas.protected(tables)

            nation = tables.areas.codes.index(NATION)
            assert marks.totals[nation]
            assert all(shown[nation].all() for shown in marks.places.values())
            assert not any(shown[:nation].any() for shown in marks.places.values())

    @pytest.mark.slow
    def test_tell_insiders_of_nobody_else(self):
        tables = tables_of(force_year(HEARD, most=20))
        marks = local_areas.protected(tables)
        few = [one for one in worlds.insiders(tables, marks, most=4) if one[0] == QUARTER]

        assert few
        assert marks.totals[:-1].any()
        for insider in few:
            assert worlds.told_to(insider, tables, marks, sample=6) == []

    def test_are_none_where_a_force_names_hundreds(self):
        quarter = {f"beat {number}": {"good": 9} for number in range(MOST_LOCAL_AREAS + 1)}

        assert year_of([quarter] * 4).local_areas == ()


def _without_quarters(tables):
    first = first_marks(tables)
    only = replace(tables, by_dimension={YEAR: tables.by_dimension[YEAR]})
    judged = gate.protect(only, replace(first, places={YEAR: first.places[YEAR].copy()})).marks
    return replace(first, totals=judged.totals)


def shares(year):
    return dict(local_areas.shares_by_area(year, ITEM, MEANINGS))
