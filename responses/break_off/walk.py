"""Steps reached, where they left, and where they stopped the further questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from responses.answering.journey import Journey
from survey.definition.types import Question
from survey.flow.progress import FormPart
from survey.flow.steps import Ask, OfferFurther, OfferMore


class StepPart(StrEnum):
    BEGUN = "begun"
    """Past the gate: all counted respondents."""
    FIRST = "first"
    OFFER = "offer"
    """The page that offers further questions."""
    FURTHER = "further"
    EQUALITY_OFFER = "about"
    """The page that offers the optional questions about the person."""
    EQUALITY = "equality"
    SENDING = "sending"
    """Every question is answered or skipped. The answers may not be sent in yet."""
    SENT = "sent"


QUESTIONS = {
    FormPart.FIRST: StepPart.FIRST,
    FormPart.FURTHER: StepPart.FURTHER,
    FormPart.EQUALITY: StepPart.EQUALITY,
}


@dataclass(frozen=True)
class Step:
    """ "" for a page that is no question."""

    part: StepPart
    question: str = ""


BEGUN, OFFER, EQUALITY_OFFER, SENDING, SENT = map(
    Step,
    (
        StepPart.BEGUN,
        StepPart.OFFER,
        StepPart.EQUALITY_OFFER,
        StepPart.SENDING,
        StepPart.SENT,
    ),
)


@dataclass(frozen=True)
class WalkSoFar:
    """`stopped` is where an incomplete respondent left."""

    reached: tuple[Step, ...]
    stopped: Step | None
    declined: tuple[Step, ...]


@dataclass(frozen=True)
class FurtherChoice:
    is_made: bool
    is_no: bool
    before_enough: Journey | None = None
    """The journey with every further question they said yes to, where they had enough of them
    before the last one."""


def walk_of(journey: Journey, choice: FurtherChoice, *, is_sent: bool) -> WalkSoFar:
    place = SENT if is_sent else _place(journey)
    is_complete = place in {SENDING, SENT}
    stopped = None if is_complete else place
    reached = [BEGUN, *_reached(journey, choice, stopped)]
    declined = [OFFER] if choice.is_no else []
    if enough := _first_further_gap(choice.before_enough):
        reached.append(enough)
        declined.append(enough)
    if is_complete:
        reached += [SENDING, SENT] if is_sent else [SENDING]
        if EQUALITY_OFFER in reached and not _has(reached, StepPart.EQUALITY):
            declined.append(EQUALITY_OFFER)
    return WalkSoFar(tuple(dict.fromkeys(reached)), stopped, tuple(declined))


def _place(journey: Journey) -> Step:
    match journey.next_step(is_more_wanted=False):
        case Ask(question=question):
            return _step(journey, question)
        case OfferFurther():
            return OFFER
        case OfferMore():
            return EQUALITY_OFFER
        case _:
            return SENDING


def _reached(journey: Journey, choice: FurtherChoice, stopped: Step | None) -> Iterator[Step]:
    if choice.is_made:
        yield OFFER
    asked = [question for question in journey.path if journey.has_answer(question)]
    yield from (_step(journey, question) for question in asked)
    has_equality = any(journey.part_of(each) is FormPart.EQUALITY for each in journey.path)
    is_past = stopped is None or stopped.part is StepPart.EQUALITY
    if has_equality and is_past:
        yield EQUALITY_OFFER
    if stopped is not None:
        yield stopped


def _first_further_gap(journey: Journey | None) -> Step | None:
    if journey is None:
        return None
    for question in journey.path:
        if journey.is_further(question) and not journey.has_answer(question):
            return _step(journey, question)
    return None


def _step(journey: Journey, question: Question) -> Step:
    return Step(QUESTIONS[journey.part_of(question)], question.code)


def _has(reached: list[Step], part: StepPart) -> bool:
    return any(step.part is part for step in reached)
