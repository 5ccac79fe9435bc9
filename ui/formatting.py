"""Writes numbers, shares and dates in a language."""

from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers

WELSH = "cy"
LONDON = ZoneInfo("Europe/London")
NO_BREAK_SPACE = "\u00a0"
ISOLATED, ISOLATED_END = "\u2068", "\u2069"
EN_DASH = "\u2013"
MINUS = "\u2212"
QUARTERS = {
    "en": (
        "January to March %s",
        "April to June %s",
        "July to September %s",
        "October to December %s",
    ),
    "cy": (
        "Ionawr i Fawrth %s",
        "Ebrill i Fehefin %s",
        "Gorffennaf i Fedi %s",
        "Hydref i Ragfyr %s",
    ),
}
YEARS = {"en": "April %s to March %s", "cy": "Ebrill %s i Fawrth %s"}
TO = {"en": "to", "cy": "i"}
TURNS_OF_DAY = {"en": ("midnight", "midday"), "cy": ("hanner nos", "hanner dydd")}


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language."""
    base = language.split("-")[0]
    return Locale.parse("en_GB" if base == "en" else base)


def format_number(value: float, *, language: str = "en", decimals: int = 0) -> str:
    # Adding 0 turns a rounded −0 into 0.
    return _format_rounded(round(value, decimals) + 0, language, decimals)


@lru_cache(maxsize=8_192)
def _format_rounded(rounded: float, language: str, decimals: int) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(rounded, pattern, locale_of(language)).replace("-", MINUS)


def format_share(share: float, *, language: str = "en", decimals: int = 0) -> str:
    """A share from 0 to 1 as a percentage: 0.612 as "61 %", with a no-break space."""
    number = format_number(share * 100, language=language, decimals=decimals)
    return f"{number}{NO_BREAK_SPACE}%"


def format_interval(lower: float, upper: float, *, language: str = "en", decimals: int = 0) -> str:
    """An interval of two shares from 0 to 1, as "58–64 %"."""
    start = format_number(lower * 100, language=language, decimals=decimals)
    return f"{start}{EN_DASH}{format_share(upper, language=language, decimals=decimals)}"


def format_points(difference: float, *, language: str = "en", decimals: int = 0) -> str:
    """The difference of two shares (−1 to 1) in percentage points, signed."""
    points = round(difference * 100, decimals)
    sign = "+" if points > 0 else ""
    return sign + format_number(points, language=language, decimals=decimals)


def format_words(words: Sequence[str], *, language: str = "en") -> str:
    """Several words as a list."""
    if language == WELSH:
        return ", ".join(words)
    return lists.format_list(list(words), locale=locale_of(language))


def format_date(day: date, *, language: str = "en") -> str:
    """ "16 November 2026"."""
    return dates.format_date(day, "d MMMM y", locale_of(language))


def format_short_day(day: date, *, language: str = "en") -> str:
    """ "16 Nov", at the head of a narrow column."""
    return dates.format_date(day, "d MMM", locale_of(language))


def format_month(day: date, *, language: str = "en") -> str:
    """ "November 2026"."""
    return dates.format_date(day, "LLLL y", locale_of(language))


def format_short_month(day: date, *, language: str = "en") -> str:
    """ "Nov 2026", for the foot of a picture."""
    return dates.format_date(day, "LLL y", locale_of(language))


def format_moment(moment: datetime, *, language: str = "en") -> str:
    """Day and time in London."""
    here = moment.astimezone(LONDON)
    return f"{format_date(here.date(), language=language)}, {here:%H:%M}"


def format_date_range(first: date, last: date, *, language: str = "en") -> str:
    """ "1 to 7 October 2026": month and year are written once where both dates share them."""
    if first == last:
        return format_date(first, language=language)
    locale = locale_of(language)
    if locale.language not in TO:
        return dates.format_interval(first, last, "yMMMMd", locale=locale)
    if first.year != last.year:
        pattern = "d MMMM y"
    elif first.month != last.month:
        pattern = "d MMMM"
    else:
        pattern = "d"
    start = dates.format_date(first, pattern, locale)
    return f"{start} {TO[locale.language]} {format_date(last, language=language)}"


def format_quarter(period: str, *, language: str = "en") -> str:
    """A period such as "2026-Q3" as "July to September 2026", a year such as "2025-26" as "April
    2025 to March 2026"."""
    locale = locale_of(language)
    if "Q" not in period:
        of_april = int(period.split("-")[0])
        if locale.language in YEARS:
            return YEARS[locale.language] % (of_april, of_april + 1)
        april, march = date(of_april, 4, 1), date(of_april + 1, 3, 1)
        return dates.format_interval(april, march, "yMMMM", locale=locale)
    year, quarter = period.split("-Q")
    if locale.language in QUARTERS:
        return QUARTERS[locale.language][int(quarter) - 1] % year
    first, last = (date(int(year), int(quarter) * 3 - back, 1) for back in (2, 0))
    return dates.format_interval(first, last, "yMMMM", locale=locale)


def format_time(moment: time, *, language: str = "en") -> str:
    """A time of the day in words that need no clock of 24 hours."""
    locale = locale_of(language)
    if locale.language not in TO:
        written = dates.format_time(moment, "short", locale=locale)
        whole = NO_BREAK_SPACE.join(written.split())
        return f"{ISOLATED}{whole}{ISOLATED_END}" if locale.text_direction == "rtl" else whole
    if moment.minute == 0 and moment.hour in {0, 12}:
        return TURNS_OF_DAY[locale.language][moment.hour // 12]
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def format_weekday(day: int, *, language: str = "en", is_after_to: bool = False) -> str:
    """The name of a day of the week, 0 for Monday."""
    name = dates.get_day_names("wide", locale=locale_of(language))[day]
    return f"dd{name[1:]}" if is_after_to and locale_of(language).language == WELSH else name
