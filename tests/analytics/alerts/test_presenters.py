from dataclasses import replace
from datetime import date

import pytest

from analytics.alerts import presenters as shown
from analytics.items import Direction, items
from analytics.models import Alert
from tests.analytics import make

SPACE = "\u00a0"


@pytest.fixture
def alert(db) -> Alert:
    return make.alert()


class TestStatement:
    def test_states_window_base_observed_expected_and_interval(self, alert):
        assert shown.statement(alert) == (
            f"In the 8 weeks to 15 November 2026, 31{SPACE}% of victims who answered were "
            f"satisfied with how well they were kept informed (24–40{SPACE}%, base about 120). "
            f"From its own past, the season and who answered, 55{SPACE}% was expected."
        )

    def test_of_one_week_says_week(self, alert):
        alert.window_weeks = 1

        assert shown.statement(alert).startswith("In the week to 15 November 2026")


class TestTheHeadline:
    def test_says_what_moved_since_when_and_for_whom_without_a_number(self, alert):
        assert shown.headline(alert, on=date(2026, 11, 16)) == (
            "City of London Police: since 24 August 2026, fewer victims who answered were "
            "satisfied with how well they were kept informed than expected."
        )

    def test_of_a_change_that_was_not_seen_again_says_until_when(self, alert):
        found = shown.headline(alert, on=date(2026, 11, 30))

        assert "from 24 August to 15 November 2026, fewer" in found

    def test_of_several_is_of_the_one_seen_last_and_furthest_off(self, alert):
        alert.score = -9.0
        later = [
            make.alert(item=item, last_week=date(2026, 11, 16), score=score)
            for item, score in (("Q-SAFE-1", -3.0), ("Q-OVR-1", 4.0))
        ]

        found = shown.newest_headline([alert, *later], on=date(2026, 11, 23))

        assert found == shown.headline(later[1], on=date(2026, 11, 23))
        assert shown.newest_headline([], on=date(2026, 11, 23)) == ""


class TestJudgement:
    def test_is_worse_for_a_fall_of_what_should_be_high(self, alert):
        assert (shown.kind(alert), shown.judgement(alert)) == ("worse", "Worse than expected")

    def test_is_better_for_its_rise(self, alert):
        alert.is_rise = True

        assert (shown.kind(alert), shown.judgement(alert)) == ("better", "Better than expected")

    def test_is_only_different_where_the_item_has_no_direction(self, alert, monkeypatch):
        undirected = replace(items()[alert.item], direction=Direction.NONE)
        monkeypatch.setattr(shown, "items", lambda: {alert.item: undirected})

        assert (shown.kind(alert), shown.judgement(alert)) == ("unusual", "Lower than expected")


class TestEvidence:
    def test_names_each_number(self, alert):
        evidence = dict(shown.evidence(alert))

        assert evidence["Window"] == "8 weeks"
        assert evidence["Base, to the nearest ten"] == "120"
        assert evidence["Effective base, to the nearest ten"] == "120"
        assert evidence["Observed"] == f"31{SPACE}%"
        assert evidence["Expected"] == f"55{SPACE}%"

    def test_tells_what_others_did_only_where_there_are_enough_of_them(self, alert):
        line = "Other forces in the same weeks, as an odds ratio"
        assert line not in dict(shown.evidence(alert))

        alert.parent_move = 0.3
        assert dict(shown.evidence(alert))[line] == "1.3"

    @pytest.mark.parametrize(
        ("p_value", "words"),
        [(0.0, "less than 1 in 10,000"), (0.0004, "about 1 in 2,500"), (1.0, "about 1 in 1")],
    )
    def test_says_chance_as_people_do(self, p_value, words):
        assert shown.chance(p_value) == words


class TestAlertWords:
    def test_say_which_days_the_episode_covers(self, alert):
        weeks = shown.alert_words(alert).weeks

        assert weeks == "Seen in the weeks of 12 October to 15 November 2026"

    def test_name_the_nation_where_there_is_no_force(self, db):
        assert shown.alert_words(make.alert(force_id=None)).place == "England and Wales"
