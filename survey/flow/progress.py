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
    """`most` whatever is answered."""

    most: int
    is_fixed: bool


@dataclass(frozen=True)
class StepProgress:
    """Exactly `most` where `is_fixed`."""

    number: int
    most: int
    is_fixed: bool


def part_of(question: Question, further: frozenset[str] = NO_CODES) -> FormPart:
    """`further` are codes of the further questions."""
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
    """Raises NotOnPathError."""
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
    """On the longest way through it."""

    def steps_after(answers: Answers) -> int:
        return len(_steps_of(instrument, answers, part, further))

    longest: Answers = {}
    codes = {each for condition in _conditions(instrument) for each in questions_in(condition)}
    for question in [question for question in instrument.questions if question.code in codes]:
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
    every = steps.question_steps(instrument, answers, today=today)
    return [step for step in every if part_of(step.questions[0], further) is part]


def _place(asked: list[QuestionStep], code: str) -> int:
    for place, step in enumerate(asked):
        if any(question.code == code for question in step.questions):
            return place
    raise NotOnPathError(code)


def _conditions(instrument: Instrument) -> Iterator[Expression]:
    owners: tuple[Question | Section, ...] = (*instrument.questions, *instrument.sections)
    for owner in owners:
        if owner.shown_if is not None:
            yield owner.shown_if


def _has_condition(instrument: Instrument, question: Question) -> bool:
    owners: tuple[Question | Section, ...] = (question, *instrument.sections_around(question))
    return any(owner.shown_if is not None for owner in owners)


def _possible_answers(question: Question) -> list[tuple[str, ...]]:
    alone = [(choice.code,) for choice in question.choices]
    is_several = question.kind is QuestionKind.MULTI
    together = [tuple(choice.code for choice in question.choices)] if is_several else []
    return [(), *alone, *together]
