"""What the page of a service says of who waits to become one of its people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.models import RoleRequest
from ui.formatting import format_moment


@dataclass(frozen=True, kw_only=True)
class JoinerRow:
    pk: int
    person: str
    email: str
    asked: str
    is_own: bool
    """Whether the reader asked for it, so that another decides."""
    is_for_reader: bool


def waiting_rows(waits: Iterable[RoleRequest], *, reader: int) -> list[JoinerRow]:
    return [_row(each, reader=reader) for each in waits]


def _row(request: RoleRequest, *, reader: int) -> JoinerRow:
    moment = format_moment(request.asked_at, language=get_language() or "en")
    return JoinerRow(
        pk=request.pk,
        person=str(request.user),
        email=request.user.email,
        asked=_("%(person)s, %(time)s") % {"person": request.asked_by, "time": moment},
        is_own=request.asked_by_id == reader,
        is_for_reader=request.user_id == reader,
    )
