"""Named and meant as in XLSForm."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from survey.definition import values
from survey.definition.expressions import Function
from survey.definition.functions import regular_expressions
from survey.definition.values import NUMBERS, Result, date_in, finite, number_in

Texts = Sequence[str]
EPOCH = date(1970, 1, 1)
MOST_PLACES = 20
LONGEST = 10_000
"""The most characters of a joined text, because nested calculations could double it without
limit."""
HALF = Decimal("0.5")


def _text(given: Texts, place: int) -> str:
    return given[place] if place < len(given) else ""


def _text_function(work: Callable[[str], Result]) -> Callable[[Texts], Result]:
    return lambda given: work(_text(given, 0))


def _two_text_function(work: Callable[[str, str], Result]) -> Callable[[Texts], Result]:
    return lambda given: work(_text(given, 0), _text(given, 1))


def _whole(given: Texts, place: int, otherwise: int | None = None) -> int | None:
    if place >= len(given):
        return otherwise
    found = number_in(given[place])
    return None if found is None else int(found)


def _selected_at(given: Texts) -> str:
    picked, place = _text(given, 0).split(), _whole(given, 1)
    return picked[place] if place is not None and 0 <= place < len(picked) else ""


def _substr(given: Texts) -> str:
    text = _text(given, 0)
    start, end = _whole(given, 1), _whole(given, 2, len(text))
    return "" if start is None or end is None else text[start:end]


def _joined(by: str, parts: Texts) -> str:
    length = sum(map(len, parts)) + len(by) * len(parts)
    return by.join(parts) if length <= LONGEST else ""


def _round(given: Texts) -> Result:
    number, places = number_in(_text(given, 0)), _whole(given, 1, 0)
    if number is None or places is None or abs(places) > MOST_PLACES:
        return ""
    moved = NUMBERS.add(number.scaleb(places, NUMBERS), HALF)
    return finite(moved.to_integral_value(ROUND_FLOOR).scaleb(-places, NUMBERS))


def _extreme(pick: Callable[[Sequence[Decimal]], Decimal]) -> Callable[[Texts], Result]:
    def work(given: Texts) -> Result:
        numbers = [number for text in given if (number := number_in(text)) is not None]
        return pick(numbers) if numbers and len(numbers) == len(given) else ""

    return work


def _abs(text: str) -> Result:
    number = number_in(text)
    return "" if number is None else NUMBERS.abs(number)


def _pow(one: str, other: str) -> Result:
    base, power = number_in(one), number_in(other)
    if base is None or power is None:
        return ""
    return finite(NUMBERS.power(base, power)) if power else Decimal(1)


def _date(text: str) -> str:
    return text if date_in(text) else ""


def _days_since_epoch(text: str) -> Result:
    day = date_in(text)
    return "" if day is None else Decimal((day - EPOCH).days)


def _is_true(text: str) -> bool:
    return text in {"true", "1"}


ON_VALUES: Mapping[Function, Callable[[Texts], Result]] = {
    Function.TRUE: lambda _given: True,
    Function.FALSE: lambda _given: False,
    Function.SELECTED: _two_text_function(lambda picked, choice: choice in picked.split()),
    Function.SELECTED_AT: _selected_at,
    Function.COUNT_SELECTED: _text_function(lambda picked: Decimal(len(picked.split()))),
    Function.STRING_LENGTH: _text_function(lambda text: Decimal(len(text))),
    Function.REGEX: _two_text_function(
        lambda text, pattern: regular_expressions.matches(pattern, text)
    ),
    Function.CONCAT: lambda given: _joined("", given),
    Function.JOIN: lambda given: _joined(_text(given, 0), given[1:]),
    Function.SUBSTR: _substr,
    Function.SUBSTRING_BEFORE: _two_text_function(
        lambda text, part: text.partition(part)[0] if part and part in text else ""
    ),
    Function.SUBSTRING_AFTER: _two_text_function(
        lambda text, part: text.partition(part)[2] if part else text
    ),
    Function.CONTAINS: _two_text_function(lambda text, part: part in text),
    Function.STARTS_WITH: _two_text_function(str.startswith),
    Function.ENDS_WITH: _two_text_function(str.endswith),
    Function.NORMALIZE_SPACE: _text_function(lambda text: " ".join(text.split())),
    Function.STRING: _text_function(str),
    Function.BOOLEAN_FROM_STRING: _text_function(_is_true),
    Function.ROUND: _round,
    Function.MIN: _extreme(min),
    Function.MAX: _extreme(max),
    Function.ABS: _text_function(_abs),
    Function.POW: _two_text_function(_pow),
    Function.NEGATIVE: _text_function(values.negative),
    Function.DATE: _text_function(_date),
    Function.DECIMAL_DATE_TIME: _text_function(_days_since_epoch),
    Function.FORMAT_DATE: _two_text_function(values.format_date),
}
