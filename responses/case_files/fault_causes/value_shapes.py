import re
from datetime import date
from enum import StrEnum

MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
TIME_AFTER = r"[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/. ])(\d{{1,2}})\2(\d{{1,2}})(?:{TIME_AFTER})?")
NUMBERS = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}})(?:{TIME_AFTER})?")
NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<mark>[-/. ])(?P<month>{MONTH_NAMES})"
    r"(?P=mark)(?P<year>\d{4}|\d{2})",
    re.IGNORECASE,
)
COMPACT = re.compile(r"(?:19|20)\d{6}")
DAY_NUMBER = re.compile(r"[2-5]\d{4}(?:\.\d+)?")
"""The days since 1900 by which spreadsheets count: 20000 is in 1954, 59999 in 2064."""
FULL_YEAR = 4
WORDS_FOR_UNKNOWN = frozenset(
    {"n/a", "na", "n\\a", "none", "nil", "null", "unknown", "not known", "not recorded", "tbc",
     "tba", "?", "-", "--", "–", "blank", "empty", "anhysbys"}
)  # fmt: skip


class ValueShape(StrEnum):
    """The shape of a refused value."""

    NONE = ""
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    DAY_OR_MONTH_FIRST = "day_or_month_first"
    """Either, as in 03/04/2026."""
    MONTH_NAMED = "month_named"
    SHORT_YEAR = "short_year"
    YEAR_FIRST = "year_first"
    """As we read dates but for its signs, its zeros or a time after it."""
    COMPACT = "compact"
    DAY_NUMBER = "day_number"
    NO_SUCH_DAY = "no_such_day"
    WORD_FOR_UNKNOWN = "word_for_unknown"
    OTHER_FORCE = "other_force"
    """The name or code of a force that the file may not have."""


def date_shape(value: str) -> tuple[ValueShape, str]:
    """The form in which a mapping profile names it is "" where it has none."""
    if is_word_for_unknown(value):
        return ValueShape.WORD_FOR_UNKNOWN, ""
    if match := NUMBERS.fullmatch(value):
        return _shape_of_numbers(int(match[1]), match[2], int(match[3]), year=match[4])
    if match := NAMED.fullmatch(value):
        if len(match["year"]) < FULL_YEAR:
            return ValueShape.SHORT_YEAR, ""
        month = MONTH_NAMES.split("|").index(match["month"].lower()) + 1
        if not _is_day(int(match["year"]), month, int(match["day"])):
            return ValueShape.NO_SUCH_DAY, ""
        return ValueShape.MONTH_NAMED, f"DD{match['mark']}MON{match['mark']}YYYY"
    if match := YEAR_FIRST.fullmatch(value):
        form = f"YYYY{match[2]}MM{match[2]}DD"
        is_day = _is_day(int(match[1]), int(match[3]), int(match[4]))
        return (ValueShape.YEAR_FIRST, form) if is_day else (ValueShape.NO_SUCH_DAY, "")
    if COMPACT.fullmatch(value):
        is_day = _is_day(int(value[:4]), int(value[4:6]), int(value[6:]))
        return (ValueShape.COMPACT, "YYYYMMDD") if is_day else (ValueShape.NO_SUCH_DAY, "")
    if DAY_NUMBER.fullmatch(value):
        return ValueShape.DAY_NUMBER, ""
    return ValueShape.NONE, ""


def _shape_of_numbers(first: int, mark: str, second: int, *, year: str) -> tuple[ValueShape, str]:
    if len(year) < FULL_YEAR:
        return ValueShape.SHORT_YEAR, ""
    day_first, month_first = f"DD{mark}MM{mark}YYYY", f"MM{mark}DD{mark}YYYY"
    may_be_day = _is_day(int(year), second, first)
    may_be_month = _is_day(int(year), first, second)
    if may_be_day and may_be_month:
        return ValueShape.DAY_OR_MONTH_FIRST, day_first
    if may_be_day:
        return ValueShape.DAY_FIRST, day_first
    return (ValueShape.MONTH_FIRST, month_first) if may_be_month else (ValueShape.NO_SUCH_DAY, "")


def is_word_for_unknown(value: str) -> bool:
    return value.casefold() in WORDS_FOR_UNKNOWN


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
