from datetime import date

import pytest

from responses.answering.journey import Journey, Longer
from survey import selectors as survey_selectors
from survey.bank import rotation
from survey.definition.types import Block, Instrument
from survey.flow.steps import Ask, OfferMore, ReviewAnswers
from tests.conftest import NOW
from tests.survey import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument() -> Instrument:
    return rotation.short_form(survey_selectors.current_instrument(NOW.date()), ())


def skipped(instrument: Instrument, *blocks: Block) -> Journey:
    journey = Journey(instrument, {})
    codes = [question.code for question in journey.path if question.block in blocks]
    return journey.with_answers(dict.fromkeys(codes, ()))


class TestReachable:
    def test_opens_only_the_first_page_at_first(self, instrument: Instrument) -> None:
        journey = Journey(instrument, {})

        assert journey.reachable(1) == journey.path[0]
        assert journey.reachable(2) is None

    def test_opens_every_page_up_to_the_first_unanswered_one(self, instrument: Instrument) -> None:
        path = Journey(instrument, {}).path
        journey = Journey(instrument, {path[0].code: ("very_easy",), path[1].code: ()})

        opened = [number for number in range(1, 11) if journey.reachable(number)]

        assert opened == [1, 2, 3]

    @pytest.mark.parametrize("number", [0, 999])
    def test_knows_no_page_outside_the_instrument(
        self, instrument: Instrument, number: int
    ) -> None:
        assert skipped(instrument, Block.CORE, Block.EQUALITY).reachable(number) is None

    def test_keeps_a_branch_shut_that_was_not_chosen(self, instrument: Instrument) -> None:
        journey = skipped(instrument, Block.CORE, Block.EQUALITY)
        branch = instrument.question("EQ-ETH-WHITE")

        assert journey.reachable(journey.number_of(branch)) is None


class TestNextStep:
    def test_offers_the_optional_block_once_the_core_is_done(self, instrument: Instrument) -> None:
        journey = skipped(instrument, Block.CORE)

        assert journey.is_core_done
        assert journey.next_step(is_more_wanted=False) == OfferMore()
        assert isinstance(journey.next_step(is_more_wanted=True), Ask)

    def test_is_the_review_once_every_question_is_done(self, instrument: Instrument) -> None:
        journey = skipped(instrument, Block.CORE, Block.EQUALITY)

        assert journey.is_done
        assert journey.next_step(is_more_wanted=False) == ReviewAnswers()

    def test_opens_a_branch_that_a_change_leads_to(self, instrument: Instrument) -> None:
        journey = skipped(instrument, Block.CORE, Block.EQUALITY)

        changed = journey.with_answers({"EQ-ETH": ("white",)})

        assert not changed.is_done
        step = changed.next_step(is_more_wanted=False)
        assert isinstance(step, Ask)
        assert step.question.code == "EQ-ETH-WHITE"


class TestStepBefore:
    def test_is_none_for_the_first_question(self, instrument: Instrument) -> None:
        journey = Journey(instrument, {})

        assert journey.step_before(journey.path[0]) is None

    def test_leads_from_the_optional_block_to_its_explanation_and_on(
        self, instrument: Instrument
    ) -> None:
        journey = skipped(instrument, Block.CORE)
        first_of_block = next(q for q in journey.path if q.block is Block.EQUALITY)
        last_of_core = [q for q in journey.path if q.block is Block.CORE][-1]

        assert journey.step_before(first_of_block) == OfferMore()
        assert journey.step_before_more() == Ask(last_of_core, journey.number_of(last_of_core))


class TestFurtherQuestions:
    SHORT = make.instrument(make.question("A"), make.question("E", block=Block.EQUALITY))
    WHOLE = make.instrument(
        make.question("A"), make.question("B"), make.question("E", block=Block.EQUALITY)
    )

    def journey(self, answers, *, is_wanted: bool) -> Journey:
        if not is_wanted:
            return Journey(self.SHORT, answers, short=self.SHORT, longer=Longer())
        longer = Longer(codes=("B",), is_settled=True)
        return Journey(self.WHOLE, answers, short=self.SHORT, longer=longer)

    def test_change_the_number_of_no_other(self) -> None:
        before, after = (self.journey({}, is_wanted=wanted) for wanted in (False, True))

        for code in ("A", "E"):
            assert before.number_of(self.SHORT.question(code)) == after.number_of(
                self.WHOLE.question(code)
            )
        assert after.number_of(self.WHOLE.question("B")) == 3
        assert after.is_further_number(3)
        assert not after.is_further_number(2)

    def test_are_reached_before_the_equality_questions(self) -> None:
        journey = self.journey({"A": ()}, is_wanted=True)

        assert journey.reachable(3) == self.WHOLE.question("B")
        assert journey.reachable(2) is None
        assert journey.next_step(is_more_wanted=False) == Ask(self.WHOLE.question("B"), 3)

    def test_are_offered_once_all_before_them_is_done(self) -> None:
        assert not self.journey({}, is_wanted=False).is_offer_next
        assert self.journey({"A": ()}, is_wanted=False).is_offer_next
        assert not self.journey({"A": ()}, is_wanted=True).is_offer_next

    def test_belong_neither_to_the_core_nor_to_what_is_done_before_the_offer(self) -> None:
        journey = self.journey({"A": ()}, is_wanted=True)

        assert journey.is_core_done
        assert journey.is_first_part_done
        assert not journey.is_all_before_equality_done
        assert journey.core_length.most == 1


class TestCountedAnswers:
    def test_leave_out_a_branch_that_was_left(self, instrument: Instrument) -> None:
        journey = skipped(instrument, Block.CORE).with_answers(
            {"EQ-ETH": ("black",), "EQ-ETH-WHITE": ("irish",)}
        )

        assert "EQ-ETH-WHITE" not in journey.counted_answers
        assert journey.counted_answers["EQ-ETH"] == ("black",)


class TestContext:
    def test_holds_only_the_answers_that_count(self, instrument: Instrument) -> None:
        journey = Journey(instrument, {"EQ-ETH": ("black",), "EQ-ETH-WHITE": ("irish",)})

        assert "EQ-ETH-WHITE" not in journey.context().answers

    def test_is_on_the_day_of_the_answer_or_else_that_of_the_beginning(
        self, instrument: Instrument
    ) -> None:
        journey = Journey(instrument, {}, today=date(2026, 11, 24))

        assert journey.context().today == date(2026, 11, 24)
        assert journey.context(today=date(2026, 11, 25)).today == date(2026, 11, 25)

    def test_may_tell_of_this_sitting_alone(self, instrument: Instrument) -> None:
        context = Journey(instrument, {}).context(tellable=["Q-CON-1"])

        assert context.may_tell("Q-CON-1")
        assert not context.may_tell("Q-ACT-2")
