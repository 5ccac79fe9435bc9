"""Requested by one administrator, loaded by another."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from analytics.figures.actions import load_peer_groups
from analytics.models import PeerGroupRequest


@transaction.atomic
def request_list(
    *,
    groups: Mapping[str, Sequence[str]],
    valid_from: date,
    source: str,
    by: Actor,
    at: datetime,
) -> PeerGroupRequest:
    """As analytics.figures.peer_file read them."""
    listed = {force: list(members) for force, members in groups.items()}
    request = decisions.request_approval(
        PeerGroupRequest, None, by=by, at=at, groups=listed, valid_from=valid_from, source=source
    )
    audit.record(AuditKind.PEER_GROUPS_ASKED, target=request, by=by, at=at, forces=len(listed))
    return request


@transaction.atomic
def load(*, request: PeerGroupRequest, by: Actor, at: datetime) -> None:
    """From its first day. Raises ApprovalError."""
    waits = decisions.lock_for_second(request, by=by, at=at)
    decisions.record_approval(waits, None, by=by, at=at)
    load_peer_groups(
        groups=waits.groups, valid_from=waits.valid_from, source=waits.source, by=by, at=at
    )


def set_aside(*, request: PeerGroupRequest, by: Actor, at: datetime) -> None:
    """Or withdraw one's own. Raises RequestDecidedError."""
    decisions.set_aside_request(request, refused=AuditKind.PEER_GROUPS_SET_ASIDE, by=by, at=at)
