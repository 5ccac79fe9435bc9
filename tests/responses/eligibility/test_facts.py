from datetime import date, timedelta

import pytest

from responses.cases.stages import SurveyStage
from responses.eligibility.facts import EventFacts
from responses.vault.facts import ContactFacts

CHARGED_ON = date(2026, 3, 2)
OPENS, CLOSES = CHARGED_ON + timedelta(days=14), CHARGED_ON + timedelta(days=90)


def event(**facts: object) -> EventFacts:
    return EventFacts(
        **{
            "survey_stage": SurveyStage.COURT_PENDING,
            "on": CHARGED_ON,
            "reported_on": CHARGED_ON,
            **facts,
        }
    )


def is_pending(today: date, **facts: object) -> bool:
    return event(**facts).is_pending(today)


class TestIsPending:
    @pytest.mark.parametrize(
        ("today", "expected"),
        [(OPENS - timedelta(days=1), True), (OPENS, False), (CLOSES, False)],
    )
    def test_until_its_window_opens(self, today, expected):
        assert is_pending(today) is expected

    @pytest.mark.parametrize(
        ("days", "expected"), [(28, True), (29, False), (-28, True), (-29, False)]
    )
    def test_near_a_hearing_after_which_time_is_left(self, days, expected):
        hearing = OPENS + timedelta(days=days)

        assert is_pending(OPENS, next_hearing_on=hearing) is expected

    @pytest.mark.parametrize(("left", "expected"), [(29, True), (28, False)])
    def test_unless_too_little_is_left_after_the_hearing(self, left, expected):
        hearing = CLOSES - timedelta(days=left)

        assert is_pending(hearing, next_hearing_on=hearing) is expected

    @pytest.mark.parametrize(
        ("free", "expected"),
        [(OPENS, False), (OPENS + timedelta(days=1), True), (CLOSES, True),
         (CLOSES + timedelta(days=1), False)],
    )  # fmt: skip
    def test_while_the_victim_was_invited_lately(self, free, expected):
        contact = ContactFacts(fatigued_until=free)

        assert is_pending(OPENS, contact=contact) is expected

    def test_where_nothing_is_known_to_count_from(self):
        assert is_pending(OPENS, survey_stage=SurveyStage.BEREAVED)

    def test_takes_the_later_of_hearing_and_invitation(self):
        contact = ContactFacts(fatigued_until=CLOSES + timedelta(days=1))

        assert not is_pending(OPENS, next_hearing_on=OPENS, contact=contact)


class TestIsFatigued:
    @pytest.mark.parametrize(("days", "expected"), [(1, True), (0, False), (-1, False)])
    def test_until_the_first_free_day(self, days, expected):
        contact = ContactFacts(fatigued_until=OPENS + timedelta(days=days))

        assert event(contact=contact).is_fatigued(OPENS) is expected
        assert not event().is_fatigued(OPENS)
