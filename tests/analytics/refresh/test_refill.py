import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from access import selectors as access_selectors
from access.models import AuditEvent
from analytics.cube import meanings
from analytics.disclosure import quarter_protection, shown_tables
from analytics.disclosure.suppression.areas import areas_of
from analytics.models import Cell, Coverage, ShownTable, StandardisedShare, WeightRun
from analytics.refresh.actions import refill as refill_actions
from analytics.refresh.selectors import quarter_states, stored_quarter, weight_log
from analytics.refresh.selectors.weight_log import Outcome
from analytics.stats.suppression import Published
from responses.models import Case, Response
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, SATISFIED, Victim
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db


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
    def test_counts_who_skipped_the_questions_about_herself_just_the_same(self):
        about_herself = {"EQ-SEX": ["female"], "EQ-AGE": ["25_34"]}
        make.load(make.answering(15, {**SATISFIED, **about_herself}))
        make.load(make.answering(15, {**make.DISSATISFIED, "EQ-SEX": [], "EQ-AGE": []}))

        make.fill()

        bins = Cell.objects.get(dimension="all").bins["Q-OVR-1"]
        assert bins["very_satisfied"] == bins["very_dissatisfied"] == [15, 15.0, 15.0]

    @pytest.mark.slow
    def test_counts_nobody_who_has_withdrawn(self):
        make.load(make.satisfied_and_not(20, 10))
        one = Response.objects.order_by("pk").first()
        Response.objects.filter(pk=one.pk).update(withdrawn_at=NOW, withdrawn_by="respondent")

        make.fill()

        assert one.pk not in WeightRun.objects.get().counted
        assert Cell.objects.get(dimension="all").bins["Q-OVR-1"]["very_satisfied"][0] == 19

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

    @pytest.mark.slow
    def test_adds_up_from_forces_to_the_frame_of_all(self):
        make.load([*make.satisfied_and_not(20, 10), *make.satisfied_and_not(5, 5, force=KENT)])

        make.fill()

        weights = [
            bin_[1]
            for cell in Cell.objects.filter(dimension="all")
            for bin_ in cell.bins["Q-OVR-1"].values()
        ]
        assert sum(weights) == pytest.approx(40)

    @pytest.mark.slow
    def test_is_in_the_audit_trail(self):
        make.load(make.satisfied_and_not(20, 10))

        make.fill()

        event = AuditEvent.objects.get(kind="figures.filled")
        assert event.target == Q3
        assert event.details == {
            "cells": Cell.objects.count(), "is_closed": True, "hidden": 0, "exposed": 0
        }  # fmt: skip


