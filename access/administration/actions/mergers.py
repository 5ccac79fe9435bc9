"""Writes mergers of forces: asked for by one administrator, done by another."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from access import actions as access_actions
from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.administration.actions.roles import UnableToDoItError
from access.administration.rules import WhyNot
from access.audit import AuditKind
from access.continuity import holding
from access.models import Force, MergerRequest

State = MergerRequest.MergerState


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
    """Raises access_actions.UnableToMergeForcesError where it could not be done now either."""
    reason = access_selectors.why_not_merge(ending, into=into, name=name, on=on)
    if reason:
        raise access_actions.UnableToMergeForcesError(reason)
    request = MergerRequest.objects.create(
        ending=sorted(force.code for force in ending),
        into=into,
        name=name,
        name_cy=name_cy,
        on=on,
        with_staff=with_staff,
        asked_at=at,
        asked_by_id=by.person_id,
    )
    audit.record(
        AuditKind.MERGER_ASKED, target=request, by=by, at=at, ended=request.ending, into=into
    )
    return request


@transaction.atomic
def merge(*, request: MergerRequest, by: Actor, at: datetime) -> Force:
    """Raises UnableToDoItError, or access_actions.UnableToMergeForcesError where forces have
    changed since it was asked for."""
    waits = _locked(request)
    if waits.asked_by_id == by.user_id:
        raise UnableToDoItError(WhyNot.ASKED_BY_THEM)
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
    _decide(waits, State.DONE, by=by, at=at)
    return successor


@transaction.atomic
def set_aside(*, request: MergerRequest, by: Actor, at: datetime) -> None:
    """Refuse it, or withdraw what one asked for oneself. Raises UnableToDoItError."""
    waits = _locked(request)
    holding.note_set_aside(waits, at=at)
    is_own = waits.asked_by_id == by.user_id
    _decide(waits, State.WITHDRAWN if is_own else State.REFUSED, by=by, at=at)
    audit.record(AuditKind.MERGER_SET_ASIDE, target=waits, by=by, at=at, ended=waits.ending)


def _locked(request: MergerRequest) -> MergerRequest:
    held = MergerRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != State.WAITING:
        raise UnableToDoItError(WhyNot.DECIDED)
    return held


def _decide(request: MergerRequest, state: State, *, by: Actor, at: datetime) -> None:
    request.state, request.decided_at, request.decided_by_id = state, at, by.user_id
    request.save(update_fields=["state", "decided_at", "decided_by"])
