"""How far a respondent is in a part of a survey, and how many steps the part has. Pure.

There are three parts: the equality block, the further questions that somebody chose to be asked,
and all that comes before both. Each is counted by itself.
What is promised of a part never grows: branches are counted as if the answers opened as many
questions as any answers can."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from survey.definition.expressions import Expression, questions_in
from survey.definition.types import Answers, Block, Instrument, Question, QuestionKind, Section
from survey.flow import steps
from survey.flow.steps import NO_CODES, NotOnPathError, QuestionStep


class FormPart(StrEnum):
    FIRST = "first"
    FURTHER = "further"
    EQUALITY = "equality"


@dataclass(frozen=True)
class PartLength:
    """`most` is how many steps the part can have, whatever is answered. `is_fixed` is True where
    everybody is asked all of them, so that `most` is exact."""

    most: int
    is_fixed: bool


@dataclass(frozen=True)
class StepProgress:
    """Step `number` of its part, which has `most` steps at most; exactly so many where
    `is_fixed`."""

    number: int
    most: int
    is_fixed: bool


def part_of(question: Question, further: frozenset[str] = NO_CODES) -> FormPart:
    """The part of a question; `further` are the codes of the further questions."""
    if question.block is Block.EQUALITY:
        return FormPart.EQUALITY
    return FormPart.FURTHER if question.code in further else FormPart.FIRST


def progress(
    instrument: Instrument,
    answers: Answers,
    code: str,
    *,
    further: frozenset[str] = NO_CODES,
    today: date | None = None,
) -> StepProgress:
    """How far the question is within its part. Raises NotOnPathError."""
    part = part_of(instrument.question(code), further)
    asked = _steps_of(instrument, answers, part, further, today=today)
    length = part_length(instrument, part, further)
    return StepProgress(
        number=_place(asked, code) + 1,
        most=max(length.most, len(asked)),
        is_fixed=length.is_fixed,
    )


@lru_cache(maxsize=512)
def part_length(
    instrument: Instrument, part: FormPart, further: frozenset[str] = NO_CODES
) -> PartLength:
    """The length of a part on the longest way through it. The answer to each question that a
    condition looks at is chosen in turn, so that most is asked after it. This finds the longest way
    where no answer closes more than later ones open; tests try all answers of what ships."""

    def steps_after(answers: Answers) -> int:
        return len(_steps_of(instrument, answers, part, further))

    longest: Answers = {}
    for question in _deciding(instrument):
        tried = [{**longest, question.code: picked} for picked in _possible_answers(question)]
        longest = max(tried, key=steps_after)
    asked = [each for each in instrument.questions if part_of(each, further) is part]
    return PartLength(
        most=steps_after(longest),
        is_fixed=not any(_has_condition(instrument, each) for each in asked),
    )


def _steps_of(
    instrument: Instrument,
    answers: Answers,
    part: FormPart,
    further: frozenset[str],
    *,
    today: date | None = None,
) -> list[QuestionStep]:
    """The steps of the part, in order. A step never runs into another part."""
    every = steps.question_steps(instrument, answers, today=today)
    return [step for step in every if part_of(step.questions[0], further) is part]


def _place(asked: list[QuestionStep], code: str) -> int:
    for place, step in enumerate(asked):
        if any(question.code == code for question in step.questions):
            return place
    raise NotOnPathError(code)


def _deciding(instrument: Instrument) -> list[Question]:
    """The questions that conditions look at, in order."""
    codes = {each for condition in _conditions(instrument) for each in questions_in(condition)}
    return [question for question in instrument.questions if question.code in codes]


def _conditions(instrument: Instrument) -> Iterator[Expression]:
    owners: tuple[Question | Section, ...] = (*instrument.questions, *instrument.sections)
    for owner in owners:
        if owner.shown_if is not None:
            yield owner.shown_if


def _has_condition(instrument: Instrument, question: Question) -> bool:
    owners: tuple[Question | Section, ...] = (question, *instrument.sections_around(question))
    return any(owner.shown_if is not None for owner in owners)


def _possible_answers(question: Question) -> list[tuple[str, ...]]:
    """Skipped, each choice alone, and for several choices all at once."""
    alone = [(choice.code,) for choice in question.choices]
    is_several = question.kind is QuestionKind.MULTI
    together = [tuple(choice.code for choice in question.choices)] if is_several else []
    return [(), *alone, *together]
