from responses.answering.journey import Journey, Longer
from responses.break_off.walk import (
    BEGUN,
    EQUALITY_OFFER,
    OFFER,
    SENDING,
    SENT,
    FurtherChoice,
    Step,
    StepPart,
    walk_of,
)
from survey.definition.expressions import Picked
from survey.definition.types import Block
from tests.each import for_each
from tests.survey import make

FIRST = [make.question(code) for code in ("A", "B")]
MORE = [make.question(code, block=Block.STAGE) for code in ("M", "N")]
ABOUT = [make.question("E", block=Block.EQUALITY)]
SHORT = make.instrument(*FIRST, *ABOUT)
WHOLE = make.instrument(*FIRST, *MORE, *ABOUT)
UNASKED = FurtherChoice(is_made=False, is_no=False)
YES = FurtherChoice(is_made=True, is_no=False)
NO = FurtherChoice(is_made=True, is_no=True)
A, B = (Step(StepPart.FIRST, code) for code in "AB")
M, N = (Step(StepPart.FURTHER, code) for code in "MN")
E = Step(StepPart.EQUALITY, "E")


def short(*answered, settled=False):
    answers = dict.fromkeys(answered, ("yes",))
    return Journey(SHORT, answers, short=SHORT, longer=Longer(is_settled=settled))


def longer(*answered):
    answers = dict.fromkeys(answered, ("yes",))
    return Journey(WHOLE, answers, short=SHORT, longer=Longer(codes=("M", "N"), is_settled=True))


def plain(*answered):
    return Journey(SHORT, dict.fromkeys(answered, ("yes",)))


class TestWhoLeft:
    @for_each(
        ("journey", "choice", "stopped", "reached"),
        [
            (plain(), UNASKED, A, [BEGUN, A]),
            (plain("A"), UNASKED, B, [BEGUN, A, B]),
            (plain("A", "B"), UNASKED, EQUALITY_OFFER, [BEGUN, A, B, EQUALITY_OFFER]),
            (plain("A", "B", "E"), UNASKED, None, [BEGUN, A, B, EQUALITY_OFFER, E, SENDING]),
            (short("A", "B"), UNASKED, OFFER, [BEGUN, A, B, OFFER]),
            (
                short("A", "B", settled=True), NO, EQUALITY_OFFER,
                [BEGUN, A, B, OFFER, EQUALITY_OFFER],
            ),
            (longer("A", "B"), YES, M, [BEGUN, A, B, OFFER, M]),
            (longer("A", "B", "M"), YES, N, [BEGUN, A, B, OFFER, M, N]),
        ],
    )  # fmt: skip
    def test_stands_at_the_first_step_that_is_not_done(self, journey, choice, stopped, reached):
        walk = walk_of(journey, choice, is_sent=False)

        assert walk.stopped == stopped
        assert set(walk.reached) == set(reached)

    def test_did_not_reach_what_their_answers_led_past(self):
        branch = make.question("C", shown_if=Picked("A", frozenset({"no"})))
        instrument = make.instrument(FIRST[0], branch, FIRST[1])

        walk = walk_of(Journey(instrument, {"A": ("yes",)}), UNASKED, is_sent=False)

        assert walk.stopped == B
        assert Step(StepPart.FIRST, "C") not in walk.reached


class TestWhoAnsweredAllAndLeft:
    def test_is_complete_without_sending_in(self):
        walk = walk_of(plain("A", "B", "E"), UNASKED, is_sent=False)

        assert walk.stopped is None
        assert SENDING in walk.reached
        assert SENT not in walk.reached


class TestWhoSentIn:
    def test_stopped_nowhere(self):
        walk = walk_of(plain("A", "B", "E"), UNASKED, is_sent=True)

        assert walk.stopped is None
        assert set(walk.reached) == {BEGUN, A, B, EQUALITY_OFFER, E, SENDING, SENT}
        assert not walk.declined

    def test_went_on_without_the_questions_about_the_person(self):
        walk = walk_of(plain("A", "B"), UNASKED, is_sent=True)

        assert walk.declined == (EQUALITY_OFFER,)

    def test_went_on_without_further_questions(self):
        walk = walk_of(short("A", "B", "E", settled=True), NO, is_sent=True)

        assert walk.declined == (OFFER,)

    def test_had_enough_of_the_further_questions_at_one_of_them(self):
        enough = FurtherChoice(is_made=True, is_no=False, before_enough=longer("A", "B", "M", "E"))

        walk = walk_of(short("A", "B", "E", settled=True), enough, is_sent=True)

        assert walk.declined == (N,)
        assert N in walk.reached
