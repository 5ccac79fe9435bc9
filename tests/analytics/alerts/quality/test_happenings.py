from dataclasses import replace
from datetime import date

import pytest

from analytics.alerts.artefacts import EFFECTS, Artefact
from analytics.alerts.quality import happenings
from analytics.alerts.quality.findings import Found
from analytics.alerts.quality.happenings import Happening, happening_of, meeting
from analytics.alerts.quality.measures import COUNTS, SHARES
from analytics.alerts.quality.presenters import COUNTS as COUNT_WORDS
from analytics.alerts.quality.presenters import SHARES as SHARE_WORDS
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION

WEEK = week_number(date(2026, 8, 10))
FELL = Found(
    code="mode_mix", level="mode:web_sms", area="f", first=WEEK, last=WEEK, window_weeks=4,
    is_rise=False, observed=0.5, expected=0.8, base=100, score=-5.0,
)  # fmt: skip
FILE = replace(FELL, code="missed_file", level="asked", first=WEEK - 2, last=WEEK)


def met(*found: Found, area: str = "f", weeks: int = 4, last: int = WEEK) -> list[str]:
    known = [one for one in map(happening_of, found) if one]
    return [
        one.artefact.value for one in meeting(known, area=area, first=last - weeks + 1, last=last)
    ]


class TestTheTable:
    def test_says_of_every_artefact_whether_it_explains(self) -> None:
        assert set(EFFECTS) == set(Artefact)

    def test_lets_two_alone_explain_a_change(self) -> None:
        assert {one for one, effect in EFFECTS.items() if effect.explains} == {
            "new_wording", "missed_file"
        }  # fmt: skip

    def test_has_words_for_every_series(self) -> None:
        assert {one.artefact for one in SHARES} == set(SHARE_WORDS)
        assert {one.name for one in COUNTS if not one.artefact} == set(COUNT_WORDS)


class TestAHappening:
    def test_meets_what_was_measured_over_the_same_weeks(self) -> None:
        assert met(FELL) == ["mode_mix"]
        assert met(FELL, last=WEEK + 3) == ["mode_mix"]
        assert met(FELL, last=WEEK + 4) == []

    def test_of_a_force_meets_no_other(self) -> None:
        assert met(FELL, area="g") == []
        assert met(FELL, area=NATION) == []

    def test_of_the_nation_meets_every_force(self) -> None:
        assert met(replace(FELL, area=NATION)) == ["mode_mix"]

    def test_of_the_nations_cases_meets_no_force(self) -> None:
        of_nation = replace(FELL, area=NATION, code="case_mix", level="crime:burglary")

        assert met(of_nation) == []
        assert met(of_nation, area=NATION) == ["case_mix"]

    def test_stands_behind_what_explains_wholly(self) -> None:
        assert met(FELL, FILE, last=WEEK + 1) == ["missed_file", "mode_mix"]

    def test_of_a_missed_file_touches_no_answers_of_who_was_asked_before(self) -> None:
        assert met(FILE, last=WEEK - 1) == []
        assert met(FILE, last=WEEK) == ["missed_file"]
        assert met(FILE, weeks=1, last=WEEK + 4) == ["missed_file"]
        assert met(FILE, weeks=1, last=WEEK + 5) == []

    def test_is_none_of_a_count_that_says_something_itself(self) -> None:
        assert happening_of(replace(FELL, code="withdrawn", level="")) is None


def told(**facts: object) -> Happening:
    found = happening_of(replace(FELL, **facts))  # type: ignore[arg-type]
    assert found is not None
    return found


class TestAShare:
    def test_is_told_before_and_after_in_whole_per_cent(self) -> None:
        assert (told(observed=0.504).before, told(observed=0.504).after) == (0.8, 0.5)

    @pytest.mark.parametrize(
        "facts", [{"base": 40}, {"observed": 0.05}, {"expected": 0.95}, {"observed": 0.796}]
    )
    def test_is_hidden_under_ten_people_or_without_change_in_whole_percent(
        self, facts: dict[str, float]
    ) -> None:
        assert (told(**facts).before, told(**facts).after) == (None, None)

    @pytest.mark.parametrize("code", ["case_mix", "language_mix"])
    def test_is_hidden_for_a_group_in_a_force(self, code: str) -> None:
        assert told(code=code, base=1_000).after is None
        assert told(code=code, base=1_000, area=NATION).after == 0.5


class TestANewVersion:
    def test_touches_a_month(self) -> None:
        began = happenings.version_happening(date(2026, 8, 12))

        assert (began.first, began.last) == (WEEK, WEEK + 4)
