from datetime import date, timedelta

import numpy as np
import pytest

from analytics.alerts.scanning.columns import columns_of
from analytics.alerts.scanning.scan import LEAST_BASE, ScannedWeek, scan
from analytics.alerts.scanning.tiers import Series, TierKind
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION
from analytics.stats.emerging import lines
from tests.analytics.alerts.scanning.make import answer
from tests.analytics.alerts.scanning.test_tiers import ITEM, MEANINGS

MONDAY = date(2026, 8, 10)
LAST, WEEKS = week_number(MONDAY), 80


def force(
    code: str,
    *,
    a_week: int = 20,
    share: float = 0.7,
    now: float | None = None,
    since: int = 6,
    weeks: int = WEEKS,
) -> list:
    chance = np.random.default_rng(sum(map(ord, code)))
    rows = []
    for back in range(weeks):
        positive = chance.random(a_week) < (share if now is None or back >= since else now)
        for is_positive in positive:
            picked = "very_satisfied" if is_positive else "very_dissatisfied"
            on = MONDAY - timedelta(weeks=back)
            rows.append(answer(force=code, completed_on=on, answers={ITEM: [picked]}))
    return rows


def scanned(*rows: list, tallies: dict | None = None) -> ScannedWeek:
    columns = columns_of([row for part in rows for row in part], MEANINGS)
    return scan(columns, last=LAST, weeks_before=0, tallies=tallies or {})[LAST]


def quiet(count: int = 6) -> list:
    return [row for number in range(count) for row in force(f"force-{number}")]


class TestARedFinding:
    @pytest.mark.slow
    def test_states_what_was_seen_and_what_was_expected_without_it(self):
        week = scanned(quiet(), force("fallen", now=0.3))

        (found,) = (one for one in week.red if one.series == Series(ITEM, "fallen"))
        assert not found.is_rise
        assert (found.window_weeks, found.base) == (4, 80)
        assert found.observed == pytest.approx(0.3, abs=0.12)
        assert found.expected == pytest.approx(0.7, abs=0.05)
        assert found.interval.lower < found.observed < found.interval.upper < found.expected
        assert found.odds_ratio < 1 / 1.3

    @pytest.mark.slow
    def test_is_never_of_fewer_than_ten_answers(self):
        week = scanned(quiet(), force("tiny", a_week=1, share=1.0, now=0.0))

        told = [*week.red, *week.amber]
        assert all(one.base >= LEAST_BASE for one in told)
        assert all(one.window_weeks == 12 for one in told if one.series.area == "tiny")

    @pytest.mark.slow
    def test_needs_twenty_people_if_all_answered_the_same(self):
        week = scanned(quiet(), force("alike", a_week=4, share=1.0, now=0.0))

        assert not [one for one in [*week.red, *week.amber] if one.series.area == "alike"]

    @pytest.mark.slow
    def test_is_of_fifty_at_least_where_the_topic_is_special(self):
        told = {}
        for a_week in (5, 20):
            few = [
                row._replace(answers=row.answers | {"EQ-GEN-1": ["no"]})
                for row in force("kent", a_week=a_week, share=0.9, now=0.3)
            ]
            levels = {one.series.level for one in scanned(quiet(), few).red}
            told[a_week] = "no" in levels

        assert told == {5: False, 20: True}

    @pytest.mark.slow
    def test_tells_what_others_did_of_three_at_least(self):
        moved = [force("others", now=0.5), force("another", now=0.5), force("few", a_week=2)]
        fallen = force("fallen", now=0.1)

        known = {
            len(forces): [one.move for one in scanned(fallen, *forces).red
                          if one.series == Series(ITEM, "fallen")]
            for forces in (moved[:2], [*moved, force("third")])
        }  # fmt: skip

        assert known[2] == [0.0]
        assert known[4] != [0.0]

    @pytest.mark.slow
    def test_counts_the_smallest_week_of_its_window_and_of_the_one_before(self):
        rows = force("fallen", now=0.1)
        few = MONDAY - timedelta(weeks=7)
        rows = [row for row in rows if row.completed_on != few] + [
            row for row in rows if row.completed_on == few
        ][:3]

        red = {one.series: one for one in scanned(quiet(), rows).red}

        assert red[Series(ITEM, "fallen")].fewest == 3

    @pytest.mark.slow
    def test_counts_single_weeks_where_four_are_scored_together(self):
        few = [
            row._replace(survey_stage="ST1") for row in force("few", a_week=3, now=0.0, since=16)
        ]

        found = {one.series: one for one in scanned(force("few"), few).red}

        red = found[Series(ITEM, "few", "stage", "ST1")]
        assert (red.window_weeks, red.fewest, red.base) == (12, 3, 36)

    @pytest.mark.slow
    def test_is_nowhere_in_a_quiet_nation(self):
        assert scanned(quiet()).red == []

    @pytest.mark.slow
    def test_needs_a_past(self):
        week = scanned(quiet(), force("new", share=0.1, now=0.9, weeks=20))

        assert not [one for one in [*week.red, *week.amber] if one.series.area == "new"]
        assert week.short >= 1

    @pytest.mark.slow
    @pytest.mark.parametrize(("since", "is_red"), [(1, False), (2, True)])
    def test_was_called_the_week_before_too(self, since: int, is_red: bool):
        week = scanned(quiet(), force("fallen", a_week=60, now=0.2, since=since))

        red, amber = (
            {one.series.area for one in found if one.series.area != NATION}
            for found in (week.red, week.amber)
        )
        assert (red, amber) == (({"fallen"}, set()) if is_red else (set(), {"fallen"}))


class TestTheLine:
    @pytest.mark.slow
    def test_is_drawn_further_out_where_quiet_scores_lay_wide(self):
        wide = lines.tally(np.random.default_rng(0).normal(0, 4, 5_000))
        tallies = {(kind, size): [wide] for kind in TierKind for size in range(4)}

        week = scanned(quiet(), force("fallen", now=0.45), tallies=tallies)

        assert week.red == []

    @pytest.mark.slow
    def test_of_the_next_week_knows_this_weeks_scores(self):
        week = scanned(quiet())

        assert sum(week.tallies[TierKind.FORCE, 2]) == 6
        assert week.tested == sum(sum(tally) for tally in week.tallies.values())