def json_of(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def shown() -> dict[str, int]:
    return dict(WeightRun.objects.values_list("force_id", "respondents"))


def shown_table(area: str, dimension: str = "all") -> dict:
    shares = ShownTable.objects.get(period=Q3, area=area, dimension=dimension).shares["Q-OVR-1"]
    return {level: shown_tables.unpack(packed) for level, packed in shares.items()}


def waiting(events: int = 40, **facts: object) -> list[Victim]:
    return [Victim(decision="PENDING", is_invited=False, **facts) for _ in range(events)]


def mixed(count: int, **facts: object) -> list[Victim]:
    pairs = (make.satisfied_and_not(1, 1, **facts) for _ in range((count + 1) // 2))
    return [victim for pair in pairs for victim in pair][:count]


def refill(*, days: int = 0, **options: bool) -> refill_actions.RefillSummary:
    return refill_actions.refill_cells(
        periods=[Q3], by=TESTER, at=NOW + timedelta(days=days), **options
    )


class TestAnOpenQuarter:
    @pytest.fixture(autouse=True)
    def _shown(self):
        make.load([*mixed(30), *mixed(40, force=KENT), *waiting()])
        self.first = refill()

    @pytest.mark.slow
    def test_leaves_out_the_ten_newest_of_each_force_and_says_so(self):
        assert shown() == {CITY: 20, KENT: 30}
        assert (self.first.responses, self.first.counted, self.first.waiting) == (70, 50, 20)
        assert quarter_states.read_states()[Q3].waiting == 20

    @pytest.mark.slow
    def test_shows_totals_and_no_group(self):
        own = shown_table(CITY, "stage")

        assert own["all"].base == 20
        assert own["ST2"] == shown_tables.NOT_CLOSED
        assert set(Cell.objects.values_list("dimension", flat=True)) == {"all"}
        assert not StandardisedShare.objects.exists()

    @pytest.mark.slow
    def test_tells_of_groups_whom_it_asked_and_not_who_answered(self):
        everybody = Coverage.objects.get(dimension="all", force_id=CITY).counts
        women = Coverage.objects.get(dimension="sex", level="female", force_id=CITY).counts

        assert [everybody[step] for step in ("recorded", "opened", "usable")] == [70, 20, 20]
        assert women["invited"] == 30
        assert not women.keys() & {"opened", "started", "usable", "completed"}

    @pytest.mark.slow
    def test_one_more_answer_moves_no_figure_and_no_count_of_people(self):
        before = stored()
        make.load(mixed(1))

        summary = refill(days=30)

        moved = [row for row in stored() if row not in before]
        assert {(row[1], row[2]) for row in moved} >= {(CITY, "all")}
        assert all("recorded" in row[4] for row in moved)
        everybody = Coverage.objects.get(dimension="all", force_id=CITY).counts
        assert (everybody["recorded"], everybody["usable"], everybody["opened"]) == (71, 20, 20)
        assert summary.waiting == 21

    @pytest.mark.slow
    def test_ten_more_move_their_force_alone_in_another_month(self):
        make.load([*mixed(10), *mixed(9, force=KENT)])

        refill(days=30)

        assert shown() == {CITY: 30, KENT: 30}

    @pytest.mark.slow
    def test_nothing_moves_twice_in_a_month(self):
        make.load(mixed(40))

        refill(days=3)

        assert shown() == {CITY: 20, KENT: 30}

    @pytest.mark.slow
    def test_one_who_withdrew_is_counted_until_ten_others_came(self):
        one = Response.objects.order_by("pk").first()
        Response.objects.filter(pk=one.pk).update(withdrawn_at=NOW, withdrawn_by="respondent")
        make.load(mixed(9))
        refill(days=30)
        stayed = WeightRun.objects.get(force_id=CITY).counted

        make.load(mixed(3))
        refill(days=62)

        assert one.pk in stayed
        assert one.pk not in WeightRun.objects.get(force_id=CITY).counted

    @pytest.mark.slow
    def test_a_corrected_case_moves_nothing_of_its_victim(self):
        Case.objects.filter(pk=Case.objects.first().pk).update(crime_group="robbery")

        refill(days=30)

        assert not Cell.objects.filter(level="robbery").exists()

    @pytest.mark.slow
    def test_the_log_of_weights_gives_the_same_again(self):
        assert {run.outcome for run in weight_log.reweigh(Q3).runs} == {Outcome.SAME}

    @pytest.mark.slow
    def test_closes_with_everybody(self):
        make.load([*mixed(3), *make.silent(800)])
        refill(days=3)

        closed = refill(days=40)

        assert shown() == {CITY: 33, KENT: 40}
        assert (closed.counted, closed.waiting, closed.late) == (73, 0, 0)
        assert shown_table(CITY, "stage")["ST2"].base == 33

    @pytest.mark.slow
    def test_that_a_person_left_closes_with_that_force_hidden_where_too_few_came(self):
        left = Response.objects.order_by("pk")[0]
        newest = Response.objects.filter(invitation__stage_event__case__force=CITY).order_by("-pk")
        gone = [left.pk, *newest.values_list("pk", flat=True)[:3]]
        Response.objects.filter(pk__in=gone).update(withdrawn_at=NOW, withdrawn_by="respondent")
        make.load(make.silent(800))
        refill(days=3)

        refill(days=40)

        assert not isinstance(shown_table(CITY)["all"], Published)
        assert shown() == {CITY: 26, KENT: 40}


class TestAClosedQuarter:
    @pytest.fixture(autouse=True)
    def _closed(self):
        make.load([*mixed(30), *mixed(40, force=KENT)])
        self.first = refill()

    @pytest.mark.slow
    def test_is_never_filled_again(self):
        before = stored()
        make.load([*mixed(30), *mixed(30, sex="male"), *waiting()])
        make.withdraw_all()

        refill(days=40)

        assert stored() == before

    @pytest.mark.slow
    def test_counts_who_comes_later_and_reads_nothing_else(self, monkeypatch):
        make.load(mixed(12, completed_at=NOW + timedelta(days=1)))
        monkeypatch.setattr(refill_actions.extract, "frame_counts", None)

        later = refill(days=2)

        assert (later.late, quarter_states.read_states()[Q3].late) == (12, 12)
        assert shown() == {CITY: 30, KENT: 40}

    @pytest.mark.slow
    def test_leaves_out_who_came_after_its_last_day_though_it_is_filled_late(self):
        make.forget(Q3)
        make.load(mixed(12, completed_at=NOW - timedelta(days=1)))

        summary = refill()

        assert (summary.counted, summary.late) == (70, 12)

    @pytest.mark.slow
    def test_pages_read_what_follows_from_what_is_stored(self):
        cells = stored_quarter.counts_of(Q3).cells
        protected = quarter_protection.protect_quarter(
            cells, meanings.meanings(), areas_of({CITY, KENT}, access_selectors.regions())
        )
        tables = shown_tables.area_tables(cells, protected, meanings.meanings())

        follows = {(table.dimension.value, table.area): json_of(table.shares) for table in tables}
        rows = ShownTable.objects.filter(period=Q3)
        assert follows == {(row.dimension, row.area): json_of(row.shares) for row in rows}
        assert {CITY, KENT} <= {area for _, area in follows}


class TestARunningQuarter:
    @pytest.mark.slow
    def test_has_no_figures_and_tells_of_nobody(self):
        make.load([*mixed(40, on=date(2026, 10, 5)), *make.silent(10, on=date(2026, 10, 5))])

        refill_actions.refill_cells(periods=["2026-Q4"], by=TESTER, at=NOW)

        everybody = Coverage.objects.get(period="2026-Q4", dimension="all").counts
        assert (everybody["invited"], "usable" in everybody, "opened" in everybody) == (
            50, False, False,
        )  # fmt: skip
        assert not Cell.objects.filter(period="2026-Q4").exists()


class TestRefillFigures:
    @pytest.mark.slow
    def test_fills_every_quarter_and_says_so(self):
        make.load(make.satisfied_and_not(20, 10))
        out = StringIO()

        call_command("refill_figures", stdout=out)

        assert Cell.objects.filter(period=Q3).exists()
        assert "2026-Q3 (1 of 1): responses 30" in out.getvalue()

    @pytest.mark.slow
    def test_fills_the_quarter_that_is_named(self):
        make.load(make.satisfied_and_not(20, 10))

        call_command("refill_figures", period=["2026-Q2"], stdout=StringIO())

        assert not Cell.objects.exists()

    def test_says_what_is_missing_before_there_are_cases(self):
        out = StringIO()

        call_command("refill_figures", stdout=out)

        assert "import cases first" in out.getvalue()
