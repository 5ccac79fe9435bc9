"""The template tags and filters that pages share."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ui import formatting, languages, views
from ui.drawings import DRAWINGS
from ui.markup.english_words import mark_english
from ui.markup.phone_numbers import link_numbers

register = template.Library()

# Why a figure is hidden or must be read with care, by the mark beside it.
MARKS: dict[str, str | Promise] = {
    "c": _("hidden, to protect those who answered"),
    "u": _("uncertain, because few people answered"),
    "x": _("not available"),
    "m": _("modelled from all answers, and not of this group’s alone"),
    "z": _("does not apply here"),
    "low": _("not compared, because too few people answered"),
}


def _language() -> str:
    return get_language() or "en"


@register.simple_tag(takes_context=True)
def languages_offered(context: template.Context) -> Sequence[languages.Offer]:
    """The languages of the page: those in its context, else the request's, else those of staff."""
    return context.get("languages") or languages.offers_for(context.get("request"))


@register.simple_tag(takes_context=True)
def script_letters(context: template.Context) -> SafeString:
    """One letter of each other script in which the page is offered."""
    return _marked_letters(tuple(languages_offered(context)), _language())


@lru_cache(maxsize=256)
def _marked_letters(offers: tuple[languages.Offer, ...], current: str) -> SafeString:
    letters = languages.script_letters(offers, current=current)
    return format_html_join("", ' <span lang="{}">{}</span>', letters.items())


@register.simple_tag
def language_list(offers: Sequence[languages.Offer], form_id: str = "") -> SafeString:
    """A list of languages in their own name, script and direction."""
    return _render_language_list(tuple(offers), form_id or "", _language())


@lru_cache(maxsize=256)
def _render_language_list(
    offers: tuple[languages.Offer, ...], form_id: str, current: str
) -> SafeString:
    context = {"offers": offers, "form_id": form_id, "current": current}
    return render_to_string("ui/components/language_list.html", context)


@register.simple_tag(takes_context=True)
def chosen_text_size(context: template.Context) -> str:
    """ "normal" or "larger"; empty where the page cannot offer the choice."""
    request = context.get("request")
    return views.chosen_size(request) if request and views.is_offered(request) else ""


@register.simple_tag(takes_context=True)
def exit_url(context: template.Context) -> str:
    if own := context.get("exit_url"):
        return str(own)
    try:
        return reverse("feedback:exit")
    except NoReverseMatch:
        return settings.EXIT_URL


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Return the SVG of a drawing that repeats the words next to it; empty if no name is given.
    Raises KeyError for an unknown name."""
    if not name:
        return SafeString("")
    lines, solid = DRAWINGS[name]
    filled = format_html('<path class="solid" d="{}"/>', solid) if solid else ""
    return format_html(
        '<svg class="drawing" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '{}<path d="{}"/></svg>',
        filled,
        lines,
    )


@register.simple_tag
def percent_of(part: float, whole: float) -> int:
    """`part` as a percentage of `whole`, a whole number from 0 to 100, for the width of a bar."""
    return round(100 * min(part, whole) / whole) if whole else 0


@register.simple_tag
def mark(code: str) -> SafeString:
    return format_html(
        '<span class="mark" tabindex="0" role="note" title="{words}" aria-label="[{code}] {words}">'
        '[{code}]<span class="mark-words" aria-hidden="true"> {words}</span></span>',
        code=code,
        words=MARKS[code],
    )


@register.filter
def share(value: float, decimals: int = 0) -> str:
    return formatting.format_share(value, language=_language(), decimals=decimals)


@register.filter
def number(value: float, decimals: int = 0) -> str:
    return formatting.format_number(value, language=_language(), decimals=decimals)


@register.filter
def left_to_right(text: str) -> SafeString:
    """Keeps an address or words in Latin letters in order within a right-to-left sentence."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


register.filter("phone_links", link_numbers)
register.filter("english_marked", lambda html: mark_english(html, language=_language()))


@register.filter
def quarter(period: str) -> str:
    return formatting.format_quarter(period, language=_language())


@register.filter
def quarter_and_name(period: str) -> str:
    """ "July to September 2026 (2026 Q3)", since sentences have the short name and a force's year
    begins in April; a year as it is."""
    months = quarter(period)
    if "-Q" not in period:
        return months
    year, number = period.split("-Q")
    name = _("%(year)s Q%(quarter)s") % {"year": year, "quarter": number}
    return f"{months} ({name})"


def _date_filter(name: str, write: Callable[..., str]) -> None:
    def written(value: date | datetime | None) -> str:
        return write(value, language=_language()) if value else ""

    register.filter(name, written)


_date_filter("day", formatting.format_date)
_date_filter("month", formatting.format_month)
_date_filter("moment", formatting.format_moment)
