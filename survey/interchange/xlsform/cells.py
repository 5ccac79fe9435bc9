import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from survey.definition.expressions import Expression
from survey.interchange.faults import Reason, shown
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xpath.parsing import as_condition, parse_text, with_empty_texts
from survey.interchange.xpath.tokens import DOUBLE, LONGEST_NAME, NAME, SINGLE, ExpressionError

Member = TypeVar("Member", bound=StrEnum)
STRAIGHT = {ord(quote): "'" for quote in SINGLE} | {ord(quote): '"' for quote in DOUBLE}
RELENTING: Mapping[Reason, Callable[[str], str]] = {
    Reason.CURLY_QUOTE: lambda text: text.translate(STRAIGHT),
    Reason.NULL: with_empty_texts,
}
"""Accepted variants, with the correct spelling."""
YES, NO = {"yes", "true", "true()", "1"}, {"", "no", "false", "false()", "0"}


def flag(record: FormRow, column: str) -> bool:
    value = record[column].lower()
    if value not in YES | NO:
        record.report(Reason.WRONG_FLAG, column, value=shown(record[column]))
    return value in YES


def number(record: FormRow, column: str, *, default: int, least: int = 1) -> int:
    text = record[column]
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,5}", text) or not least <= int(text) <= MOST:
        record.report(
            Reason.WRONG_NUMBER, column, value=shown(text), least=str(least), most=str(MOST)
        )
        return default
    return int(text)


MOST = 32_767


def member(record: FormRow, column: str, kinds: type[Member], *, default: Member) -> Member:
    text = record[column]
    if not text:
        return default
    if text not in list(kinds):
        allowed = ", ".join(kinds)
        record.report(Reason.WRONG_CODE, column, value=shown(text), allowed=allowed)
        return default
    return kinds(text)


def name(record: FormRow, column: str = "name") -> str:
    """ "" where it is missing or wrong."""
    text = record[column]
    if not text:
        record.report(Reason.NAME_MISSING, column)
    elif not re.fullmatch(NAME, text) or len(text) > LONGEST_NAME:
        record.report(Reason.WRONG_NAME, column, name=shown(text))
        return ""
    return text


def condition(record: FormRow, column: str, *, may_have_tags: bool = False) -> Expression | None:
    found = expression(record, column, may_have_tags=may_have_tags)
    return as_condition(found) if found else None


def expression(record: FormRow, column: str, *, may_have_tags: bool = False) -> Expression | None:
    """Curly quotation marks become straight and `null` no answer; both are noted."""
    text = record[column]
    for _ in range(len(RELENTING) + 1):
        try:
            return parse_text(text, may_have_tags=may_have_tags) if text else None
        except ExpressionError as error:
            record.report(error.reason, column, **error.terms)
            relent = RELENTING.get(error.reason)
            if relent is None:
                return None
            text = relent(text)
    return None
