"""Regions and years, read beside every quarter that they are made of: their sums are told of the
public, rounded, and of staff all that is shown to a head."""

from collections import defaultdict
from dataclasses import replace

import pytest

from analytics.disclosure.complementary_suppression import protect_and_audit
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.linked_tables import LinkedTables, Sum
from analytics.disclosure.quarter import protection_goals, tables_for_reader
from analytics.releases import tables
from analytics.releases.tables import ReleaseQuarter
from analytics.tables import Dimension
from analytics.weighting.reliability import WeightingSummary
from tests.analytics.disclosure.reading_back import rounding_bounds
from tests.analytics.nations import FORCES, MEANINGS, nation

pytestmark = pytest.mark.slow
REGIONS = {"north": FORCES[:2], "south": FORCES[2:]}
QUARTERS = ("2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3")
YEAR = "year to 2026-Q3"
WEIGHTY = WeightingSummary(respondents=1_000, frame_total=1_000, design_effect=1.0)
"""What is withheld for want of precision protects nobody: here nothing is."""


def held(made, hidden):
    """As a release holds it: bins by dimension, item, then force and level."""
    bins = {dimension: defaultdict(dict) for dimension in Dimension}
    for (force, of, level), by_item in made.cells.items():
        for dimension in Dimension if of == Dimension.ALL else (Dimension(of),):
            for item, found in by_item.items():
                bins[dimension][item][force, level] = found
    return ReleaseQuarter(bins=bins, hidden=hidden, weighed=dict.fromkeys(FORCES, WEIGHTY))


@pytest.fixture(scope="module")
def quarters():
    """Each with its nation and what is hidden of it, from staff as well."""
    found = {}
    for seed, name in enumerate(QUARTERS, start=11):
        made = nation(seed, people=4_000)
        found[name] = made, protect_and_audit(made.quarter, made.rules).hidden
    return found


def rows(quarters, *, hides=True):
    """All that is printed of the last quarter, and of the year that it ends."""
    kept = [
        held(made, hidden if hides else {m: set() for m in hidden})
        for made, hidden in quarters.values()
    ]
    for period, of in ((QUARTERS[-1], kept[-1:]), (YEAR, kept)):
        yield from tables.figure_lines(period, of, regions=REGIONS, meanings=MEANINGS)


def attacked(quarters, printed):
    """What staff see of the four quarters, and every region and year that is printed."""
    published, sums, at_most, wanted = {}, [], [], []
    for name, (made, hidden) in quarters.items():
        read = tables_for_reader(made.quarter, hidden)
        published |= {(name, *cell): known for cell, known in read.published.items()}
        sums += [
            Sum(whole=(name, *s.whole), parts=tuple((name, *part) for part in s.parts))
            for s in read.sums
        ]
        at_most += [replace(a, cell=(name, *a.cell), of=(name, *a.of)) for a in read.at_most]
        wanted += [
            replace(goal, cell=(name, *goal.cell))
            for goal in protection_goals(made.quarter, hidden)
        ]
    for row in printed:
        if row.base.isdigit():
            sums.append(_sum(row))
            published[sums[-1].whole] = rounding_bounds(int(row.base), to=5)
    return exposures(
        LinkedTables(published=published, sums=tuple(sums), at_most=tuple(at_most)), wanted
    )


def _sum(row):
    areas = REGIONS.get(row.area, [row.area])
    periods = QUARTERS if row.period == YEAR else [row.period]
    place = (row.dimension, row.level)
    return Sum(
        whole=("printed", row.period, row.item, row.area, *place),
        parts=tuple((period, row.item, area, *place) for period in periods for area in areas),
    )


class TestTheAttackOnRegionsAndYears:
    def test_finds_no_small_group(self, quarters):
        printed = list(rows(quarters))

        shown = {(row.period, row.area) for row in printed if row.base.isdigit()}
        assert {(QUARTERS[-1], "north"), (YEAR, "north"), (YEAR, NATION)} <= shown
        assert attacked(quarters, printed) == []

    def test_succeeds_where_the_sums_are_shown_of_what_is_hidden(self, quarters):
        printed = list(rows(quarters, hides=False))

        assert attacked(quarters, printed)

    def test_learns_nothing_that_staff_do_not_see(self, quarters):
        """The rule itself: a sum is printed where every part is shown."""
        for row in rows(quarters):
            if row.base.isdigit():
                for period in QUARTERS if row.period == YEAR else [row.period]:
                    hidden = quarters[period][1][row.item]
                    for area in REGIONS.get(row.area, [row.area]):
                        assert (area, row.dimension, row.level) not in hidden
