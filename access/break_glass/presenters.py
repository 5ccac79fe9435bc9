from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.break_glass import rules, selectors
from access.break_glass.rules import CASE, PASSWORDS, GlassState
from access.models import BreakGlass
from access.presenters import force_name
from access.viewer import Viewer
from ui.formatting import format_moment

KINDS: Mapping[str, str | Promise] = {
    CASE: gettext_lazy("How to reach safely the victim of a case that is hidden from its force"),
    PASSWORDS: gettext_lazy("Passwords here, while the force’s own sign-in is away"),
}
STATES: Mapping[GlassState, str | Promise] = {
    GlassState.WAITING: gettext_lazy("Waits for a second person"),
    GlassState.LAPSED: gettext_lazy("Lapsed: nobody opened it within an hour"),
    GlassState.REFUSED: gettext_lazy("Not opened"),
    GlassState.OPEN: gettext_lazy("Open"),
    GlassState.CLOSED: gettext_lazy("Closed, and not reviewed"),
    GlassState.REVIEWED: gettext_lazy("Reviewed"),
}
ACTS: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Open it, and raise the alarm"),
    "refuse": gettext_lazy("Refuse it"),
    "close": gettext_lazy("Close it now"),
    "review": gettext_lazy("I have looked at it"),
}
WITHDRAW = gettext_lazy("Withdraw it")


@dataclass(frozen=True, kw_only=True)
class GlassRow:
    pk: int
    what: str
    force: str
    case_key: str
    reason: str
    state: str
    asked: str
    opened: str
    until: str
    reviewed: str
    looks: Sequence[str]
    acts: Sequence[tuple[str, str]]
    """Names of actions.ACTS that the reader may do now, with button words."""
    opens_case: bool


def glass_row(glass: BreakGlass, *, viewer: Viewer, at: datetime) -> GlassRow:
    state = selectors.state_of(glass, at=at)
    is_own = glass.asked_by_id == viewer.user_id
    return GlassRow(
        pk=glass.pk,
        what=str(KINDS[glass.kind]),
        force=force_name(glass.force, get_language() or "en"),
        case_key=glass.case_key if is_own or viewer.is_national else "",
        reason=glass.reason,
        state=str(STATES[state]),
        asked=_by(glass.asked_by.name, glass.asked_at),
        opened=_by(glass.decided_by.name, glass.decided_at) if glass.decided_by else "",
        until=_moment(glass.until) if glass.until else "",
        reviewed=_by(glass.reviewed_by.name, glass.reviewed_at) if glass.reviewed_by else "",
        looks=[_by(look.user.name, look.at) for look in glass.looks.all()],
        acts=[(act, _words(act, is_own=is_own)) for act in _acts(glass, state, viewer)],
        opens_case=is_own and glass.kind == CASE and state is GlassState.OPEN,
    )


def _moment(at: datetime) -> str:
    return format_moment(at, language=get_language() or "en")


def _by(name: str, at: datetime | None) -> str:
    return _("%(name)s, %(moment)s") % {
        "name": name,
        "moment": _moment(at) if at else "",
    }


def _words(act: str, *, is_own: bool) -> str:
    return str(WITHDRAW if act == "refuse" and is_own else ACTS[act])


def _acts(glass: BreakGlass, state: GlassState, viewer: Viewer) -> Sequence[str]:
    is_own = glass.asked_by_id == viewer.user_id
    opens = rules.may_open(viewer, glass.kind, glass.force_id)
    reviews = rules.may_review(viewer, glass.force_id)
    if state is GlassState.WAITING:
        return ["refuse"] if is_own else ["open", "refuse"] if opens else []
    if state is GlassState.OPEN:
        return ["close"] if is_own or opens or reviews else []
    is_third = viewer.user_id not in {glass.asked_by_id, glass.decided_by_id}
    return ["review"] if state is GlassState.CLOSED and reviews and is_third else []
