from dataclasses import replace

import pytest

from responses.answering.presenters import equality
from responses.answering.presenters.pages import progress_row
from survey.bank.pathways import PROXY
from survey.definition.types import Block
from survey.flow.progress import StepProgress
from tests.survey import shipped


def topics(code: str) -> tuple[str, ...]:
    return equality.explainer(shipped.instruments()[code]).topics


class TestTheExplainer:
    def test_names_everything_that_a_text_link_asks_about(self):
        assert topics("short-core") == (
            "sex",
            "age",
            "ethnic group",
            "health conditions and illnesses",
            "religion",
            "sexual orientation",
            "gender identity",
            "pregnancy and birth",
        )

    def test_names_nothing_that_is_not_asked(self):
        assert "gender identity" not in topics("bereaved")
        assert topics(PROXY) == (
            "sex",
            "age",
            "ethnic group",
            "health conditions and illnesses",
        )

    @pytest.mark.parametrize("code", shipped.instruments())
    def test_has_words_of_its_own_for_each_question_that_ships(self, code):
        assert equality.OTHER not in topics(code)

    def test_admits_to_a_question_that_it_has_no_words_for(self):
        instrument = shipped.instruments()["short-core"]
        own = replace(instrument.question("EQ-SEX"), code="EQ-SHOE-SIZE")

        told = equality.explainer(replace(instrument, questions=(*instrument.questions, own)))

        assert told.topics[-1] == "other things of this kind"

    def test_speaks_of_the_person_to_who_answers_for_another(self):
        for_another = equality.explainer(shipped.instruments()[PROXY])
        for_oneself = equality.explainer(shipped.instruments()["bereaved"])

        assert for_another.heading == "May we ask some questions about the person?"
        assert "the person you answer for" in for_another.about
        assert for_oneself.heading == "May we ask some questions about you?"


class TestTheProgress:
    def test_is_about_the_person_where_the_question_is(self):
        [sex, *_] = shipped.instruments()[PROXY].in_block(Block.EQUALITY)

        row = progress_row(sex, StepProgress(number=1, most=9, is_fixed=False))

        assert row.words == "About the person: question 1 of at most 9"
