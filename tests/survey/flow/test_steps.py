from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import Picked
from survey.definition.types import Block, Section
from survey.flow import steps
from survey.flow.steps import (
    Ask,
    Further,
    NotOnPathError,
    OfferFurther,
    OfferMore,
    ReviewAnswers,
)
from tests.survey import make


def picked(question, *choices):
    return Picked(question, frozenset(choices))


CORE_A, CORE_B = make.question("A"), make.question("B")
ETHNIC = make.question("E", choices=("asian", "white"), block=Block.EQUALITY)
ASIAN = make.question("EA", block=Block.EQUALITY, shown_if=picked("E", "asian"))
WHITE = make.question("EW", block=Block.EQUALITY, shown_if=picked("E", "white"))
LAST = make.question("L", block=Block.EQUALITY)
SAMPLE = make.instrument(CORE_A, CORE_B, ETHNIC, ASIAN, WHITE, LAST)
CORE_DONE = {"A": ("yes",), "B": ()}


def codes(questions):
    return [question.code for question in questions]


class TestPath:
    def test_holds_what_has_no_condition_and_what_was_opened(self):
        assert codes(steps.path(SAMPLE, {})) == ["A", "B", "E", "L"]
        assert codes(steps.path(SAMPLE, {"E": ("asian",)})) == ["A", "B", "E", "EA", "L"]

    def test_follows_a_changed_answer(self):
        answers = {"E": ("white",), "EA": ("yes",)}

        assert codes(steps.path(SAMPLE, answers)) == ["A", "B", "E", "EW", "L"]

    def test_ignores_an_answer_whose_question_is_off_the_path(self):
        first = make.question("A")
        second = make.question("B", shown_if=picked("A", "yes"))
        third = make.question("C", shown_if=picked("B", "yes"))
        instrument = make.instrument(first, second, third)

        walked = steps.path(instrument, {"A": ("no",), "B": ("yes",)})

        assert codes(walked) == ["A"]

    def test_never_looks_ahead_of_an_answer(self):
        assert codes(steps.path(SAMPLE, {"EA": ("yes",)})) == ["A", "B", "E", "L"]


ABOUT, MORE = make.question("B", section="P"), make.question("C", section="P")
PAGED = make.instrument(
    CORE_A,
    ABOUT,
    replace(MORE, shown_if=picked("B", "yes")),
    make.question("D"),
    sections=(Section("P", is_page=True),),
)


class TestPages:
    def test_are_one_question_each(self):
        assert [codes(page.questions) for page in steps.question_steps(SAMPLE, {})] == [
            ["A"], ["B"], ["E"], ["L"],
        ]  # fmt: skip

    def test_hold_all_of_a_section_that_is_a_page(self):
        found = steps.question_steps(PAGED, {"B": ("yes",)})

        assert [codes(page.questions) for page in found] == [["A"], ["B", "C"], ["D"]]
        assert [page.number for page in found] == [1, 2, 4]

    def test_hold_what_is_inside_its_sections_too(self):
        sections = (Section("P", is_page=True), Section("Q", parent="P", is_page=True))
        inner = make.question("C", section="Q")
        instrument = make.instrument(ABOUT, inner, sections=sections)

        (page,) = steps.question_steps(instrument, {})

        assert page.section == sections[0]

    @pytest.mark.slow
    @given(st.data(), make.instruments(is_sound=False))
    def test_are_the_path_and_nothing_else(self, data, instrument):
        answers = data.draw(make.answers_to(instrument))

        found = steps.question_steps(instrument, answers)

        in_order = [question for page in found for question in page.questions]
        assert in_order == list(steps.path(instrument, answers))


class TestPageNumbers:
    def test_count_every_question_of_the_instrument(self):
        assert steps.number_of(SAMPLE, "A") == 1
        assert steps.number_of(SAMPLE, "L") == 6

    @pytest.mark.slow
    @given(make.instruments())
    def test_name_each_question_once(self, instrument):
        numbers = [steps.number_of(instrument, question.code) for question in instrument.questions]

        assert numbers == list(range(1, len(numbers) + 1))


class TestNextStep:
    def test_asks_the_core_first(self):
        assert steps.next_step(SAMPLE, {"A": ()}, more=None) == Ask(CORE_B, 2)

    def test_explains_the_equality_block_when_the_core_is_done(self):
        assert steps.next_step(SAMPLE, CORE_DONE, more=None) == OfferMore()

    def test_goes_on_with_it_once_that_was_agreed(self):
        assert steps.next_step(SAMPLE, CORE_DONE, more=True) == Ask(ETHNIC, 3)

    def test_goes_to_the_review_once_it_was_declined(self):
        assert steps.next_step(SAMPLE, CORE_DONE, more=False) == ReviewAnswers()

    def test_does_not_explain_again_to_someone_in_the_middle_of_it(self):
        answers = {**CORE_DONE, "E": ("white",)}

        assert steps.next_step(SAMPLE, answers, more=None) == Ask(WHITE, 5)

    def test_declining_closes_the_block_even_when_begun(self):
        answers = {**CORE_DONE, "E": ("white",)}

        assert steps.next_step(SAMPLE, answers, more=False) == ReviewAnswers()

    def test_returns_to_the_core_if_that_is_open_again(self):
        assert steps.next_step(SAMPLE, {"B": ()}, more=False) == Ask(CORE_A, 1)

    def test_ends_with_the_review(self):
        answers = {**CORE_DONE, "E": (), "L": ("no",)}

        assert steps.next_step(SAMPLE, answers, more=None) == ReviewAnswers()

    def test_offers_nothing_where_there_is_no_equality_block(self):
        instrument = make.instrument(CORE_A)

        assert steps.next_step(instrument, {"A": ("yes",)}, more=None) == ReviewAnswers()

    @pytest.mark.slow
    @given(st.data(), make.instruments(), st.sampled_from([None, True, False]))
    def test_is_a_step_of_the_journey(self, data, instrument, more):
        answers = data.draw(make.answers_to(instrument))

        step = steps.next_step(instrument, answers, more=more)

        assert step in steps.whole_journey(instrument, answers, more=more)


