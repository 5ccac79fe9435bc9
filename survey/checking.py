"""Is this an answer to this question, and if not why. Pure.

Skipping is always an answer: every question is optional."""

from collections.abc import Sequence
from enum import StrEnum

from survey.definition import Kind, Question


class Fault(StrEnum):
    UNKNOWN_CHOICE = "unknown_choice"
    MORE_THAN_ONE = "more_than_one"
    EXCLUSIVE_WITH_OTHERS = "exclusive_with_others"


class AnswerError(ValueError):
    """Not an answer to this question. The words for the respondent are chosen by the code."""

    def __init__(self, code: Fault) -> None:
        super().__init__(code.value)
        self.code = code


def check_answer(question: Question, picked: Sequence[str]) -> tuple[str, ...]:
    """The choices picked, each once, in the order the question shows them; empty when skipped.

    Raises AnswerError."""
    chosen = set(picked)
    if chosen - question.choice_codes:
        raise AnswerError(Fault.UNKNOWN_CHOICE)
    if question.kind is Kind.SINGLE and len(chosen) > 1:
        raise AnswerError(Fault.MORE_THAN_ONE)
    in_order = [choice for choice in question.choices if choice.code in chosen]
    if len(in_order) > 1 and any(choice.is_exclusive for choice in in_order):
        raise AnswerError(Fault.EXCLUSIVE_WITH_OTHERS)
    return tuple(choice.code for choice in in_order)
