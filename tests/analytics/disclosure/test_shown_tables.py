import json
from io import StringIO

import pytest
from django.core.management import call_command

from analytics.disclosure import shown_tables
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import protect_quarter
from analytics.disclosure.suppression.areas import areas_of
from analytics.models import Cell, ShownTable
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Mark, Published, Suppressed, SuppressionReason
from analytics.tables import EVERYBODY, Dimension
from survey.definition.types import Meaning
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3

MEANINGS = {"Q-OVR-1": {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE}}


def bins(yes: int, no: int) -> dict:
    return {"Q-OVR-1": {"yes": [yes, yes, yes], "no": [no, no, no]}}


class TestPacked:
    @pytest.mark.parametrize(
        "share",
        [
            Suppressed(reason=SuppressionReason.SMALL_BASE),
            Published(
                positive=0.5,
                neutral=0.125,
                negative=0.375,
                interval=Interval(lower=0.25, upper=0.75),
                base=31,
                effective_base=29.5,
                mark=Mark.LOW_RELIABILITY,
            ),
        ],
        ids=["hidden", "shown"],
    )
    def test_comes_back_as_it_was(self, share):
        assert shown_tables.unpack(json.loads(json.dumps(shown_tables.pack(share)))) == share

    def test_has_no_number_where_there_may_be_none(self):
        assert (
            shown_tables.pack(Suppressed(reason=SuppressionReason.SMALL_BASE))
            == SuppressionReason.SMALL_BASE.value
        )


class TestTables:
    def table(self, **cells) -> dict:
        quarter = {(force, "all", EVERYBODY): content for force, content in cells.items()}
        protected = protect_quarter(quarter, MEANINGS, areas_of(cells, {"g": "N", "h": "N"}))
        found = shown_tables.area_tables(quarter, protected, MEANINGS)
        return {(table.dimension, table.area): table.shares["Q-OVR-1"] for table in found}

    def test_say_why_a_force_is_hidden(self):
        found = self.table(f=bins(3, 2), g=bins(30, 30), h=bins(40, 30), i=bins(20, 22))

        assert found[Dimension.ALL, "f"][EVERYBODY] == SuppressionReason.SMALL_BASE.value
        assert found[Dimension.ALL, "i"][EVERYBODY] == SuppressionReason.PROTECTS_ANOTHER.value
        assert found[Dimension.SEX, "i"][EVERYBODY] == SuppressionReason.PROTECTS_ANOTHER.value
        assert found[Dimension.SEX, "i"]["male"] == SuppressionReason.NO_ANSWERS.value

    def test_have_the_nation_and_the_regions_beside_the_forces(self):
        found = self.table(f=bins(12, 12), g=bins(30, 30), h=bins(40, 30))

        assert shown_tables.unpack(found[Dimension.ALL, NATION][EVERYBODY]).base == 154
        assert shown_tables.unpack(found[Dimension.ALL, "N"][EVERYBODY]).base == 130

    def test_are_none_where_nobody_answered(self):
        assert self.table() == {}


@pytest.mark.django_db
class TestFilling:
    @pytest.mark.slow
    def test_makes_anew_what_may_be_shown(self):
        make.load([*make.satisfied_and_not(20, 10), *make.satisfied_and_not(15, 15, force=KENT)])
        make.fill()
        make.load(make.satisfied_and_not(10, 0))

        make.fill()

        rows = ShownTable.objects.filter(period=Q3, dimension=Dimension.ALL)
        assert set(rows.values_list("area", flat=True)) == {CITY, KENT, NATION}
        nation = rows.get(area=NATION).shares["Q-OVR-1"][EVERYBODY]
        assert shown_tables.unpack(nation).base == 70

    @pytest.mark.slow
    def test_leaves_nothing_to_show_where_all_is_withdrawn(self):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()
        make.withdraw_all()

        make.fill()

        assert not Cell.objects.exists()
        assert not ShownTable.objects.exists()

    @pytest.mark.slow
    def test_is_judged_again_on_demand(self):
        make.load([*make.satisfied_and_not(20, 10), *make.satisfied_and_not(15, 15, force=KENT)])
        make.fill()
        said = StringIO()

        call_command("check_protection", period=Q3, stdout=said)

        assert "0 narrowed" in said.getvalue()
        assert "Stage: 100\xa0% of places with ten people or more" in said.getvalue()
