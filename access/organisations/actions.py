from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import Force, Membership, Organisation, User
from access.permissions import Role


@transaction.atomic
def create_organisation(
    *, name: str, kind: str, forces: Collection[Force], by: Actor, at: datetime
) -> Organisation:
    organisation = Organisation.objects.create(
        name=name, kind=kind, created_at=at, created_by=by.name
    )
    organisation.forces.set(forces)
    audit.record(
        AuditKind.ORGANISATION_CREATED,
        target=organisation,
        by=by,
        at=at,
        service=kind,
        forces=sorted(force.code for force in forces),
    )
    return organisation


@transaction.atomic
def join(
    *,
    organisation: Organisation,
    user: User,
    role: Role = Role.ADVOCATE,
    by: Actor,
    at: datetime,
) -> bool:
    """False where they have one."""
    _member, is_new = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if is_new:
        audit.record(
            AuditKind.ORGANISATION_JOINED, target=organisation, by=by, at=at, person=user.pk
        )
    return is_new


@transaction.atomic
def leave(*, organisation: Organisation, user_id: int, by: Actor, at: datetime) -> None:
    held = Membership.objects.filter(user=user_id, organisation=organisation)
    for membership in held:
        holding.note_stop(EntryKind.ROLE_ENDED, at=at, role=membership.pk)
    if held.delete()[0]:
        audit.record(AuditKind.ORGANISATION_LEFT, target=organisation, by=by, at=at, person=user_id)
