"""A request is the respondent's own press on the last page shown only if it carries that page's
token. Only then are earlier answers shown: history, reload or a typed address may be somebody else
with the phone (SAF-8)."""

from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

FIELD = "once"
SHOW = "show"
"""Names of what the forms send: the one-time value, and that the page is to be shown again."""
LENGTH = 12


class Pressed(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def answered(self) -> tuple[str, ...]: ...
    @property
    def once(self) -> str: ...
    @property
    def led_to(self) -> str: ...


AVisit = TypeVar("AVisit", bound=Pressed)


def is_own(request: HttpRequest, visit: Pressed) -> bool:
    if request.method != "POST":
        return request.path == visit.led_to
    return bool(visit.once) and constant_time_compare(value_in(request), visit.once)


def seen_by(request: HttpRequest, visit: AVisit) -> AVisit:
    answered = visit.answered if is_own(request, visit) else ()
    return replace(visit, answered=answered, led_to="")


def page_of(visit: AVisit) -> AVisit:
    """The visit while a new page is shown."""
    return replace(visit, once=get_random_string(LENGTH))


def value_in(request: HttpRequest) -> str:
    return request.POST.get(FIELD, "")
