from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.disclosure import question_tables
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_items import counts_by_stage, further_item
from analytics.disclosure.question_tables import TOTAL, ItemTable
from analytics.stats.suppression import Published, Suppressed, SuppressionReason
from analytics.tables import EVERYBODY
from survey.definition.types import Meaning
from tests.analytics.disclosure.worlds import STAFF, narrowed
from tests.conftest import IS_WHOLE

MEANINGS = {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE, "skip": Meaning.OUT_OF_BASE}
FORCES = ("durham", "essex", "kent", "norfolk", "surrey")
STAGES = ("ST1", "ST2", "ST3a")
COUNTS = st.lists(
    st.one_of(st.integers(0, 12), st.integers(0, 40)),
    min_size=len(FORCES) * len(STAGES),
    max_size=len(FORCES) * len(STAGES),
)


def bins_of(counts):
    cells = zip(product(FORCES, STAGES), counts, strict=True)
    return {
        place: {
            "good": [count - count // 2, float(count - count // 2), float(count - count // 2)],
            "bad": [count // 2, float(count // 2), float(count // 2)],
        }
        for place, count in cells
        if count
    }


def table(bins, *, item="Q-COD-2", **known) -> ItemTable:
    return question_tables.item_table(
        item,
        bins=bins,
        effective={},
        meanings=MEANINGS,
        forces=FORCES,
        **known,
    )


def of_forces(*counts):
    padded = [*counts, *[0] * (len(FORCES) - len(counts))]
    return bins_of([count if stage == "ST2" else 0 for count in padded for stage in STAGES])


class TestItemTable:
    @pytest.mark.slow
    @settings(max_examples=8 if IS_WHOLE else 5)
    @given(COUNTS)
    def test_leaves_every_small_group_open_to_who_reads_it_all(self, counts):
        bins = bins_of(counts)
        found = table(bins)
        tables, marks = further_item(
            counts_by_stage(bins, MEANINGS, FORCES, None), FORCES, shown=found.shown, policy=STAFF
        )

        assert narrowed(tables, marks, sample=40) == []

    @given(COUNTS)
    def test_shows_nothing_under_ten(self, counts):
        found = table(bins_of(counts))

        assert all(found.people[place] >= 10 for place in found.shown)

    def test_shows_forces_of_which_enough_answered(self):
        found = table(of_forces(40, 30, 25, 20, 12))

        assert found.shown == {TOTAL, *((force, EVERYBODY) for force in FORCES)}

    def test_hides_the_next_smallest_with_one_that_is_small(self):
        found = table(of_forces(40, 30, 25, 20, 4))

        assert ("surrey", EVERYBODY) not in found.shown
        assert ("norfolk", EVERYBODY) not in found.shown
        assert ("kent", EVERYBODY) in found.shown

    def test_hides_all_where_the_total_is_small(self):
        assert table(of_forces(5, 4)).shown == frozenset()

    def test_shows_a_total_of_which_no_part_is_shown(self):
        assert table(of_forces(9, 1)).shown == {TOTAL}

    def test_tells_no_force_that_nobody_answered_from_one_of_few(self):
        found = table(of_forces(40, 30, 3))

        hidden = {found.shares[force, EVERYBODY].reason for force in ("kent", "norfolk", "surrey")}
        assert hidden == {SuppressionReason.SMALL_BASE}

    def test_has_no_stage_of_an_item_that_one_stage_is_asked(self):
        assert (NATION, "ST2") not in table(of_forces(40, 30)).people

    def test_is_of_the_nation_alone_where_the_item_follows_from_an_answer(self):
        found = table(of_forces(40, 30, 25), item="Q-INF-2b")

        assert TOTAL in found.shown
        assert found.shares["kent", EVERYBODY] == Suppressed(reason=SuppressionReason.NOT_BY_FORCE)

    def test_has_a_floor_of_fifty_for_a_special_topic(self):
        assert table(of_forces(25, 20), item="Q-HBA-1").shown == frozenset()
        assert TOTAL in table(of_forces(60, 55), item="Q-HBA-1").shown

    def test_takes_the_interval_of_both_phases(self):
        bins = of_forces(60, 60)
        plain = table(bins).shares[TOTAL]
        found = question_tables.item_table(
            "Q-COD-2", bins=bins, effective={EVERYBODY: 30.0}, meanings=MEANINGS, forces=FORCES,
        ).shares[TOTAL]  # fmt: skip

        assert isinstance(found, Published)
        assert found.effective_base == 30.0
        assert found.interval.lower < plain.interval.lower


class TestJudgedWithParents:
    def judged(self, asked, following):
        parent = table(of_forces(*asked), item="Q-INF-2a")
        return table(of_forces(*following), item="Q-INF-2b", parent=parent)

    def test_shows_what_ten_were_asked_and_ten_were_not(self):
        assert TOTAL in self.judged((40, 30), (30, 20)).shown

    def test_hides_what_would_tell_that_few_gave_the_other_answer(self):
        assert self.judged((40, 30), (40, 26)).shown == frozenset()

    def test_hides_what_follows_from_a_hidden_answer(self):
        assert self.judged((5, 4), (30, 20)).shown == frozenset()
