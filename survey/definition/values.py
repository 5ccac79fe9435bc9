import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import ROUND_DOWN, Context, Decimal

from survey.definition.expressions import Operator

Result = str | bool | Decimal
NUMBERS = Context(prec=28, Emin=-40, Emax=40, traps=[])
NUMBER = re.compile(r"[+-]?[0-9]{1,45}(\.[0-9]{1,80})?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
DATE_PARTS: Mapping[str, Callable[[date], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "n": lambda day: str(day.month),
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
}
"""The parts that format-date() knows. It writes no names of months or days: those depend on the
language."""


def in_words(result: Result) -> str:
    if isinstance(result, bool):
        return "true" if result else "false"
    if isinstance(result, Decimal):
        return format(result.normalize(NUMBERS), "f") if result else "0"
    return result


def number_in(result: Result) -> Decimal | None:
    if isinstance(result, Decimal):
        return result
    is_number = isinstance(result, str) and NUMBER.fullmatch(result)
    return NUMBERS.create_decimal(result) if is_number else None


def date_in(result: Result) -> date | None:
    if not isinstance(result, str) or not ISO_DATE.fullmatch(result):
        return None
    try:
        return date.fromisoformat(result)
    except ValueError:
        return None


def time_in(result: Result) -> time | None:
    is_time = isinstance(result, str) and TIME_OF_DAY.fullmatch(result)
    return time.fromisoformat(result) if is_time else None  # type: ignore[arg-type]  # a text


def _is_equal(left: Result, right: Result) -> bool:
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        one, other = number_in(left), number_in(right)
        return one is not None and one == other
    return type(left) is type(right) and left == right


def _compare(left: Result, right: Result) -> int | None:
    for read in (number_in, date_in, time_in):
        one, other = read(left), read(right)
        if one is not None and other is not None:
            return (one > other) - (one < other)  # type: ignore[operator]  # of one kind
    return None


def _ordered(is_so: Callable[[int], bool]) -> Callable[[Result, Result], bool]:
    def work(left: Result, right: Result) -> bool:
        order = _compare(left, right)
        return order is not None and is_so(order)

    return work


def finite(number: Decimal) -> Result:
    return number if number.is_finite() else ""


def _sum(work: Callable[[Decimal, Decimal], Decimal]) -> Callable[[Result, Result], Result]:
    def of(left: Result, right: Result) -> Result:
        one, other = number_in(left), number_in(right)
        return "" if one is None or other is None else finite(work(one, other))

    return of


_add, _subtract = _sum(NUMBERS.add), _sum(NUMBERS.subtract)


def _plus(left: Result, right: Result) -> Result:
    day, days = date_in(left), number_in(right)
    return _days_on(day, days) if day and days is not None else _add(left, right)


def _minus(left: Result, right: Result) -> Result:
    day, other, days = date_in(left), date_in(right), number_in(right)
    if day and other:
        return Decimal((day - other).days)
    return _days_on(day, -days) if day and days is not None else _subtract(left, right)


def _days_on(day: date, days: Decimal) -> str:
    try:
        return (day + timedelta(days=int(days))).isoformat()
    except OverflowError:
        return ""


def whole(text: str) -> Result:
    found = number_in(text)
    return "" if found is None else found.to_integral_value(ROUND_DOWN)


def negative(text: str) -> Result:
    found = number_in(text)
    return "" if found is None else NUMBERS.minus(found)


def number(text: str) -> Result:
    found = number_in(text)
    return "" if found is None else found


def format_date(text: str, form: str) -> str:
    day = date_in(text)
    if day is None:
        return ""
    return re.sub(
        r"%(.)", lambda found: DATE_PARTS[found[1]](day) if found[1] in DATE_PARTS else "", form
    )


OPERATORS: Mapping[Operator, Callable[[Result, Result], Result]] = {
    Operator.EQUAL: _is_equal,
    Operator.UNEQUAL: lambda left, right: not _is_equal(left, right),
    Operator.LESS: _ordered(lambda order: order < 0),
    Operator.AT_MOST: _ordered(lambda order: order <= 0),
    Operator.MORE: _ordered(lambda order: order > 0),
    Operator.AT_LEAST: _ordered(lambda order: order >= 0),
    Operator.PLUS: _plus,
    Operator.MINUS: _minus,
    Operator.TIMES: _sum(NUMBERS.multiply),
    Operator.DIVIDED_BY: _sum(NUMBERS.divide),
    Operator.REMAINDER: _sum(NUMBERS.remainder),
}
