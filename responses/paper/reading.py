import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from survey.definition.types import Instrument, Question, QuestionKind
from survey.flow import answer_checks

BETWEEN = re.compile(r"[\s,;+]+")
PRINTED = frozenset({QuestionKind.SINGLE, QuestionKind.MULTI})


class ReadMark(StrEnum):
    """By the letter that is typed."""

    BLANK = "b"
    UNREADABLE = "u"
    TWO_TICKED = "t"


class ReadingFault(StrEnum):
    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NO_SUCH_BOX = "no_such_box"
    MORE_THAN_ONE = "more_than_one"
    ALONE = "alone"
    """An exclusive box was ticked together with another."""


class ReadingError(ValueError):
    def __init__(self, fault: ReadingFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class FormReading:
    answers: Mapping[str, tuple[str, ...]] = field(repr=False)
    marks: Mapping[str, str]


def printed_questions(instrument: Instrument) -> tuple[Question, ...]:
    return tuple(
        question
        for question in instrument.questions
        if question.kind in PRINTED
        and question.shown_if is None
        and question.code not in instrument.rotating
        and not any(section.shown_if for section in instrument.sections_around(question))
    )


def read_line(question: Question, typed: str) -> tuple[tuple[str, ...], str]:
    """And the mark where it has none. Raises ReadingError."""
    parts = [part for part in BETWEEN.split(typed.strip().lower()) if part]
    if not parts:
        raise ReadingError(ReadingFault.EMPTY)
    if len(parts) == 1 and parts[0] in {mark.value for mark in ReadMark}:
        return (), _checked_mark(question, parts[0])
    picked = [_choice(question, part) for part in parts]
    try:
        return answer_checks.check_answer(question, picked), ""
    except answer_checks.AnswerError as error:
        raise ReadingError(_FAULTS.get(error.code, ReadingFault.NO_SUCH_BOX)) from error


def typed_as(question: Question, reading: FormReading) -> str:
    if mark := reading.marks.get(question.code):
        return mark
    numbers = [str(place) for place, choice in enumerate(question.choices, start=1)
               if choice.code in reading.answers.get(question.code, ())]  # fmt: skip
    return " ".join(numbers)


def differing(
    questions: Sequence[Question], one: FormReading, other: FormReading
) -> tuple[Question, ...]:
    return tuple(
        question for question in questions if typed_as(question, one) != typed_as(question, other)
    )


def _checked_mark(question: Question, mark: str) -> str:
    if mark == ReadMark.TWO_TICKED and question.kind is QuestionKind.MULTI:
        raise ReadingError(ReadingFault.NOT_A_NUMBER)
    return mark


def _choice(question: Question, part: str) -> str:
    if not (part.isascii() and part.isdigit()):
        raise ReadingError(ReadingFault.NOT_A_NUMBER)
    place = int(part)
    if not 1 <= place <= len(question.choices):
        raise ReadingError(ReadingFault.NO_SUCH_BOX)
    return question.choices[place - 1].code


_FAULTS = {
    answer_checks.AnswerFault.MORE_THAN_ONE: ReadingFault.MORE_THAN_ONE,
    answer_checks.AnswerFault.EXCLUSIVE_WITH_OTHERS: ReadingFault.ALONE,
}
