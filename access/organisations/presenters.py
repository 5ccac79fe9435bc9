from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.models import ForcesRequest, RoleRequest
from access.organisations import selectors
from access.presenters import force_name
from access.viewer import Viewer
from ui.formatting import format_moment


@dataclass(frozen=True, kw_only=True)
class JoinerRow:
    pk: int
    person: str
    email: str
    asked: str
    is_own: bool
    is_for_reader: bool


def waiting_rows(waits: Iterable[RoleRequest], *, reader: int) -> list[JoinerRow]:
    return [_row(each, reader=reader) for each in waits]


@dataclass(frozen=True, kw_only=True)
class ForcesRow:
    pk: int
    forces: str
    asked: str
    is_own: bool
    may_decide: bool


def forces_row(request: ForcesRequest | None, *, viewer: Viewer) -> ForcesRow | None:
    if request is None:
        return None
    names = [
        force_name(force, get_language() or "en")
        for force in access_selectors.known_forces()
        if force.code in request.adding
    ]
    return ForcesRow(
        pk=request.pk,
        forces=", ".join(sorted(names)),
        asked=_format_request(request),
        is_own=request.asked_by_id == viewer.user_id,
        may_decide=selectors.may_add(viewer, request),
    )


def _format_request(request: RoleRequest | ForcesRequest) -> str:
    moment = format_moment(request.asked_at, language=get_language() or "en")
    return _("%(person)s, %(time)s") % {"person": request.asked_by, "time": moment}


def _row(request: RoleRequest, *, reader: int) -> JoinerRow:
    return JoinerRow(
        pk=request.pk,
        person=str(request.user),
        email=request.user.email,
        asked=_format_request(request),
        is_own=request.asked_by_id == reader,
        is_for_reader=request.user_id == reader,
    )
