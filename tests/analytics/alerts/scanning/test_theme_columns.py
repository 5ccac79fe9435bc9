from datetime import date, timedelta
from typing import NamedTuple

import pytest

from analytics.alerts.scanning.scan import ScannedWeek, scan
from analytics.alerts.scanning.theme_columns import theme_columns
from analytics.alerts.scanning.tiers import OF_THEMES, Series, TierKind, counted
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION

THEMES = ["better:informed", "well:respect"]
MONDAY = date(2026, 8, 10)
LAST, WEEKS, RISEN = week_number(MONDAY), 60, 6


class Text(NamedTuple):
    force: str
    themes: frozenset[str]
    decided_on: date
    stage: str = "ST2"
    crime_group: str = "burglary"


def coded(force: str, *, a_week: int = 12, of: int = 3, now: int = 3) -> list[Text]:
    return [
        Text(force, frozenset(THEMES[:1] if number < (now if back < RISEN else of) else ()), day)
        for back in range(WEEKS)
        for day in (MONDAY - timedelta(weeks=back),)
        for number in range(a_week)
    ]


def scanned(*forces: list[Text]) -> ScannedWeek:
    columns = theme_columns([text for force in forces for text in force], themes=THEMES)
    return scan(columns, last=LAST, weeks_before=0, tallies={}, kinds=OF_THEMES)[LAST]


def quiet() -> list[list[Text]]:
    return [coded(f"force-{number}") for number in range(5)]


@pytest.mark.slow
class TestTheScanOfThemes:
    def test_calls_the_theme_of_which_more_write_in_a_force(self):
        week = scanned(coded("kent", now=9), *quiet())

        own = [each for each in week.red if each.series.area == "kent"]
        assert [each.series for each in own] == [Series(THEMES[0], "kent", "theme")]
        assert own[0].is_rise
        assert own[0].base == 48

    def test_calls_nothing_of_a_quiet_nation(self):
        assert scanned(*quiet()).red == []

    def test_calls_nothing_of_a_force_with_fewer_than_four_texts_in_four_weeks(self):
        few = [text for text in coded("kent", a_week=1, of=0, now=1) if text.decided_on.day > 7]
        week = scanned(few[:8], *quiet())

        assert {each.series.area for each in [*week.red, *week.amber]} <= {NATION}

    def test_scores_a_force_with_few_by_four_weeks(self):
        columns = theme_columns(coded("kent", a_week=2, of=1, now=1), themes=THEMES)
        one, four = (
            counted(columns, TierKind.THEME_OF_FORCES, last=LAST, weeks=WEEKS, is_pooled=pooled)
            for pooled in (False, True)
        )
        assert one is None
        assert four.weeks_each == 4


class TestTheColumns:
    def test_hold_one_entry_a_text_with_each_theme_that_it_speaks_of(self):
        both = Text("kent", frozenset(THEMES), MONDAY, crime_group="unheard of")
        made = theme_columns([both, both._replace(themes=frozenset())], themes=THEMES)

        assert made.answers.tolist() == [[1, 1], [0, 0]]
        assert made.week.tolist() == [LAST, LAST]

    def test_hold_nothing_of_nothing(self):
        assert scanned().tested == 0
