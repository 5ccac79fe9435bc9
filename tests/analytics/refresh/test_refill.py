import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access import actions as access_actions
from access import selectors as access_selectors
from access.models import AuditEvent, DataOrigin
from analytics.cube import meanings
from analytics.disclosure import quarter_protection, shown_tables
from analytics.disclosure.judging.areas import areas_of
from analytics.models import Cell, Coverage, ShownTable, StandardisedShare, WeightRun
from analytics.refresh.actions import refill as refill_actions
from analytics.refresh.selectors import stored_quarter, weight_log
from analytics.refresh.selectors.weight_log import Outcome
from responses.models import Case, Response
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, SATISFIED, Victim
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
NEXT_MONTH = NOW + timedelta(days=30)


def stored() -> list[tuple]:
    cells = Cell.objects.values_list("period", "force_id", "dimension", "level", "bins")
    coverage = Coverage.objects.values_list("period", "force_id", "dimension", "level", "counts")
    return sorted([*cells, *coverage], key=str)


class TestRefillCells:
    @pytest.mark.slow
    def test_fills_the_cells_of_the_quarter(self):
        make.load(make.satisfied_and_not(30, 10))

        summary = refill_actions.refill_cells(periods=[Q3], by=TESTER, at=NOW)

        cell = Cell.objects.get(dimension="all")
        assert summary.responses == 40
        assert cell.bins["Q-OVR-1"]["very_satisfied"] == [30, 30.0, 30.0]
        assert cell.bins["Q-OVR-1"]["very_dissatisfied"] == [10, 10.0, 10.0]

    @pytest.mark.slow
    def test_gives_the_same_figures_from_the_same_answers(self):
        make.load([*make.satisfied_and_not(33, 12), *make.satisfied_and_not(9, 9, sex="male")])
        make.fill()
        first = stored()

        make.fill()

        assert stored() == first

    @pytest.mark.slow
    def test_replaces_what_is_no_longer_so(self):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()
        Response.objects.filter(answers=SATISFIED).update(
            withdrawn_at=NOW, withdrawn_by="respondent"
        )

        make.fill()

        assert "very_satisfied" not in Cell.objects.get(dimension="all").bins["Q-OVR-1"]

    @pytest.mark.slow
    def test_leaves_no_cell_where_all_answers_are_withdrawn(self):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()
        make.withdraw_all()

        make.fill()

        assert not Cell.objects.exists()
        assert not WeightRun.objects.exists()
        assert Coverage.objects.get(dimension="all").counts["recorded"] == 30

    @pytest.mark.slow
    def test_leaves_other_quarters_alone(self):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()

        make.fill("2026-Q2")

        assert Cell.objects.filter(period=Q3).exists()

    @pytest.mark.slow
    def test_keeps_the_old_figures_where_the_new_cannot_be_written(self, monkeypatch):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()
        before = stored()
        make.load(make.satisfied_and_not(5, 5))

        def broken(*_args, **_kwargs):
            raise RuntimeError

        monkeypatch.setattr(refill_actions.audit, "record", broken)
        with pytest.raises(RuntimeError):
            make.fill()

        assert stored() == before

    @pytest.mark.slow
    def test_logs_how_each_force_was_weighted(self):
        make.load(
            [*make.satisfied_and_not(20, 10), Victim(), *make.satisfied_and_not(5, 5, force=KENT)]
        )

        make.fill()

        city = WeightRun.objects.get(force_id=CITY)
        assert (city.respondents, city.frame_total) == (30, 31)
        assert city.margins.keys() == {"survey_stage", "crime_group", "sex", "age_band"}
        assert WeightRun.objects.get(force_id=KENT).respondents == 10

    def test_adds_up_from_forces_to_the_frame_of_all(self):
        make.load([*make.satisfied_and_not(20, 10), *make.satisfied_and_not(5, 5, force=KENT)])

        make.fill()

        weights = [
            bin_[1]
            for cell in Cell.objects.filter(dimension="all")
            for bin_ in cell.bins["Q-OVR-1"].values()
        ]
        assert sum(weights) == pytest.approx(40)

    def test_is_in_the_audit_trail(self):
        make.load(make.satisfied_and_not(20, 10))

        make.fill()

        event = AuditEvent.objects.get(kind="figures.filled")
        assert event.target == Q3
        assert event.details == {"cells": Cell.objects.count(), "hidden": 0, "exposed": 0}


