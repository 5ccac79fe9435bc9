"""The cube kept up by batches, and held against a recount."""

from datetime import date, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from access.background.task_queue import TaskFailedError
from access.models import AuditEvent, TaskRun
from analytics import tasks
from analytics.cube import cells as stats_cube
from analytics.cube import selectors
from analytics.cube.actions import apply_changes
from analytics.cube.actions import recount as recount_actions
from analytics.cube.actions.apply_changes import AppliedChanges
from analytics.models import Cell, CubeCell, CubeEntry, CubePart, CubeVersion
from analytics.refresh.actions import rebuild as rebuild_actions
from analytics.refresh.selectors.showable import CountedQuarter
from responses import changes, extract
from responses.models import Case, Response, ResponseChange
from tests.analytics import make
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
SAID = {"EQ-REL": ["sikh"], "EQ-ORI": ["bisexual"], "EQ-GEN-1": ["yes"], "EQ-PREG": ["no"]}
SAID_AT = (("religion", "sikh"), ("sexual_orientation", "bisexual"), ("gender_identity", "yes"),
           ("pregnancy", "no"))  # fmt: skip
Q2 = "2026-Q2"
IN_Q2 = date(2026, 5, 4)


def keep_up(at_most: int = 1000) -> AppliedChanges:
    return apply_changes.apply_batch(by=TESTER, at=NOW, at_most=at_most)


def rebuild(period: str = Q3) -> CountedQuarter:
    return rebuild_actions.rebuild(period=period, by=TESTER, at=NOW)


def live(period: str = Q3) -> dict:
    """The cells that readers would find, by force, dimension and level."""
    version = selectors.live_version(period)
    if version is None:
        return {}
    codebook = selectors.codebook_of(version)
    return dict(selectors.bins(selectors.cells(version, codebook=codebook), codebook=codebook))


def recount(**options) -> recount_actions.RecountResult:
    return recount_actions.check_cells(seed=1, share=1.0, by=TESTER, at=NOW, **options)


def load_two_forces() -> None:
    make.load([*make.satisfied_and_not(8, 4), *make.satisfied_and_not(3, 5, force=KENT)])


