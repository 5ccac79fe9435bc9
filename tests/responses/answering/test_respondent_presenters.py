from datetime import date

import pytest
from django.utils import translation

from responses.answering.journey import Journey
from responses.answering.presenters import pages as presenters
from survey import selectors as survey_selectors
from survey.definition.types import Instrument
from survey.flow.progress import StepProgress
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument() -> Instrument:
    return survey_selectors.current_instrument(NOW.date())


@pytest.mark.safety
class TestTitle:
    def test_is_the_neutral_name_alone(self) -> None:
        assert presenters.title() == "Service feedback"
        assert presenters.title(has_error=True) == "Error: Service feedback"

    def test_of_a_question_is_its_number_before_the_neutral_name(self) -> None:
        right = presenters.question_title(3, has_error=False)
        wrong = presenters.question_title(3, has_error=True)

        assert right == "Question 3 – Service feedback"
        assert wrong == "Error: Question 3 – Service feedback"


class TestProgress:
    @pytest.mark.parametrize(
        ("code", "is_fixed", "words"),
        [
            ("Q-CON-1", True, "Question 3 of 10"),
            ("Q-CON-1", False, "Question 3 of at most 10"),
            ("EQ-SEX", False, "About you: question 3 of at most 10"),
        ],
    )
    def test_promises_no_number_that_may_grow(
        self, instrument: Instrument, code: str, is_fixed: bool, words: str
    ) -> None:
        progress = StepProgress(number=3, most=10, is_fixed=is_fixed)

        row = presenters.progress_row(instrument.question(code), progress)

        assert row.words == words


class TestAnswerRows:
    @pytest.mark.safety
    def test_read_back_only_what_was_answered_in_this_sitting(self, instrument: Instrument) -> None:
        answers = {"Q-CON-1": ("very_easy",), "Q-ACT-2": ("neither",), "Q-INF-1": ()}
        journey = Journey(instrument, answers)

        rows = presenters.review_rows(journey, shown=["Q-ACT-2", "Q-INF-1"], language="en")

        assert [(row.number, row.answers, row.state) for row in rows] == [
            (1, (), "Answered"),
            (2, ("Neither satisfied nor dissatisfied",), "Answered"),
            (3, (), "Skipped"),
        ]

    def test_keep_the_order_of_the_page_for_several_answers(self, instrument: Instrument) -> None:
        answers = {
            "EQ-DIS-1": ("yes",), "EQ-DIS-2": ("a_lot",), "EQ-DIS-3": ("memory", "vision"),
        }  # fmt: skip

        rows = presenters.review_rows(
            Journey(instrument, answers), shown=["EQ-DIS-3"], language="en"
        )

        assert rows[-1].answers[0].startswith("Vision")
        assert rows[-1].answers[1].startswith("Memory")

    def test_speak_the_language_of_the_page(self, instrument: Instrument) -> None:
        journey = Journey(instrument, {"Q-CON-1": ("very_easy",)})

        (row,) = presenters.review_rows(journey, shown=["Q-CON-1"], language="cy")

        assert row.answers == ("Hawdd iawn",)


class TestMonth:
    @pytest.mark.parametrize(
        ("language", "written"),
        [
            ("en", "October 2026"),
            ("cy", "Hydref 2026"),
            ("en-x-easy", "October 2026"),
            ("pl", "październik 2026"),
            ("ro", "octombrie 2026"),
            ("pa", "ਅਕਤੂਬਰ 2026"),
            ("ur", "اکتوبر 2026"),
            ("ar", "أكتوبر 2026"),
            ("bn", "অক্টোবর 2026"),
        ],
    )
    def test_is_written_as_its_language_writes_it_alone(self, language: str, written: str) -> None:
        with translation.override(language):
            assert presenters.month(date(2026, 10, 5)) == written
