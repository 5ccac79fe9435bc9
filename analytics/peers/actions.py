"""Writes lists of similar forces: brought by one administrator, made to hold by another."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.figures.actions import load_peer_groups
from analytics.models import PeerGroupRequest

State = PeerGroupRequest.PeerState


class OwnListError(Exception):
    """Who brought it does not decide."""


class ListDecidedError(Exception):
    """Somebody decided it meanwhile."""


@transaction.atomic
def bring(
    *,
    groups: Mapping[str, Sequence[str]],
    valid_from: date,
    source: str,
    by: Actor,
    at: datetime,
) -> PeerGroupRequest:
    """`groups` are codes that analytics.figures.peer_file has read."""
    request = PeerGroupRequest.objects.create(
        groups={force: list(members) for force, members in groups.items()},
        valid_from=valid_from,
        source=source,
        asked_at=at,
        asked_by_id=by.person_id,
    )
    audit.record(
        AuditKind.PEER_GROUPS_ASKED, target=request, by=by, at=at, forces=len(request.groups)
    )
    return request


@transaction.atomic
def load(*, request: PeerGroupRequest, by: Actor, at: datetime) -> None:
    """Put the list into use: from its day on forces are compared so. Raises OwnListError or
    ListDecidedError."""
    waits = _locked(request)
    if waits.asked_by_id == by.user_id:
        raise OwnListError
    _decide(waits, State.LOADED, by=by, at=at)
    load_peer_groups(
        groups=waits.groups, valid_from=waits.valid_from, source=waits.source, by=by, at=at
    )


@transaction.atomic
def set_aside(*, request: PeerGroupRequest, by: Actor, at: datetime) -> None:
    """Refused by another, or withdrawn by who brought it. Raises ListDecidedError."""
    waits = _locked(request)
    is_own = waits.asked_by_id == by.user_id
    _decide(waits, State.WITHDRAWN if is_own else State.REFUSED, by=by, at=at)
    audit.record(AuditKind.PEER_GROUPS_SET_ASIDE, target=waits, by=by, at=at)


def _locked(request: PeerGroupRequest) -> PeerGroupRequest:
    held = PeerGroupRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != State.WAITING:
        raise ListDecidedError
    return held


def _decide(
    request: PeerGroupRequest, state: PeerGroupRequest.PeerState, *, by: Actor, at: datetime
) -> None:
    request.state, request.decided_at, request.decided_by_id = state, at, by.user_id
    request.save(update_fields=["state", "decided_at", "decided_by"])