class TestKeepUp:
    @pytest.mark.slow
    def test_gives_what_a_rebuild_gives(self):
        load_two_forces()
        keep_up()
        kept_up = live()

        rebuild()

        assert live() == kept_up
        assert kept_up[CITY, "all", "all"]["Q-OVR-1"]["very_satisfied"] == [8, 8.0, 8.0]

    @pytest.mark.slow
    def test_gives_what_a_rebuild_gives_of_what_people_say_of_themselves_alone(self):
        make.load(make.answering(3, SATISFIED | SAID))
        make.load(make.answering(2, DISSATISFIED | {"EQ-REL": ["prefer_not"]}))
        keep_up()
        kept_up = live()

        rebuild()

        assert live() == kept_up
        for dimension, level in SAID_AT:
            assert kept_up[CITY, dimension, level]["Q-OVR-1"] == {"very_satisfied": [3, 3.0, 3.0]}
        assert recount().drifted == ()

    @pytest.mark.slow
    def test_leaves_a_table_that_is_newer_than_the_cube_to_its_rebuilding(self):
        """Those counted before the table was there do not stand in it: half of it would be wrong,
        and no recount would agree with it."""
        make.load(make.answering(3, SATISFIED | SAID))
        keep_up()
        self.forget_tables("religion")
        make.load(make.answering(2, SATISFIED | SAID))

        keep_up()

        assert not [key for key in live() if key[1] == "religion"]
        assert live()[CITY, "pregnancy", "no"]["Q-OVR-1"] == {"very_satisfied": [5, 5.0, 5.0]}
        assert recount().drifted == ()
        rebuild()
        assert live()[CITY, "religion", "sikh"]["Q-OVR-1"] == {"very_satisfied": [5, 5.0, 5.0]}

    def forget_tables(self, name: str) -> None:
        """The cube as it was counted when the closed list had no such table."""
        version = selectors.live_version(Q3)
        levels = version.codebook["levels"]
        kept = [at for at, (dimension, _) in enumerate(levels) if dimension != name]
        for entry in version.entries.all():
            held = stats_cube.unpacked_places(entry.levels).tolist()
            places = [kept.index(at) for at in held if at in kept]
            entry.levels = stats_cube.packed_places(np.array(places, dtype=np.uint16))
            entry.save()
        for cell in version.cells.order_by("level"):
            if cell.level in kept:
                version.cells.filter(pk=cell.pk).update(level=kept.index(cell.level))
            else:
                cell.delete()
        version.codebook["levels"] = [levels[at] for at in kept]
        version.save()

    @pytest.mark.slow
    def test_gives_the_same_in_batches_of_any_size(self):
        load_two_forces()
        while keep_up(at_most=3).changes:
            pass
        by_three = live()
        CubeVersion.objects.all().delete()
        changes.record_changes(Response.objects.order_by("-pk").values_list("pk", flat=True))

        keep_up()

        assert live() == by_three

    def test_changes_nothing_where_it_hears_of_a_response_again(self):
        load_two_forces()
        keep_up()
        before = live()
        changes.record_changes(Response.objects.values_list("pk", flat=True))

        again = keep_up()

        assert live() == before
        assert (again.changes, again.added, again.taken) == (20, 0, 0)

    def test_takes_nothing_in_twice(self):
        load_two_forces()
        keep_up()

        assert keep_up() == AppliedChanges()
        assert not ResponseChange.objects.exists()

    def test_moves_an_edited_answer_from_bin_to_bin(self):
        make.load(make.satisfied_and_not(1, 0))
        keep_up()
        Response.objects.update(answers=DISSATISFIED)
        changes.record_changes(Response.objects.values_list("pk", flat=True))

        keep_up()

        assert live()[CITY, "all", "all"]["Q-OVR-1"] == {"very_dissatisfied": [1, 1.0, 1.0]}

    def test_leaves_nothing_of_what_was_withdrawn(self):
        load_two_forces()
        keep_up()
        make.withdraw_all()
        changes.record_changes(Response.objects.values_list("pk", flat=True))

        keep_up()

        assert not CubeCell.objects.exists()
        assert not CubeEntry.objects.exists()

    def test_leaves_nothing_of_what_was_erased(self):
        load_two_forces()
        keep_up()

        changes.record_changes_of_cases(Case.objects.values_list("pk", flat=True))
        Case.objects.all().delete()
        keep_up()

        assert not Response.objects.exists()
        assert not CubeCell.objects.exists()

    def test_moves_a_response_whose_case_was_corrected(self):
        make.load(make.satisfied_and_not(1, 0))
        keep_up()
        Case.objects.update(crime_group="robbery")
        changes.record_changes_of_cases(Case.objects.values_list("pk", flat=True))

        keep_up()

        crimes = {level for _, dimension, level in live() if dimension == "crime_group"}
        assert crimes == {"robbery"}

    def test_keeps_the_quarters_apart(self):
        make.load([*make.satisfied_and_not(2, 0), *make.satisfied_and_not(3, 0, on=IN_Q2)])

        keep_up()

        assert live(Q3)[CITY, "all", "all"]["Q-OVR-1"]["very_satisfied"][0] == 2
        assert live(Q2)[CITY, "all", "all"]["Q-OVR-1"]["very_satisfied"][0] == 3

    def test_waits_while_the_quarter_is_rebuilt(self):
        make.load([*make.satisfied_and_not(2, 0), *make.satisfied_and_not(3, 0, on=IN_Q2)])
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)

        meanwhile = keep_up()
        rebuild_actions.build_part(version_id=version.pk, forces=[CITY], by=TESTER, at=NOW)
        rebuild_actions.switch(version_id=version.pk, by=TESTER, at=NOW)
        after = keep_up()

        assert (meanwhile.changes, meanwhile.deferred, meanwhile.added) == (3, 2, 3)
        assert (after.changes, after.added) == (2, 0)

    def test_waits_for_no_rebuild_that_was_given_up(self):
        make.load(make.satisfied_and_not(2, 0))
        given_up = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW - timedelta(hours=2))

        assert keep_up().added == 2
        assert not CubeVersion.objects.filter(pk=given_up.pk).exists()

    def test_waits_for_a_rebuild_that_is_slow_and_renewed(self):
        make.load(make.satisfied_and_not(2, 0))
        begun_at, soon = NOW - timedelta(hours=3), iter((NOW - timedelta(hours=2), NOW))
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=begun_at)
        rebuild_actions.build_part(
            version_id=version.pk, forces=[CITY], by=TESTER, at=begun_at, clock=lambda: next(soon)
        )

        assert keep_up().deferred == 2

    def test_takes_out_who_withdrew_although_the_quarter_is_being_rebuilt(self):
        make.load(make.satisfied_and_not(2, 0))
        keep_up()
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)
        rebuild_actions.build_part(version_id=version.pk, forces=[CITY], by=TESTER, at=NOW)
        make.withdraw_all()

        taken = keep_up()

        assert (taken.taken, taken.deferred) == (4, 2)
        assert not CubeEntry.objects.exists()
        assert not CubeCell.objects.exists()

    def test_takes_out_who_withdrew_after_a_builder_had_read_the_answers(self):
        make.load(make.satisfied_and_not(2, 0))
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)
        rows = list(extract.answer_rows(period=Q3))
        frame = list(extract.frame_counts(Q3))
        make.withdraw_all()
        keep_up()
        rebuild_actions._build(version, forces=[CITY], rows=rows, frame=frame, clock=lambda: NOW)

        keep_up()

        assert not CubeEntry.objects.exists()
        rebuild_actions.switch(version_id=version.pk, by=TESTER, at=NOW)
        keep_up()
        assert not ResponseChange.objects.exists()
        assert recount().drifted == ()

    def test_weighs_a_new_response_as_the_last_weighting_did_its_class(self):
        people = make.satisfied_and_not(15, 15)
        make.load([*people, *(make.Victim() for _ in range(30))])
        rebuild()
        make.load(make.answering(1, SATISFIED, probability=0.5))

        keep_up()

        newest = CubeEntry.objects.order_by("-response_id").first()
        assert newest.weight == 4 * 10_000

    def test_counts_who_skipped_the_questions_about_herself_just_the_same(self):
        """As the page before these questions says."""
        about_herself = {"EQ-SEX": ["female"], "EQ-AGE": ["25_34"]}
        make.load(make.answering(3, {**make.SATISFIED, **about_herself}))
        make.load(make.answering(3, {**make.DISSATISFIED, "EQ-SEX": [], "EQ-AGE": []}))

        keep_up()

        shares = live()[CITY, "all", "all"]["Q-OVR-1"]
        assert shares["very_satisfied"] == shares["very_dissatisfied"] == [3, 3.0, 3.0]

    def test_touches_as_many_rows_as_a_response_has_levels(self):
        make.load(make.answering(1, {**SATISFIED, "EQ-SEX": ["female"], "EQ-AGE": ["25_34"]}))

        assert keep_up().cells == 11

    def test_counts_usable_partial_answers_and_no_others(self):
        make.load(
            [
                *make.answering(1, SATISFIED, is_complete=False),
                *make.answering(1, {"Q-INF-1": ["very_satisfied"]}, is_complete=False),
                *make.answering(1, SATISFIED, mode="telephone"),
            ]
        )

        assert keep_up().added == 1

    def test_is_in_the_audit_trail_where_it_changed_anything(self):
        make.load(make.satisfied_and_not(2, 1))
        keep_up()
        keep_up()

        event = AuditEvent.objects.get(kind="cube.kept_up")
        assert event.details == {"added": 3, "taken": 0, "cells": 8}

    def test_opens_no_cube_for_a_quarter_whose_cases_are_being_destroyed(self):
        load_two_forces()

        apply_changes.apply_batch(by=TESTER, at=NOW + timedelta(days=8 * 365))

        assert not CubeVersion.objects.exists()
        assert not ResponseChange.objects.exists()

    @pytest.mark.slow
    def test_moves_no_figure_that_is_shown(self):
        make.load(make.satisfied_and_not(20, 10))
        make.fill()
        shown = list(Cell.objects.values_list("level", "bins"))
        make.load(make.satisfied_and_not(20, 10))

        keep_up()

        assert list(Cell.objects.values_list("level", "bins")) == shown


