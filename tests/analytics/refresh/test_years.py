from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access import process_cache, selectors
from analytics.cube import meanings
from analytics.disclosure import shown_tables, timing
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import protect_quarter
from analytics.disclosure.suppression.areas import areas_of
from analytics.figures.selectors import figures
from analytics.models import Cell, Coverage, QuarterState, Release, ShownTable
from analytics.refresh.actions import add_up_years, refill
from analytics.refresh.selectors import protection
from analytics.stats.suppression import Published
from analytics.tables import Dimension
from tests.analytics import make
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER

YEAR = "2025-26"
QUARTERS = ("2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
FORCES = (CITY, KENT, "durham", "surrey")
LARGE, SMALL = (60, 40), (4, 3)
pytestmark = pytest.mark.django_db


def close(*quarters: str) -> None:
    settled = {"frame": 900, "pending": 0, "settled_on": str((NOW - timedelta(days=60)).date())}
    for quarter in quarters:
        cells = {
            (force, of, level): {"Q-OVR-1": _bins(*counts)}
            for force in FORCES
            for of, level, counts in (
                ("all", "all", (LARGE[0] + SMALL[0], LARGE[1] + SMALL[1])),
                ("stage", "ST1", LARGE),
                ("stage", "ST3a", SMALL),
            )
        }
        for (force, of, level), content in cells.items():
            place = {"period": quarter, "force_id": force, "dimension": of, "level": level}
            Cell.objects.create(**place, bins=content)
        Coverage.objects.create(
            period=quarter, force_id=CITY, dimension="all", level="all", counts={}
        )
        known = meanings.meanings()
        protected = protect_quarter(cells, known, areas_of(FORCES, selectors.regions()))
        refill._write_shown_tables(quarter, list(shown_tables.area_tables(cells, protected, known)))
        QuarterState.objects.create(
            period=quarter, stages={"ST1": settled}, shifts={}, closed_on=NOW.date()
        )
    process_cache.clear()


def _bins(satisfied: int, dissatisfied: int) -> dict[str, list[int]]:
    return {"very_satisfied": [satisfied] * 3, "very_dissatisfied": [dissatisfied] * 3}


def shown(period: str, area: str, level: str):
    table = ShownTable.objects.get(period=period, area=area, dimension=Dimension.STAGE)
    return shown_tables.unpack(table.shares["Q-OVR-1"][level])


def checked(**options: object) -> list[str]:
    said = StringIO()
    call_command("check_protection", **options, stdout=said)
    return said.getvalue().replace("\xa0", " ").splitlines()


@pytest.fixture
def closed_year():
    make.national_instrument()
    close(*QUARTERS)


class TestAYear:
    @pytest.mark.slow
    def test_is_the_sum_of_what_all_its_quarters_show(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        everybody = shown(YEAR, CITY, "all")
        assert everybody.base == len(QUARTERS) * (sum(LARGE) + sum(SMALL))
        assert everybody.positive == pytest.approx(64 / 107)
        assert shown(YEAR, NATION, "ST1").base == len(QUARTERS) * len(FORCES) * sum(LARGE)

    @pytest.mark.slow
    def test_shows_a_stage_that_each_quarter_hides(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert not isinstance(shown(QUARTERS[0], CITY, "ST3a"), Published)
        assert shown(YEAR, CITY, "ST3a").base == len(QUARTERS) * sum(SMALL)

    @pytest.mark.slow
    def test_says_on_demand_how_much_of_it_is_shown(self, closed_year):
        with pytest.raises(CommandError, match="has no figures"):
            call_command("check_protection", period=YEAR)
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)
        table = ShownTable.objects.get(period=YEAR, area=CITY, dimension=Dimension.STAGE)
        table.shares["Q-OVR-1"]["ST3a"] = "small_base"
        table.save()

        lines = checked(period=YEAR)

        # Of eight places of forces, and of 4 × 4 × 107 answers but 28.
        assert "Stage: 88 % of places with ten people or more, 98 % of answers" in lines

    @pytest.mark.slow
    def test_counts_a_table_of_the_nation_alone_as_the_nation_shows_it(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)
        everybody = ShownTable.objects.get(period=YEAR, area=NATION, dimension=Dimension.ALL)
        packed = everybody.shares["Q-OVR-1"]["all"]
        channel = {"period": YEAR, "area": NATION, "dimension": Dimension.REPORT_CHANNEL}
        ShownTable.objects.update_or_create(
            **channel, defaults={"shares": {"Q-OVR-1": {"online": packed}}}
        )
        for quarter in QUARTERS:
            for force, level, counts in (
                (CITY, "online", LARGE), (CITY, "call_101", SMALL), (KENT, "call_101", SMALL),
            ):  # fmt: skip
                Cell.objects.create(
                    period=quarter, force_id=force, dimension=Dimension.REPORT_CHANNEL,
                    level=level, bins={"Q-OVR-1": _bins(*counts)},
                )  # fmt: skip

        lines = checked(period=YEAR)

        found = "50 % of places with ten people or more, 88 % of answers"
        assert f"How the crime was reported: {found}" in lines

    @pytest.mark.slow
    def test_is_judged_again_on_demand(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)
        before = list(ShownTable.objects.filter(period=YEAR).values("pk", "shares"))

        lines = checked(period=YEAR, again=True)

        again = protection.protect_year_again(YEAR)
        assert again.narrowed == 0 < again.groups
        assert lines[-1].startswith(f"{again.groups} small groups tested, 0 narrowed; ")
        assert again.reason("Q-OVR-1", Dimension.STAGE, CITY, "ST3a") is None
        assert list(ShownTable.objects.filter(period=YEAR).values("pk", "shares")) == before

    @pytest.mark.slow
    def test_is_judged_for_the_public_on_demand(self, closed_year):
        lines = checked(period=YEAR, public=True)

        assert [line for line in lines if line.endswith(":")] == [
            *(f"{quarter}:" for quarter in QUARTERS), f"{YEAR}:",
        ]  # fmt: skip
        assert sum(" tested, 0 narrowed; " in line for line in lines) == len(QUARTERS) + 1
        *quarters, year = (line for line in lines if line.startswith("Stage: "))
        assert quarters == ["Stage: 0 of 1 places stay"] * len(QUARTERS)
        assert year == "Stage: 1 of 3 places stay"
        assert not Release.objects.exists()

    @pytest.mark.slow
    def test_waits_for_the_last_quarter_to_close(self, closed_year):
        QuarterState.objects.filter(period=QUARTERS[-1]).update(closed_on=None)

        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert not ShownTable.objects.filter(period=YEAR).exists()

    @pytest.mark.slow
    def test_is_added_up_once(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)
        before = list(ShownTable.objects.filter(period=YEAR).values_list("pk"))

        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert list(ShownTable.objects.filter(period=YEAR).values_list("pk")) == before

    @pytest.mark.slow
    def test_is_not_added_up_of_figures_that_were_corrected_meanwhile(
        self, closed_year, monkeypatch
    ):
        shared = add_up_years.shown_tables.area_tables

        def while_somebody_corrects(*given):
            QuarterState.objects.filter(period=QUARTERS[0]).update(corrected_on=NOW.date())
            return shared(*given)

        monkeypatch.setattr(add_up_years.shown_tables, "area_tables", while_somebody_corrects)
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert not ShownTable.objects.filter(period=YEAR).exists()

    @pytest.mark.slow
    def test_is_forgotten_when_what_a_quarter_shows_changes(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        refill._write_shown_tables(QUARTERS[1], [])

        assert not ShownTable.objects.filter(period=YEAR).exists()

    @pytest.mark.slow
    def test_shows_what_its_quarters_show_once_one_was_corrected(self, closed_year):
        QuarterState.objects.filter(period=QUARTERS[1]).update(corrected_on=NOW.date())

        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert not isinstance(shown(YEAR, CITY, "ST3a"), Published)
        assert shown(YEAR, NATION, "ST1").base == len(QUARTERS) * len(FORCES) * sum(LARGE)

    @pytest.mark.slow
    def test_is_no_quarter(self, closed_year):
        add_up_years.add_up_year(year=YEAR, by=TESTER, at=NOW)

        assert tuple(figures.periods(on=NOW.date())) == QUARTERS
        assert not timing.is_over(YEAR, on=NOW.date())
