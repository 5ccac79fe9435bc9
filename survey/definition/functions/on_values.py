"""The functions of expressions that work on values alone, named and meant as in XLSForm. Pure, and
they never fail, whatever they are given: each takes the texts of its arguments, of which any may be
missing, and a value that cannot be had is the empty text.

What looks at more than the texts of its arguments is in survey.definition.evaluation."""

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
"""The most characters of a joined text: calculations upon calculations could double it for ever."""
HALF = Decimal("0.5")


def _text(given: Texts, place: int) -> str:
    return given[place] if place < len(given) else ""


def _of_one(work: Callable[[str], Result]) -> Callable[[Texts], Result]:
    return lambda given: work(_text(given, 0))


def _of_two(work: Callable[[str, str], Result]) -> Callable[[Texts], Result]:
    return lambda given: work(_text(given, 0), _text(given, 1))


def _whole(given: Texts, place: int, otherwise: int | None = None) -> int | None:
    """The whole number that stands there; `otherwise` where there is nothing."""
    if place >= len(given):
        return otherwise
    found = number_in(given[place])
    return None if found is None else int(found)


def _selected_at(given: Texts) -> str:
    """Counted from 0. Empty beyond the last."""
    picked, place = _text(given, 0).split(), _whole(given, 1)
    return picked[place] if place is not None and 0 <= place < len(picked) else ""


def _substr(given: Texts) -> str:
    """From the start, counted from 0, to before the end; a negative place counts from the end."""
    text = _text(given, 0)
    start, end = _whole(given, 1), _whole(given, 2, len(text))
    return "" if start is None or end is None else text[start:end]


def _joined(by: str, parts: Texts) -> str:
    length = sum(map(len, parts)) + len(by) * len(parts)
    return by.join(parts) if length <= LONGEST else ""


def _round(given: Texts) -> Result:
    """To so many places, to a whole number without any; a half goes up, as in XPath."""
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
    Function.SELECTED: _of_two(lambda picked, choice: choice in picked.split()),
    Function.SELECTED_AT: _selected_at,
    Function.COUNT_SELECTED: _of_one(lambda picked: Decimal(len(picked.split()))),
    Function.STRING_LENGTH: _of_one(lambda text: Decimal(len(text))),
    Function.REGEX: _of_two(lambda text, pattern: regular_expressions.matches(pattern, text)),
    Function.CONCAT: lambda given: _joined("", given),
    Function.JOIN: lambda given: _joined(_text(given, 0), given[1:]),
    Function.SUBSTR: _substr,
    Function.SUBSTRING_BEFORE: _of_two(
        lambda text, part: text.partition(part)[0] if part and part in text else ""
    ),
    Function.SUBSTRING_AFTER: _of_two(lambda text, part: text.partition(part)[2] if part else text),
    Function.CONTAINS: _of_two(lambda text, part: part in text),
    Function.STARTS_WITH: _of_two(str.startswith),
    Function.ENDS_WITH: _of_two(str.endswith),
    Function.NORMALIZE_SPACE: _of_one(lambda text: " ".join(text.split())),
    Function.STRING: _of_one(str),
    Function.BOOLEAN_FROM_STRING: _of_one(_is_true),
    Function.ROUND: _round,
    Function.MIN: _extreme(min),
    Function.MAX: _extreme(max),
    Function.ABS: _of_one(_abs),
    Function.POW: _of_two(_pow),
    Function.NEGATIVE: _of_one(values.negative),
    Function.DATE: _of_one(_date),
    Function.DECIMAL_DATE_TIME: _of_one(_days_since_epoch),
    Function.FORMAT_DATE: _of_two(values.format_date),
}
