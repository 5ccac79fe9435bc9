import pytest

from analytics.disclosure.quarter_items import counts_by_stage, further_item
from analytics.disclosure.quarter_protection import protect_quarter
from analytics.stats.suppression import SuppressionReason
from analytics.tables import Dimension
from survey.definition.types import Meaning
from tests.analytics.disclosure.worlds import STAFF
from tests.analytics.nations import MEANINGS, nation

ASKED = {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE, "skip": Meaning.OUT_OF_BASE}


class TestItemsOf:
    def test_every_table_adds_up_in_every_area_with_those_who_did_not_say(self):
        for tables in nation(3, people=500).items.values():
            for _name, table in tables:
                assert (table.people.sum(axis=1) == tables.everybody.people[:, 0]).all()
                assert (table.given.sum(axis=2) == tables.everybody.given[:, :, 0]).all()
                assert (table.given.sum(axis=0) <= table.people).all()

    def test_has_the_nation_as_the_sum_of_its_regions_and_lone_forces(self):
        table = nation(3, people=500).items["Q-OVR-1"].everybody

        assert table.people[-1, 0] == table.people[:4].sum()
        assert table.people[4, 0] == table.people[2:4].sum(), "Essex and Kent"
        assert len(table.people) == 6, "a lone force is no region"


class TestFurtherItem:
    def test_counts_those_asked_among_those_whose_answer_had_it_asked(self):
        bins = {("kent", "ST2"): {"yes": (4, 4.0, 4.0), "no": (3, 3.0, 3.0), "skip": (2, 2, 2)}}

        counts = counts_by_stage(bins, ASKED, ("kent",), {("kent", "ST2"): 20})

        people, yes, no, asked = (int(counts[row, 0, 1]) for row in (-1, 0, 1, 2))
        assert (people, yes, no, asked) == (20, 4, 3, 7)

    def test_shows_no_more_than_what_may_be_shown(self):
        bins = {("kent", stage): {"yes": (30, 30.0, 30.0), "no": (30, 30.0, 30.0)} for stage in
                ("ST1", "ST2")}  # fmt: skip
        counts = counts_by_stage(bins, ASKED, ("kent",), None)

        _tables, marks = further_item(
            counts, ("kent",), shown={("nation", "all"), ("nation", "ST1")}, policy=STAFF
        )

        assert marks.totals.tolist() == [False, True]
        assert marks.places[Dimension.STAGE].sum() == 1


class TestProtectQuarter:
    @pytest.mark.slow
    def test_says_why_each_place_is_hidden(self):
        made = nation(3, people=600)
        tables = made.items["Q-OVR-1"]
        protected = protect_quarter(made.cells, MEANINGS, tables.areas)
        for name, table in tables:
            for number, area in enumerate(tables.areas.codes):
                for column, level in enumerate(table.levels[:-1]):
                    reason = protected.reason("Q-OVR-1", Dimension(name), area, level)
                    people = table.people[number, column]
                    if reason is None:
                        assert people >= table.policy.hide_below
                    if reason is SuppressionReason.SMALL_BASE:
                        assert people < 10
                    if reason is SuppressionReason.PROTECTS_ANOTHER:
                        assert people >= 10

    @pytest.mark.slow
    def test_keeps_hidden_what_was(self):
        made = nation(3, people=600)
        areas = made.items["Q-OVR-1"].areas
        hidden = {"Q-OVR-1": {("nation", "stage", "ST1")}}

        again = protect_quarter(made.cells, MEANINGS, areas, hidden=hidden, only={"nation"})

        assert again.reason("Q-OVR-1", Dimension.STAGE, "nation", "ST1")
        assert again.reason("Q-OVR-1", Dimension.ALL, "kent", "all")
        assert not again.reason("Q-OVR-1", Dimension.ALL, "nation", "all")
