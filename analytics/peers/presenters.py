import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.models import Force
from access.presenters import force_name
from analytics.models import PeerGroupRequest
from analytics.peers.selectors import CurrentGroup
from ui.formatting import format_date, format_moment, format_words

STATES: Mapping[str, Promise] = {
    PeerGroupRequest.PeerState.WAITING: gettext_lazy("Waits for a second administrator"),
    PeerGroupRequest.PeerState.LOADED: gettext_lazy("It holds"),
    PeerGroupRequest.PeerState.REFUSED: gettext_lazy("Refused"),
    PeerGroupRequest.PeerState.WITHDRAWN: gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True, kw_only=True)
class PeerRow:
    force: str
    members: str
    since: str
    source: str


def group_rows(forces: Sequence[Force], groups: Mapping[str, CurrentGroup]) -> list[PeerRow]:
    names = _names(forces)
    return [_group_row(names, force.code, groups.get(force.code)) for force in forces]


def _group_row(names: Mapping[str, str], code: str, group: CurrentGroup | None) -> PeerRow:
    return PeerRow(
        force=names[code],
        members=_members(names, group.members if group else []),
        since=format_date(group.since, language=_language()) if group and group.since else "",
        source=group.source if group else "",
    )


@dataclass(frozen=True, kw_only=True)
class ListChangeRow:
    force: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ListRow:
    pk: int
    source: str
    from_day: str
    asked: str
    state: str
    waits: bool
    is_own: bool


def list_row(request: PeerGroupRequest, *, reader: int) -> ListRow:
    moment = format_moment(request.asked_at, language=_language())
    return ListRow(
        pk=request.pk,
        source=request.source,
        from_day=format_date(request.valid_from, language=_language()),
        asked=_("%(person)s, %(time)s") % {"person": request.asked_by, "time": moment},
        state=str(STATES[request.state]),
        waits=request.state == PeerGroupRequest.PeerState.WAITING,
        is_own=request.asked_by_id == reader,
    )


def change_rows(
    request: PeerGroupRequest, forces: Sequence[Force], groups: Mapping[str, CurrentGroup]
) -> list[ListChangeRow]:
    names = _names(forces)
    return [
        ListChangeRow(
            force=names.get(code, code),
            before=_members(names, groups[code].members if code in groups else []),
            after=_members(names, members),
        )
        for code, members in sorted(request.groups.items())
    ]


def write_csv(forces: Sequence[Force], groups: Mapping[str, CurrentGroup]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(["force", "member"])
    for force in forces:
        group = groups.get(force.code)
        writer.writerows([force.code, member] for member in (group.members if group else []))
    return written.getvalue()


def _members(names: Mapping[str, str], codes: Sequence[str]) -> str:
    if not codes:
        return _("The nearest forces by what their areas are like")
    found = sorted(names.get(code, code) for code in codes)
    return format_words(found, language=_language())


def _names(forces: Sequence[Force]) -> dict[str, str]:
    return {force.code: force_name(force, _language()) for force in forces}


def _language() -> str:
    return get_language() or "en"
