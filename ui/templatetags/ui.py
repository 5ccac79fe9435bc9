"""The few tags that pages share."""

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from ui import languages

register = template.Library()


@register.simple_tag(takes_context=True)
def languages_offered(context: template.Context) -> list[tuple[str, str]]:
    """Codes and own names: the page's own list where it sets one, else the interface's."""
    return context.get("languages") or languages.offered()


@register.simple_tag
def exit_url() -> str:
    """Where Exit this page goes: by way of the page that ends the session, where there is one."""
    try:
        return reverse("feedback:exit")
    except NoReverseMatch:
        return settings.EXIT_URL


@register.simple_tag
def percent_of(part: float, whole: float) -> int:
    """A whole number from 0 to 100 for the width of a bar."""
    return round(100 * min(part, whole) / whole) if whole else 0
