from datetime import date

from analytics.weighting import provisional
from analytics.weighting.provisional import GroupProgress, StageGroup
from tests.analytics.weighting.test_force_weights import frame


def progress(*rows):
    return provisional.progress_by_group(rows)


def waiting(pending: int, of: int, **facts: object):
    return [
        frame(of - pending, **facts),
        frame(pending, decision="PENDING", is_invited=False, **facts),
    ]


class TestQuarter:
    def test_is_provisional_while_more_than_one_event_in_twenty_waits(self):
        assert provisional.is_provisional(progress(*waiting(6, of=100)))
        assert not provisional.is_provisional(progress(*waiting(5, of=100)))

    def test_waits_for_each_stage_group_by_itself(self):
        settled = waiting(0, of=10_000, survey_stage="ST1")

        assert provisional.is_provisional(
            progress(*settled, *waiting(6, of=100, survey_stage="ST3c"))
        )

    def test_takes_what_is_in_court_as_one_group(self):
        court = [
            *waiting(0, of=90, survey_stage="ST4"),
            *waiting(0, of=90, survey_stage="ST5"),
            *waiting(9, of=20, survey_stage="ST6"),
        ]

        assert progress(*court) == {StageGroup.COURT: GroupProgress(frame=200, pending=9)}
        assert not provisional.is_provisional(progress(*court))

    def test_does_not_wait_for_a_group_too_small_to_be_shown(self):
        few = waiting(9, of=9, survey_stage="ST7")

        assert not provisional.is_provisional(progress(*waiting(0, of=100), *few))

    def test_leaves_out_who_is_excluded_or_answered_for(self):
        rows = [
            *waiting(0, of=100),
            frame(900, decision="NOSAFE", is_invited=False),
            frame(900, decision="PENDING", is_invited=False, is_own_account=False),
        ]

        assert progress(*rows) == {StageGroup.INVESTIGATION: GroupProgress(frame=100, pending=0)}

    def test_is_provisional_while_nothing_is_known_of_it(self):
        assert provisional.is_provisional({})

    def test_that_nobody_watched_settled_when_nineteen_in_twenty_had_been_asked(self):
        asked = {
            "ST4": {date(2026, 9, 1): 90, date(2026, 10, 5): 4},
            "ST6": {date(2026, 11, 2): 1, date(2026, 12, 1): 5},
            "ST1": {date(2026, 9, 3): 1},
        }

        assert provisional.settled_by(asked) == {
            StageGroup.COURT: date(2026, 11, 2),
            StageGroup.REPORT: date(2026, 9, 3),
        }

    def test_closes_28_days_after_its_last_group_settled(self):
        days = [date(2026, 11, 3), date(2026, 12, 24), date(2026, 10, 30)]

        assert provisional.closes_on(days) == date(2027, 1, 21)
