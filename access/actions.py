from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from access import audit, process_cache, retention, selectors
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from access.forces.reference_file import ForceRow
from access.models import DataOrigin, Force, ForceAlias, Membership, User
from access.partitions import upkeep as partitions
from access.permissions import Role


class UnableToSetDataOriginError(Exception):
    pass


@transaction.atomic
def load_forces(*, rows: Iterable[ForceRow], by: Actor, at: datetime) -> int:
    """Create or update the forces of the file. Return how many are new."""
    changed = 0
    for row in rows:
        force, was_created = Force.objects.update_or_create(code=row.code, defaults=row.fields())
        for alias in row.aliases:
            ForceAlias.objects.update_or_create(
                alias=alias, defaults={"force": force, "valid_from": row.valid_from}
            )
        changed += was_created
    process_cache.clear()
    if changed:
        audit.record(AuditKind.FORCES_LOADED, by=by, at=at, created=changed)
    return changed


class UnableToMergeForcesError(Exception):
    pass


@transaction.atomic
def merge_forces(
    *,
    predecessors: Sequence[Force],
    into: str,
    name: str,
    name_cy: str,
    on: date,
    with_staff: bool,
    by: Actor,
    at: datetime,
) -> Force:
    """`into` is a force that exists, or a new one called `name` in the first predecessor's region.
    Raises UnableToMergeForcesError."""
    known = {force.code: force for force in Force.objects.select_for_update().order_by("code")}
    if reason := selectors.why_not_merge(predecessors, into=into, name=name, on=on):
        raise UnableToMergeForcesError(reason)
    like = predecessors[0]
    successor = known.get(into) or _begin_force(into, name, name_cy, like=like, on=on)
    ended = [force.code for force in predecessors]
    Force.objects.filter(code__in=ended).update(valid_to=on, successor=successor)
    process_cache.clear()
    moved = _move_staff(ended, into=successor) if with_staff else 0
    audit.record(
        AuditKind.FORCES_MERGED,
        target=successor,
        by=by,
        at=at,
        ended=ended,
        on=on.isoformat(),
        staff_moved=moved,
    )
    return successor


@transaction.atomic
def add_force(
    *,
    code: str,
    name: str,
    name_cy: str,
    region_code: str,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> Force:
    like = Force.objects.filter(region_code=region_code).first() if region_code else None
    force = Force.objects.create(
        code=code,
        name=name,
        name_cy=name_cy,
        region_code=region_code,
        region_name=like.region_name if like else "",
        is_territorial=bool(region_code),
        valid_from=valid_from,
    )
    process_cache.clear()
    audit.record(AuditKind.FORCE_ADDED, target=force, by=by, at=at, force=force.code)
    return force


def _begin_force(code: str, name: str, name_cy: str, *, like: Force, on: date) -> Force:
    return Force.objects.create(
        code=code,
        name=name,
        name_cy=name_cy,
        region_code=like.region_code,
        region_name=like.region_name,
        is_territorial=like.is_territorial,
        valid_from=on,
    )


def _move_staff(codes: Sequence[str], *, into: Force) -> int:
    before = list(Membership.objects.filter(force_id__in=codes))
    for membership in before:
        Membership.objects.get_or_create(
            user_id=membership.user_id,
            role=membership.role,
            force=into,
            defaults={"ends_on": membership.ends_on},
        )
        membership.delete()
    return len(before)


@transaction.atomic
def create_user(
    *,
    email: str,
    name: str,
    password: str | None,
    role: Role,
    force: Force | None,
    languages: Sequence[str] = (),
    body: str = "",
    by: Actor,
    at: datetime,
) -> User:
    user = User.objects.create_user(email=email, password=password, name=name)
    Membership.objects.create(
        user=user, role=role, force=force, languages=sorted(languages), body=body
    )
    audit.record(
        AuditKind.USER_CREATED,
        target=user,
        by=by,
        at=at,
        role=role.value,
        **({"force": force.code} if force else {}),
        **({"languages": sorted(languages)} if languages else {}),
        **({"body": body} if body else {}),
    )
    return user


@transaction.atomic
def set_reader_languages(*, user: User, languages: Sequence[str], by: Actor, at: datetime) -> None:
    """A person with other roles gets that of a reader too."""
    memberships = Membership.objects.filter(user=user, role=Role.LANGUAGE_READER)
    if languages:
        Membership.objects.update_or_create(
            user=user, role=Role.LANGUAGE_READER, defaults={"languages": sorted(languages)}
        )
    else:
        memberships.delete()
    audit.record(
        AuditKind.READER_LANGUAGES_SET, target=user, by=by, at=at, languages=sorted(languages)
    )


@transaction.atomic
def set_data_origin(*, origin: DataOrigin.Origin, by: Actor, at: datetime) -> None:
    row = DataOrigin.objects.select_for_update().first()
    if row is None:
        DataOrigin.objects.create(origin=origin, set_at=at, set_by=by.name)
        process_cache.clear()
        audit.record(AuditKind.DATA_ORIGIN_SET, by=by, at=at, origin=origin.value)
    elif row.origin != origin:
        message = f"This database holds {row.origin} data and takes no {origin.value} data."
        raise UnableToSetDataOriginError(message)


def destroy_old_traces(*, by: Actor, at: datetime) -> None:
    events = partitions.destroy(
        retention.audit_events_past_retention(at),
        before=retention.audit_kept_from(at),
        column="at",
    )
    keys = bulk_delete.delete_in_batches(retention.api_keys_past_retention(at))
    bulk_delete.delete_in_batches(retention.destruction_runs_past_retention(at))
    bulk_delete.delete_in_batches(retention.role_requests_past_retention(at))
    bulk_delete.delete_in_batches(retention.account_mails_past_retention(at))
    bulk_delete.delete_in_batches(retention.glasses_past_retention(at))
    if events or keys:
        audit.record(AuditKind.STAFF_TRACES_DESTROYED, by=by, at=at, events=events, keys=keys)
