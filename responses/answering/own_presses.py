"""Which request is the respondent's own press on the page shown last: only then are answers given
earlier shown (decision 39, SAF-8).

Every page past the gate has a one-time value in its forms. A press is their own if it carries the
value of the page shown last; a page that is fetched is their own if such a press led to it. Any
other request, such as a page out of the history, a typed address, a page loaded again or a press
made twice, may come from whoever holds the phone by then. From then on nothing that was answered
before is shown, as after a resume."""

from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

FIELD = "once"
SHOW = "show"
"""Names of what the forms send: the one-time value, and that the page is to be shown again."""
LENGTH = 12


class Pressed(Protocol):
    """What of a visit is looked at and changed here: a frozen dataclass with these fields."""

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
    """The visit with what this request may show of it."""
    answered = visit.answered if is_own(request, visit) else ()
    return replace(visit, answered=answered, led_to="")


def page_of(visit: AVisit) -> AVisit:
    """The visit while a new page is shown. Presses on earlier pages are no longer their own."""
    return replace(visit, once=get_random_string(LENGTH))


def value_in(request: HttpRequest) -> str:
    return request.POST.get(FIELD, "")