def json_of(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def shown() -> dict[str, int]:
    """Respondents by force, as the weighting of the shown figures logged them."""
    return dict(WeightRun.objects.values_list("force_id", "respondents"))


class TestHolding:
    """What readers have seen moves by the month and by ten people at a time."""

    @pytest.fixture(autouse=True)
    def _shown(self):
        make.load([*make.satisfied_and_not(20, 10), *make.satisfied_and_not(20, 10, force=KENT)])
        make.fill()

    def refill(self, at=NOW, **options) -> refill_actions.RefillSummary:
        return refill_actions.refill_cells(periods=[Q3], by=TESTER, at=at, **options)

    def test_one_more_answer_moves_no_figure_and_no_count_of_people(self):
        before = stored()
        make.load(make.satisfied_and_not(1, 0))

        summary = self.refill(at=NEXT_MONTH)

        after = stored()
        assert [row for row in after if row not in before] == [
            row for row in after if row[1] == CITY and "recorded" in row[4]
        ]
        everybody = Coverage.objects.get(dimension="all", force_id=CITY).counts
        assert (everybody["recorded"], everybody["usable"], everybody["opened"]) == (31, 30, 30)
        assert summary.frozen == 2

    def test_ten_more_move_their_force_alone_in_another_month(self):
        make.load([*make.satisfied_and_not(5, 5), *make.satisfied_and_not(9, 0, force=KENT)])

        summary = self.refill(at=NEXT_MONTH)

        assert shown() == {CITY: 40, KENT: 30}
        assert Coverage.objects.get(dimension="all", force_id=CITY).counts["usable"] == 40
        assert summary.frozen == 1

    def test_pages_read_what_follows_from_what_is_stored(self):
        """Of a force that moved and of one that stayed, in each table."""
        make.load([*make.satisfied_and_not(5, 5), *make.satisfied_and_not(9, 0, force=KENT)])
        self.refill(at=NEXT_MONTH)

        cells = stored_quarter.counts_of(Q3).cells
        protected = quarter_protection.protect_quarter(
            cells, meanings.meanings(), areas_of({CITY, KENT}, access_selectors.regions())
        )
        tables = shown_tables.area_tables(cells, protected, meanings.meanings())

        follows = {(table.dimension.value, table.area): json_of(table.shares) for table in tables}
        rows = ShownTable.objects.filter(period=Q3)
        assert follows == {(row.dimension, row.area): json_of(row.shares) for row in rows}
        assert {CITY, KENT} <= {area for _, area in follows}

    def test_who_is_few_at_a_level_waits_and_the_others_move(self):
        make.load([*make.satisfied_and_not(10, 5), *make.satisfied_and_not(2, 1, sex="male")])

        summary = self.refill(at=NEXT_MONTH)

        assert shown() == {CITY: 45, KENT: 30}
        assert summary.pending == 3
        everybody = Coverage.objects.get(dimension="all", force_id=CITY).counts
        assert [everybody[step] for step in ("recorded", "opened", "usable")] == [48, 45, 45]
        men = Coverage.objects.get(dimension="sex", level="male", force_id=CITY).counts
        assert (men["recorded"], men.get("usable", 0), men["completed"]) == (3, 0, 0)
        bins = Cell.objects.get(dimension="all", force_id=CITY).bins["Q-OVR-1"]
        assert sum(people for people, *_ in bins.values()) == 45
        assert sum(weight for _, weight, _ in bins.values()) == pytest.approx(48, abs=0.01)

    @pytest.mark.slow
    def test_who_waited_is_counted_when_enough_have_come(self):
        make.load([*make.satisfied_and_not(10, 5), *make.satisfied_and_not(2, 1, sex="male")])
        self.refill(at=NEXT_MONTH)
        make.load(make.satisfied_and_not(4, 3, sex="male"))

        self.refill(at=NEXT_MONTH + timedelta(days=31))

        assert shown() == {CITY: 55, KENT: 30}

    @pytest.mark.slow
    def test_one_who_withdrew_is_not_to_be_had_by_subtraction(self):
        """Fifteen women came, and one man, of the ten who had answered, withdrew."""
        make.load(make.satisfied_and_not(6, 4, sex="male"))
        make.fill()
        before = shown()
        one = Response.objects.order_by("-pk").first()
        Response.objects.filter(pk=one.pk).update(withdrawn_at=NOW, withdrawn_by="respondent")
        make.load(make.satisfied_and_not(10, 5))

        self.refill(at=NEXT_MONTH)

        assert shown() == before

    @pytest.mark.slow
    def test_mixes_are_of_those_who_are_shown(self):
        make.load([*make.satisfied_and_not(10, 5), *make.satisfied_and_not(0, 3, sex="male")])

        self.refill(at=NEXT_MONTH)

        city = StandardisedShare.objects.get(force_id=CITY, item="Q-OVR-1")
        assert city.share == pytest.approx(30 / 45)

    def test_the_log_of_weights_gives_the_same_again(self):
        make.load([*make.satisfied_and_not(10, 5), *make.satisfied_and_not(2, 1, sex="male")])

        self.refill(at=NEXT_MONTH)

        assert [run.outcome for run in weight_log.reweigh(Q3).runs][:1] == [Outcome.SAME]

    def test_nothing_moves_twice_in_a_month(self):
        make.load(make.satisfied_and_not(20, 20))

        self.refill()

        assert shown() == {CITY: 30, KENT: 30}

    def test_a_corrected_case_does_not_tell_that_its_victim_answered(self):
        Case.objects.filter(pk=Case.objects.first().pk).update(crime_group="robbery")

        self.refill(at=NEXT_MONTH)

        assert not Cell.objects.filter(level="robbery").exists()
        assert "usable" not in Coverage.objects.get(level="robbery").counts or (
            Coverage.objects.get(level="robbery").counts["usable"] == 0
        )

    def test_a_revision_takes_in_everything(self):
        make.load(make.satisfied_and_not(1, 0))

        call_command("refill_figures", "--revise", stdout=StringIO())

        assert shown() == {CITY: 31, KENT: 30}

    @pytest.mark.slow
    def test_a_running_quarter_moves_daily_since_nobody_sees_it(self):
        running = refill_actions.refill_cells
        make.load(make.satisfied_and_not(5, 5, on=date(2026, 10, 5)))
        running(periods=["2026-Q4"], by=TESTER, at=NOW)
        make.load(make.satisfied_and_not(1, 0, on=date(2026, 10, 5)))

        running(periods=["2026-Q4"], by=TESTER, at=NOW)

        assert WeightRun.objects.get(period="2026-Q4").respondents == 11


class TestRefillFigures:
    def test_fills_every_quarter_and_says_so(self):
        make.load(make.satisfied_and_not(20, 10))
        out = StringIO()

        call_command("refill_figures", stdout=out)

        assert Cell.objects.filter(period=Q3).exists()
        assert "2026-Q3 (1 of 1): responses 30" in out.getvalue()

    def test_fills_the_quarter_that_is_named(self):
        make.load(make.satisfied_and_not(20, 10))

        call_command("refill_figures", period=["2026-Q2"], stdout=StringIO())

        assert not Cell.objects.exists()

    def test_says_what_is_missing_before_there_are_cases(self):
        out = StringIO()

        call_command("refill_figures", stdout=out)

        assert "import cases first" in out.getvalue()


class TestWithoutTheGate:
    def test_no_figures_of_real_people_are_filled(self):
        access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)

        with pytest.raises(CommandError, match="their figures pass the gate"):
            call_command("refill_figures", "--without-gate", period=[Q3])
