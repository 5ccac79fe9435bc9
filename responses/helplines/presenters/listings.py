from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from responses.helplines.listing import (
    ENGLISH,
    SIGN_LANGUAGE,
    HelplineArea,
    HelplineAudience,
    Listing,
    text_in,
)
from responses.helplines.opening_hours import DAYS, DayRange, OpeningHours, Span
from ui.formatting import format_time, format_weekday, format_words, locale_of


@dataclass(frozen=True)
class Dialled:
    """Both empty where there is none."""

    written: str
    dial: str


@dataclass(frozen=True, kw_only=True)
class HelplineRow:
    name: str
    is_name_english: bool
    """Whether the name is in English on a page in another language, as names of services are."""
    about: str
    is_about_english: bool
    area: str
    call: Dialled
    text: Dialled
    textphone: Dialled
    hours: tuple[str, ...]
    """Empty where they are not known: to say so would read as closed."""
    languages: str
    has_interpreters: bool


@dataclass(frozen=True)
class HelplineGroup:
    heading: str
    lines: tuple[HelplineRow, ...]
    is_urgent: bool = False


def helpline_groups(listings: Sequence[Listing], *, language: str) -> tuple[HelplineGroup, ...]:
    headings = audience_names()
    return tuple(
        HelplineGroup(
            heading=headings[audience],
            lines=tuple(helpline_row(listing, language=language) for listing in group),
            is_urgent=audience is HelplineAudience.URGENT,
        )
        for audience, group in groupby(listings, key=lambda listing: listing.audience)
    )


def first_help(groups: Sequence[HelplineGroup]) -> tuple[HelplineRow, ...]:
    """The first in an emergency, and the first two to talk to."""
    urgent = [line for group in groups if group.is_urgent for line in group.lines]
    others = [line for group in groups if not group.is_urgent for line in group.lines]
    return tuple(
        line
        for lines, most in ((urgent, 1), (others, 2))
        for line in [each for each in lines if each.call.dial][:most]
    )


def audience_names() -> Mapping[HelplineAudience, str]:
    return {
        HelplineAudience.URGENT: _("If you need help now"),
        HelplineAudience.ANYONE: _("Someone to talk to"),
        HelplineAudience.ABUSE: _("Domestic abuse, stalking and abuse of older people"),
        HelplineAudience.SEXUAL: _("Sexual violence and abuse"),
        HelplineAudience.FAMILY: _("Forced marriage, honour-based abuse, modern slavery"),
        HelplineAudience.CHILDREN: _("Children and young people"),
        HelplineAudience.REPORT: _("To report something"),
    }


def helpline_row(listing: Listing, *, language: str) -> HelplineRow:
    return HelplineRow(
        name=text_in(listing.names, language),
        is_name_english=_is_english(listing.names, language),
        about=text_in(listing.descriptions, language),
        is_about_english=_is_english(listing.descriptions, language),
        area={HelplineArea.WALES: _("Wales"), HelplineArea.ENGLAND: _("England")}.get(
            listing.area, ""
        ),
        call=_dialled(listing.number),
        text=_dialled(listing.text_number),
        textphone=_dialled(listing.textphone_number),
        hours=hours_words(listing.hours, language=language) if listing.hours.is_known else (),
        languages=_languages(listing, language),
        has_interpreters=listing.has_interpreters,
    )


def hours_words(hours: OpeningHours, *, language: str) -> tuple[str, ...]:
    if hours.is_always:
        return (_("Open day and night"),)
    if not hours.is_known:
        return (_("Opening hours not known yet"),)
    words = [_range(one, language) for one in hours.ranges()]
    if hours.is_closed_on_holidays:
        words.append(_("Closed on bank holidays"))
    return tuple(words)


def language_names(codes: Sequence[str], *, language: str) -> list[str]:
    return [_language_name(code, language) for code in codes]


def _is_english(texts: Mapping[str, str], language: str) -> bool:
    is_page_english = language.partition("-")[0] == ENGLISH
    return not is_page_english and text_in(texts, language) == texts[ENGLISH]


def _dialled(number: str) -> Dialled:
    return Dialled(written=number, dial=number.replace(" ", ""))


def _range(one: DayRange, language: str) -> str:
    times = format_words([_span(span, language) for span in one.spans], language=language)
    return _("%(days)s, %(times)s") % {"days": _days(one, language), "times": times}


def _days(one: DayRange, language: str) -> str:
    first = format_weekday(one.first, language=language)
    if one.last - one.first == DAYS - 1:
        return _("Every day")
    if one.first == one.last:
        return first
    last = format_weekday(one.last, language=language, is_after_to=True)
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _span(span: Span, language: str) -> str:
    start, end = (format_time(moment, language=language) for moment in (span.start, span.end))
    return _("%(first)s to %(last)s") % {"first": start, "last": end}


def _languages(listing: Listing, language: str) -> str:
    if not listing.languages:
        return ""
    names = language_names((ENGLISH, *listing.languages), language=language)
    return _("Languages: %(languages)s") % {"languages": format_words(names, language=language)}


def _language_name(code: str, language: str) -> str:
    if code == SIGN_LANGUAGE:
        return _("British Sign Language")
    return str(locale_of(language).languages[code])
