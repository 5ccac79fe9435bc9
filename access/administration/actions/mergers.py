from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from access.models import Force, MergerRequest


@transaction.atomic
def ask_for_merger(
    *,
    ending: Sequence[Force],
    into: str,
    name: str,
    name_cy: str,
    on: date,
    with_staff: bool,
    by: Actor,
    at: datetime,
) -> MergerRequest:
    """Raises access_actions.UnableToMergeForcesError."""
    reason = access_selectors.why_not_merge(ending, into=into, name=name, on=on)
    if reason:
        raise access_actions.UnableToMergeForcesError(reason)
    return decisions.request_approval(
        MergerRequest,
        AuditKind.MERGER_ASKED,
        by=by,
        at=at,
        ending=sorted(force.code for force in ending),
        into=into,
        name=name,
        name_cy=name_cy,
        on=on,
        with_staff=with_staff,
    )


@transaction.atomic
def merge(*, request: MergerRequest, by: Actor, at: datetime) -> Force:
    """Raises ApprovalError, or UnableToMergeForcesError where forces have changed meanwhile."""
    waits = decisions.lock_for_second(request, by=by, at=at)
    successor = access_actions.merge_forces(
        predecessors=list(Force.objects.filter(code__in=waits.ending).order_by("code")),
        into=waits.into,
        name=waits.name,
        name_cy=waits.name_cy,
        on=waits.on,
        with_staff=waits.with_staff,
        by=by,
        at=at,
    )
    decisions.record_approval(waits, None, by=by, at=at)
    return successor


def set_aside(*, request: MergerRequest, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    decisions.set_aside_request(request, refused=AuditKind.MERGER_SET_ASIDE, by=by, at=at)