class TestFurtherQuestions:
    OPEN = Further()
    DECLINED = Further(is_settled=True)
    WANTED = Further(frozenset({"B"}), is_settled=True)
    WITHOUT_B = make.instrument(CORE_A, ETHNIC, WHITE, LAST)

    def test_are_offered_after_the_others(self):
        step = steps.next_step(self.WITHOUT_B, {"A": ()}, more=None, further=self.OPEN)

        assert step == OfferFurther()

    def test_are_asked_once_they_are_wanted(self):
        assert steps.next_step(SAMPLE, {"A": ()}, more=None, further=self.WANTED) == Ask(CORE_B, 2)
        assert steps.next_step(SAMPLE, CORE_DONE, more=None, further=self.WANTED) == OfferMore()

    def test_are_passed_over_once_they_are_declined(self):
        step = steps.next_step(self.WITHOUT_B, {"A": ()}, more=None, further=self.DECLINED)

        assert step == OfferMore()

    def test_are_offered_no_more_to_who_is_in_the_equality_block(self):
        answers = {"A": (), "E": ()}

        assert steps.next_step(self.WITHOUT_B, answers, more=None, further=self.OPEN) == Ask(
            LAST, 4
        )

    def test_come_after_the_offer_and_before_the_equality_block(self):
        assert steps.whole_journey(SAMPLE, {}, more=True, further=self.WANTED) == (
            Ask(CORE_A, 1),
            OfferFurther(),
            Ask(CORE_B, 2),
            OfferMore(),
            Ask(ETHNIC, 3),
            Ask(LAST, 6),
            ReviewAnswers(),
        )

    @pytest.mark.parametrize(
        ("step", "before"),
        [
            (OfferFurther(), Ask(CORE_A, 1)),
            (Ask(CORE_B, 2), OfferFurther()),
            (OfferMore(), Ask(CORE_B, 2)),
        ],
    )
    def test_have_the_offer_behind_them(self, step, before):
        found = steps.step_before(SAMPLE, CORE_DONE, step, more=None, further=self.WANTED)

        assert found == before

    @pytest.mark.slow
    @given(st.data(), make.instruments(), st.sampled_from([None, True, False]), st.booleans())
    def test_change_no_other_step(self, data, instrument, more, is_settled):
        answers = data.draw(make.answers_to(instrument))
        codes = data.draw(st.frozensets(st.sampled_from(list(instrument.places))))
        plain = steps.whole_journey(instrument, answers, more=more)

        whole = steps.whole_journey(
            instrument, answers, more=more, further=Further(codes, is_settled=is_settled)
        )

        assert len(whole) == len(plain) + 1
        assert {*map(repr, whole)} == {*map(repr, plain), repr(OfferFurther())}


class TestSteps:
    def test_are_the_whole_journey_in_order(self):
        assert steps.whole_journey(SAMPLE, {}, more=True) == (
            Ask(CORE_A, 1),
            Ask(CORE_B, 2),
            OfferMore(),
            Ask(ETHNIC, 3),
            Ask(LAST, 6),
            ReviewAnswers(),
        )

    def test_leave_out_what_was_declined_but_not_the_explainer(self):
        assert steps.whole_journey(SAMPLE, {}, more=False) == (
            Ask(CORE_A, 1),
            Ask(CORE_B, 2),
            OfferMore(),
            ReviewAnswers(),
        )


class TestStepBefore:
    @pytest.mark.parametrize(
        ("step", "more", "before"),
        [
            (Ask(CORE_A, 1), None, None),
            (Ask(CORE_B, 2), None, Ask(CORE_A, 1)),
            (OfferMore(), None, Ask(CORE_B, 2)),
            (Ask(ETHNIC, 3), True, OfferMore()),
            (ReviewAnswers(), True, Ask(LAST, 6)),
            (ReviewAnswers(), False, OfferMore()),
        ],
    )
    def test_is_where_back_leads(self, step, more, before):
        assert steps.step_before(SAMPLE, CORE_DONE, step, more=more) == before

    def test_is_never_the_same_page(self):
        answers = {"A": (), "B": ("yes",)}

        before = steps.step_before(PAGED, answers, Ask(PAGED.question("C"), 3), more=None)

        assert before == Ask(CORE_A, 1)

    def test_refuses_a_step_that_is_not_taken(self):
        with pytest.raises(NotOnPathError):
            steps.step_before(SAMPLE, CORE_DONE, Ask(ASIAN, 4), more=True)

    @pytest.mark.slow
    @given(st.data(), make.instruments())
    def test_leads_back_to_the_beginning_page_by_page(self, data, instrument):
        answers = data.draw(make.answers_to(instrument))
        step = ReviewAnswers()
        walked = [step]

        while step := steps.step_before(instrument, answers, step, more=True):
            walked.append(step)

        shown = [*steps.question_steps(instrument, answers)]
        asked = [step for step in walked if isinstance(step, Ask)]
        assert [page.questions[-1] for page in reversed(shown)] == [ask.question for ask in asked]
