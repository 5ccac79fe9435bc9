import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from survey.definition import evaluation
from survey.definition.expressions import Expression, Own, Tag, Value, leaves
from survey.definition.types import ACKNOWLEDGED, Choice, Question, QuestionKind, details_key
from survey.flow.context import EMPTY_CONTEXT, AnswerContext, offered_choices

MOST_CHARACTERS = 1_000
MOST_CHARACTERS_OF_DETAILS = 200
MOST_DIGITS = 9
MOST_PLACES = 6
YEARS = range(1900, 2101)
NEVER_ANSWERED = frozenset({QuestionKind.NOTE, QuestionKind.CALCULATED, QuestionKind.HIDDEN})


class AnswerFault(StrEnum):
    UNKNOWN_CHOICE = "unknown_choice"
    MORE_THAN_ONE = "more_than_one"
    EXCLUSIVE_WITH_OTHERS = "exclusive_with_others"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    DETAILS_TOO_LONG = "details_too_long"
    NOT_WHOLE = "not_whole"
    NOT_A_NUMBER = "not_a_number"
    TOO_LARGE = "too_large"
    DATE_INCOMPLETE = "date_incomplete"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    CONSTRAINT = "constraint"
    NOT_ASKED = "not_asked"


class AnswerError(ValueError):
    """Not a valid answer."""

    def __init__(self, code: AnswerFault, *, choice: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.choice = choice


def check_answer(
    question: Question, picked: Sequence[str], context: AnswerContext | None = None
) -> tuple[str, ...]:
    """Choices once, in the definition's order; or one text, number, ISO date or time; empty when
    skipped. Raises AnswerError."""
    answer = _OF_KIND.get(question.kind, _choices)(question, picked, context)
    if not answer and question.is_required and question.kind not in NEVER_ANSWERED:
        raise AnswerError(AnswerFault.REQUIRED)
    if answer and not _is_within(question.constraint, answer, context):
        raise AnswerError(AnswerFault.CONSTRAINT)
    return answer


def check_details(
    question: Question, answer: Sequence[str], written: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """By details_key, for every choice with a box; empty if not picked. Raises AnswerError."""
    return {
        details_key(question.code, choice.code): _details(choice, answer, written)
        for choice in question.choices
        if choice.details
    }


def _details(choice: Choice, answer: Sequence[str], written: Mapping[str, str]) -> tuple[str, ...]:
    text = clean_text(written.get(choice.code, "")).replace("\n", " ")
    if choice.code not in answer or not text:
        return ()
    if len(text) > MOST_CHARACTERS_OF_DETAILS:
        raise AnswerError(AnswerFault.DETAILS_TOO_LONG, choice=choice.code)
    return (text,)


def clean_text(text: str) -> str:
    """Without outer space, control characters (but line ends) and half surrogate pairs, which no
    database stores."""
    lines = re.sub(r"\r\n?", "\n", text).replace("\t", " ")
    kept = (c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def _choices(
    question: Question, picked: Sequence[str], context: AnswerContext | None
) -> tuple[str, ...]:
    chosen = set(picked)
    if chosen - _codes_offered(question, context):
        raise AnswerError(AnswerFault.UNKNOWN_CHOICE)
    if question.kind is QuestionKind.SINGLE and len(chosen) > 1:
        raise AnswerError(AnswerFault.MORE_THAN_ONE)
    in_order = [choice for choice in question.choices if choice.code in chosen]
    if len(in_order) > 1 and any(choice.is_exclusive for choice in in_order):
        raise AnswerError(AnswerFault.EXCLUSIVE_WITH_OTHERS)
    return tuple(choice.code for choice in in_order)


def _codes_offered(question: Question, context: AnswerContext | None) -> frozenset[str]:
    if not _may_judge(question.choice_filter, context):
        return question.choice_codes
    return frozenset(choice.code for choice in offered_choices(question, context or EMPTY_CONTEXT))


def _text(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    text = clean_text(_only(picked))
    if len(text) > MOST_CHARACTERS:
        raise AnswerError(AnswerFault.TOO_LONG)
    return (text,) if text else ()


def _integer(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    text = clean_text(_only(picked)).replace("\N{MINUS SIGN}", "-")
    if not text:
        return ()
    if not re.fullmatch(r"[+-]?\d+", text):
        raise AnswerError(AnswerFault.NOT_WHOLE)
    if len(text.lstrip("+-")) > MOST_DIGITS:
        raise AnswerError(AnswerFault.TOO_LARGE)
    return (str(int(text)),)


def _decimal(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    text = clean_text(_only(picked)).replace("\N{MINUS SIGN}", "-")
    if not text:
        return ()
    number = re.fullmatch(r"([+-]?)(\d*)(?:[.,\N{ARABIC DECIMAL SEPARATOR}](\d+))?", text)
    if number is None or not (number[2] or number[3]) or re.search(r",\d{3}$", text):
        raise AnswerError(AnswerFault.NOT_A_NUMBER)
    if len(number[2]) > MOST_DIGITS or len(number[3] or "") > MOST_PLACES:
        raise AnswerError(AnswerFault.TOO_LARGE)
    places = "".join(str(int(digit)) for digit in number[3] or "").rstrip("0")
    whole = str(int(number[2] or "0"))
    kept = f"{whole}.{places}" if places else whole
    return (f"-{kept}" if number[1] == "-" and kept != "0" else kept,)


def _time(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    text = clean_text(_only(picked))
    if not text:
        return ()
    parts = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::00)?", text)
    if parts is None or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise AnswerError(AnswerFault.NOT_A_TIME)
    return (f"{int(parts[1]):02}:{int(parts[2]):02}",)


def _date(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    parts = [clean_text(part) for part in picked]
    if not any(parts):
        return ()
    if len(parts) == 1:
        parts = parts[0].split("-")[::-1]
    if len(parts) != 3:
        raise AnswerError(AnswerFault.NOT_A_DATE)
    if not all(parts):
        raise AnswerError(AnswerFault.DATE_INCOMPLETE)
    return (_real_day(*parts).isoformat(),)


def _real_day(day: str, month: str, year: str) -> date:
    if not (re.fullmatch(r"\d{1,2}", day) and re.fullmatch(r"\d{1,2}", month)):
        raise AnswerError(AnswerFault.NOT_A_DATE)
    if not re.fullmatch(r"\d{4}", year) or int(year) not in YEARS:
        raise AnswerError(AnswerFault.NOT_A_DATE)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise AnswerError(AnswerFault.NOT_A_DATE) from error


def _acknowledged(
    _: Question, picked: Sequence[str], _context: AnswerContext | None
) -> tuple[str, ...]:
    if set(picked) - {ACKNOWLEDGED}:
        raise AnswerError(AnswerFault.UNKNOWN_CHOICE)
    return (ACKNOWLEDGED,) if picked else ()


def _nothing(_: Question, picked: Sequence[str], _context: AnswerContext | None) -> tuple[str, ...]:
    if picked:
        raise AnswerError(AnswerFault.NOT_ASKED)
    return ()


_OF_KIND: Mapping[
    QuestionKind, Callable[[Question, Sequence[str], AnswerContext | None], tuple[str, ...]]
] = {
    QuestionKind.TEXT: _text,
    QuestionKind.INTEGER: _integer,
    QuestionKind.DECIMAL: _decimal,
    QuestionKind.DATE: _date,
    QuestionKind.TIME: _time,
    QuestionKind.ACKNOWLEDGE: _acknowledged,
    QuestionKind.NOTE: _nothing,
    QuestionKind.CALCULATED: _nothing,
    QuestionKind.HIDDEN: _nothing,
}


def _only(picked: Sequence[str]) -> str:
    if len(picked) > 1:
        raise AnswerError(AnswerFault.MORE_THAN_ONE)
    return "".join(picked)


def _is_within(
    constraint: Expression | None, answer: tuple[str, ...], context: AnswerContext | None
) -> bool:
    if not _may_judge(constraint, context):
        return True
    around = context or EMPTY_CONTEXT
    return evaluation.holds(constraint, around.answers, today=around.today, own=answer)


def _may_judge(expression: Expression | None, context: AnswerContext | None) -> bool:
    return context is not None or (
        expression is not None
        and all(isinstance(leaf, Value | Own | Tag) for leaf in leaves(expression))
    )