class TestRebuild:
    @pytest.mark.slow
    def test_in_parts_gives_what_it_gives_in_one(self):
        load_two_forces()
        rebuild()
        whole = live()
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)

        for force in (KENT, CITY, KENT):
            rebuild_actions.build_part(version_id=version.pk, forces=[force], by=TESTER, at=NOW)
        rebuild_actions.switch(version_id=version.pk, by=TESTER, at=NOW)

        assert live() == whole
        assert CubeVersion.objects.get() == version

    def test_does_not_switch_to_half_a_nation(self):
        load_two_forces()
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)
        rebuild_actions.build_part(version_id=version.pk, forces=[KENT], by=TESTER, at=NOW)

        with pytest.raises(rebuild_actions.UnfinishedVersionError, match=CITY):
            rebuild_actions.switch(version_id=version.pk, by=TESTER, at=NOW)

    @pytest.mark.slow
    def test_leaves_the_live_version_alone_until_the_switch(self):
        load_two_forces()
        rebuild()
        before = live()
        make.load(make.satisfied_and_not(5, 0))
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)

        rebuild_actions.build_part(version_id=version.pk, forces=[CITY, KENT], by=TESTER, at=NOW)

        assert live() == before

    def test_builds_a_part_in_which_everybody_withdrew_since(self):
        load_two_forces()
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)
        make.withdraw_all()

        rebuild_actions.build_part(version_id=version.pk, forces=[CITY, KENT], by=TESTER, at=NOW)
        rebuild_actions.switch(version_id=version.pk, by=TESTER, at=NOW)

        assert live() == {}
        assert CubePart.objects.filter(is_built=True).count() == 2

    def test_takes_the_place_of_one_that_was_given_up(self):
        load_two_forces()
        rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)

        rebuild()

        assert [version.state for version in CubeVersion.objects.all()] == ["live"]

    @pytest.mark.slow
    def test_adds_forces_up_to_the_nation(self):
        load_two_forces()

        rebuilt = rebuild()

        people = sum(
            found["Q-OVR-1"][choice][0]
            for (_, dimension, _), found in rebuilt.bins.items()
            for choice in found["Q-OVR-1"]
            if dimension == "all"
        )
        assert people == len(list(extract.answer_rows(period=Q3))) == 20


