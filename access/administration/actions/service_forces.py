"""Fewer forces take one person, more take a second."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.administration.actions.roles import UnableToDoItError
from access.administration.rules import WhyNot
from access.approval import decisions
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force, ForcesRequest, Membership, Organisation

State = ForcesRequest.ForcesState


@transaction.atomic
def set_forces(
    *, organisation: Organisation, forces: Collection[Force], by: Actor, at: datetime
) -> ForcesRequest | None:
    """Remove at once the forces not in `forces`, and request the new ones. Raises UnableToDoItError
    where a request waits."""
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
    kind = AuditKind.ORGANISATION_FORCES_ASKED
    return decisions.request_approval(
        ForcesRequest, kind, by=by, at=at, organisation=service, adding=adding
    )


@transaction.atomic
def leave_again(*, pk: int, served: Collection[str], by: Actor, at: datetime) -> bool:
    held = Organisation.objects.select_for_update().filter(pk=pk).first()
    gone = held.forces.exclude(code__in=served) if held else ()
    if held is None or not gone:
        return False
    held.forces.remove(*gone)
    _note_served(held, by=by, at=at)
    return True


@transaction.atomic
def add_forces(*, request: ForcesRequest, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError or ApprovalError."""
    waits = decisions.lock_for_second(request, by=by, at=at)
    if Membership.objects.filter(organisation=waits.organisation, user=by.user_id).exists():
        raise UnableToDoItError(WhyNot.OWN_SERVICE)
    waits.organisation.forces.add(*waits.adding)
    decisions.record_approval(waits, None, by=by, at=at)
    _note_served(waits.organisation, by=by, at=at)


def set_aside(*, request: ForcesRequest, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    decisions.set_aside_request(
        request, refused=AuditKind.ORGANISATION_FORCES_SET_ASIDE, by=by, at=at
    )


def _note_served(service: Organisation, *, by: Actor, at: datetime) -> None:
    codes = sorted(service.forces.values_list("code", flat=True))
    holding.note_stop(EntryKind.SERVICE_FORCES, at=at, service=service.pk, forces=codes)
    audit.record(AuditKind.ORGANISATION_FORCES_SET, target=service, by=by, at=at, forces=codes)
