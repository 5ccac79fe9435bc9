from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.models import DeskRequest
from ui.formatting import format_moment

Kind = DeskRequest.DeskKind
WHAT: Mapping[str, Promise] = {
    Kind.WITHDRAW: gettext_lazy("Take a caller’s answers out"),
    Kind.RESUME: gettext_lazy("Let sending go on"),
    Kind.ACCESS: gettext_lazy("Give somebody what is held about them"),
}


@dataclass(frozen=True, kw_only=True)
class DeskRow:
    pk: int
    what: str
    takes_number: bool
    waits_for_officer: bool
    """Whether a data protection officer does it, and no administrator."""
    asked: str
    is_own: bool


def desk_row(request: DeskRequest, *, reader: int) -> DeskRow:
    moment = format_moment(request.asked_at, language=get_language() or "en")
    return DeskRow(
        pk=request.pk,
        what=str(WHAT[request.kind]),
        takes_number=request.kind == Kind.WITHDRAW,
        waits_for_officer=request.kind == Kind.ACCESS,
        asked=_("%(person)s, %(time)s") % {"person": request.asked_by, "time": moment},
        is_own=request.asked_by_id == reader,
    )