class TestTasks:
    @pytest.mark.slow
    def test_rebuild_each_force_by_itself_and_switch_after_the_last(self):
        load_two_forces()
        tasks.rebuild_quarter.call(Q3)
        version = CubeVersion.objects.get()

        tasks.rebuild_force.call(version.pk, CITY)
        halfway = selectors.live_version(Q3)
        tasks.rebuild_force.call(version.pk, KENT)

        assert halfway is None
        assert selectors.live_version(Q3) == version
        assert recount().drifted == ()
        assert TaskRun.objects.filter(task="analytics.tasks.rebuild_force").count() == 2

    @pytest.mark.slow
    def test_leave_a_version_alone_that_another_took_the_place_of(self):
        load_two_forces()
        version = rebuild_actions.begin(period=Q3, by=TESTER, at=NOW)
        rebuild()

        tasks.rebuild_force.call(version.pk, CITY)

        assert CubeVersion.objects.count() == 1

    def test_fail_where_the_cube_drifted_from_the_answers(self):
        load_two_forces()
        tasks.keep_figures_up.call()
        CubeCell.objects.all().delete()

        with pytest.raises(TaskFailedError):
            tasks.check_figures.call()

    def test_are_wanted_by_command(self):
        load_two_forces()
        out = StringIO()

        call_command("rebuild_cube", stdout=out)

        assert TaskRun.objects.get().arguments == f'["{Q3}"]'
        assert Q3 in out.getvalue()


class TestCheckCells:
    @pytest.fixture(autouse=True)
    def _cube(self):
        load_two_forces()
        keep_up()

    def test_finds_nothing_where_all_is_well(self):
        checked = recount()

        assert checked.drifted == ()
        assert checked.cells == checked.of == CubeCell.objects.count()

    def test_finds_a_sum_that_somebody_altered(self):
        cell = CubeCell.objects.filter(force=KENT).first()
        cell.sums = bytes([bytes(cell.sums)[0] ^ 1]) + bytes(cell.sums)[1:]
        cell.save()

        assert [name.split()[:2] for name in recount().drifted] == [[Q3, KENT]]

    def test_finds_a_sum_of_a_table_that_people_alone_can_tell(self):
        make.load(make.answering(3, SATISFIED | SAID))
        keep_up()
        version = selectors.live_version(Q3)
        level = selectors.codebook_of(version).level_places([("religion", "sikh")])[0]
        version.cells.filter(level=level).delete()

        assert recount().drifted == (f"{Q3} {CITY} religion sikh",)

    def test_finds_a_cell_that_is_missing(self):
        CubeCell.objects.filter(force=CITY).first().delete()

        assert len(recount().drifted) == 1

    def test_finds_an_answer_that_changed_without_news(self):
        Response.objects.filter(invitation__stage_event__case__force=KENT).update(answers={})
        ResponseChange.objects.all().delete()

        assert {name.split()[1] for name in recount().drifted} == {KENT}

    def test_finds_a_response_that_came_without_news(self):
        make.load(make.satisfied_and_not(1, 0))
        ResponseChange.objects.all().delete()

        assert {name.split()[1] for name in recount().drifted} == {CITY}

    def test_takes_waiting_news_for_no_drift(self):
        make.load(make.satisfied_and_not(1, 0))
        make.withdraw_all()
        changes.record_changes(Response.objects.values_list("pk", flat=True))

        assert recount().drifted == ()

    def test_draws_whole_partitions_until_its_share_is_reached(self):
        checked = recount_actions.check_cells(seed=3, share=0.3, by=TESTER, at=NOW)

        assert checked.cells == checked.of / 2

    def test_is_an_alarm_in_the_audit_trail_and_by_exit_code(self):
        CubeCell.objects.filter(force=CITY).first().delete()

        with pytest.raises(CommandError, match=CITY):
            call_command("check_figures", "--all", stdout=StringIO())

        assert AuditEvent.objects.get(kind="cube.checked").details["drifted"] == 1

    def test_says_what_it_compared(self):
        out = StringIO()

        call_command("check_figures", seed=1, stdout=out)

        assert "are what the answers give (seed 1)" in out.getvalue()


class TestKeepFiguresUp:
    @pytest.mark.slow
    def test_takes_in_batch_after_batch(self):
        load_two_forces()
        out = StringIO()

        call_command("keep_figures_up", batch=6, stdout=out)

        assert "Changes 20, responses added 20, taken away 0" in out.getvalue()
        assert recount().drifted == ()
