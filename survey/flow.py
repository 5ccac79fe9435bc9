"""Which page comes next, from the definition and the answers alone. Pure.

A journey is a list of steps: `Ask` each core question, `OfferMore` (the page that explains the
optional equality block and asks whether to go on), `Ask` each equality question, `Review` (check
your answers). What the respondent said on the explainer is no answer to a question, so it is not
among the answers: the caller keeps it and passes it as `more` (True, False, or None while not
yet asked). Someone who has answered an equality question has plainly agreed.

A question is on the path when its condition holds on the answers to questions before it that are
themselves on the path. So an answer that was given before a branch was left counts for nothing,
no condition can look ahead, and every walk ends. Pages are numbered by the question's place in
the instrument, counted from 1, whatever the path."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from survey.definition import Answers, Block, Instrument, Question
from survey.evaluation import holds


@dataclass(frozen=True)
class Ask:
    question: Question
    number: int


@dataclass(frozen=True)
class OfferMore:
    """The explainer before the equality block."""


@dataclass(frozen=True)
class Review:
    """Check your answers, then finish."""


Step = Ask | OfferMore | Review


@dataclass(frozen=True)
class Progress:
    """Question `number` of `about` in its block; about, since answers may open a branch."""

    number: int
    about: int


class NotOnPathError(LookupError):
    """The answers so far do not lead to this question."""


def path(instrument: Instrument, answers: Answers) -> tuple[Question, ...]:
    """Every question that the answers so far lead to, the equality block included."""
    walked: list[Question] = []
    counted: dict[str, tuple[str, ...]] = {}
    for question in instrument.questions:
        if holds(question.shown_if, counted):
            walked.append(question)
            if question.code in answers:
                counted[question.code] = tuple(answers[question.code])
    return tuple(walked)


def answers_on_path(instrument: Instrument, answers: Answers) -> dict[str, tuple[str, ...]]:
    """The answers that count, in the order asked."""
    return {
        question.code: tuple(answers[question.code])
        for question in path(instrument, answers)
        if question.code in answers
    }


def next_question(instrument: Instrument, answers: Answers) -> Question | None:
    """The first question on the path that has neither been answered nor skipped."""
    return next((q for q in path(instrument, answers) if q.code not in answers), None)


def previous_question(instrument: Instrument, answers: Answers, code: str) -> Question | None:
    """The question before this one on the path, or None for the first."""
    _require_on_path(instrument, answers, code)
    for before, question in pairwise(path(instrument, answers)):
        if question.code == code:
            return before
    return None


def progress(instrument: Instrument, answers: Answers, code: str) -> Progress:
    _require_on_path(instrument, answers, code)
    block = instrument.question(code).block
    codes = [question.code for question in path(instrument, answers) if question.block is block]
    return Progress(number=codes.index(code) + 1, about=len(codes))


def number_of(instrument: Instrument, code: str) -> int:
    codes = [question.code for question in instrument.questions]
    return codes.index(code) + 1


def question_at(instrument: Instrument, number: int) -> Question | None:
    """The question of a page's number, or None where there is no such page."""
    questions = dict(enumerate(instrument.questions, 1))
    return questions.get(number)


def steps(instrument: Instrument, answers: Answers, *, more: bool | None) -> tuple[Step, ...]:
    """The whole journey as it stands. `more` is what was said on the explainer, None if nothing."""
    return tuple(_steps(instrument, answers, is_declined=more is False))


def next_step(instrument: Instrument, answers: Answers, *, more: bool | None) -> Step:
    """The first step that is not done."""
    if more is None and _has_equality_answer(instrument, answers):
        more = True
    for step in steps(instrument, answers, more=more):
        if isinstance(step, Ask) and step.question.code not in answers:
            return step
        if isinstance(step, OfferMore) and more is None:
            return step
    return Review()


def step_before(
    instrument: Instrument, answers: Answers, step: Step, *, more: bool | None
) -> Step | None:
    """Where "Back" leads, or None from the first step.

    Raises NotOnPathError when the journey does not pass through the step."""
    journey = steps(instrument, answers, more=more)
    if step not in journey:
        raise NotOnPathError(repr(step))
    place = journey.index(step)
    return journey[place - 1] if place else None


def _steps(instrument: Instrument, answers: Answers, *, is_declined: bool) -> Iterator[Step]:
    walked = path(instrument, answers)
    core = [question for question in walked if question.block is Block.CORE]
    equality = [question for question in walked if question.block is Block.EQUALITY]
    for question in core:
        yield Ask(question, number_of(instrument, question.code))
    if equality:
        yield OfferMore()
    if not is_declined:
        for question in equality:
            yield Ask(question, number_of(instrument, question.code))
    yield Review()


def _has_equality_answer(instrument: Instrument, answers: Answers) -> bool:
    return any(
        question.block is Block.EQUALITY and question.code in answers
        for question in path(instrument, answers)
    )


def _require_on_path(instrument: Instrument, answers: Answers, code: str) -> None:
    if code not in {question.code for question in path(instrument, answers)}:
        raise NotOnPathError(code)
