"""Writes which forces a service serves: fewer at once, more by another person than who asked."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.administration.actions.roles import UnableToDoItError
from access.administration.rules import WhyNot
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force, ForcesRequest, Membership, Organisation

State = ForcesRequest.ForcesState


@transaction.atomic
def set_forces(
    *, organisation: Organisation, forces: Collection[Force], by: Actor, at: datetime
) -> ForcesRequest | None:
    """What it serves and is not among them it serves no longer: cases of these that were given to
    it are out of its people's reach. What is new waits for another person; None where nothing is.

    Raises UnableToDoItError where something new waits already."""
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    served, wanted = list(held.forces.all()), {force.code for force in forces}
    if gone := [force for force in served if force.code not in wanted]:
        held.forces.remove(*gone)
        _note_served(held, by=by, at=at)
    new = sorted(wanted - {force.code for force in served})
    return _ask(held, new, by=by, at=at) if new else None


def _ask(service: Organisation, adding: list[str], *, by: Actor, at: datetime) -> ForcesRequest:
    if ForcesRequest.objects.filter(organisation=service, state=State.WAITING).exists():
        raise UnableToDoItError(WhyNot.FORCES_WAIT)
    request = ForcesRequest.objects.create(
        organisation=service, adding=adding, asked_at=at, asked_by_id=by.person_id
    )
    audit.record(AuditKind.ORGANISATION_FORCES_ASKED, target=service, by=by, at=at, forces=adding)
    return request


@transaction.atomic
def leave_again(*, pk: int, served: Collection[str], by: Actor, at: datetime) -> bool:
    """In a restored database: what the service served last is all that it serves. Returns whether
    it served more, or False where there is none with this id."""
    held = Organisation.objects.select_for_update().filter(pk=pk).first()
    gone = held.forces.exclude(code__in=served) if held else ()
    if held is None or not gone:
        return False
    held.forces.remove(*gone)
    _note_served(held, by=by, at=at)
    return True


@transaction.atomic
def add_forces(*, request: ForcesRequest, by: Actor, at: datetime) -> None:
    """From now on it serves these too. Nobody decides who asked, or who would see more cases by it.

    Raises UnableToDoItError."""
    waits = _locked(request)
    if waits.asked_by_id == by.user_id:
        raise UnableToDoItError(WhyNot.ASKED_BY_THEM)
    if Membership.objects.filter(organisation=waits.organisation, user=by.user_id).exists():
        raise UnableToDoItError(WhyNot.OWN_SERVICE)
    waits.organisation.forces.add(*waits.adding)
    _decide(waits, State.ADDED, by=by, at=at)
    _note_served(waits.organisation, by=by, at=at)


@transaction.atomic
def set_aside(*, request: ForcesRequest, by: Actor, at: datetime) -> None:
    """Refuse them, or withdraw what one asked for oneself. Raises UnableToDoItError."""
    waits = _locked(request)
    holding.note_set_aside(waits, at=at)
    is_own = waits.asked_by_id == by.user_id
    _decide(waits, State.WITHDRAWN if is_own else State.REFUSED, by=by, at=at)
    audit.record(
        AuditKind.ORGANISATION_FORCES_SET_ASIDE,
        target=waits.organisation,
        by=by,
        at=at,
        forces=waits.adding,
    )


def _locked(request: ForcesRequest) -> ForcesRequest:
    held = ForcesRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != State.WAITING:
        raise UnableToDoItError(WhyNot.DECIDED)
    return held


def _decide(request: ForcesRequest, state: State, *, by: Actor, at: datetime) -> None:
    request.state, request.decided_at, request.decided_by_id = state, at, by.user_id
    request.save(update_fields=["state", "decided_at", "decided_by"])


def _note_served(service: Organisation, *, by: Actor, at: datetime) -> None:
    codes = sorted(service.forces.values_list("code", flat=True))
    holding.note_stop(EntryKind.SERVICE_FORCES, at=at, service=service.pk, forces=codes)
    audit.record(AuditKind.ORGANISATION_FORCES_SET, target=service, by=by, at=at, forces=codes)
