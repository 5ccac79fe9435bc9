from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.administration import mails, rules
from access.administration.rules import WhyNot
from access.approval import decisions
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import AccountMail, Force, Membership, Organisation, RoleRequest, User
from access.permissions import Role
from access.sign_in.actions import empty_account

State = RoleRequest.RequestState


class UnableToDoItError(Exception):
    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class WantedRole:
    """A role in a force, in an organisation, or (with neither) nationally."""

    role: Role
    force: Force | None = None
    organisation: Organisation | None = None
    languages: Sequence[str] = ()
    body: str = ""
    ends_on: date | None = None
    replaces: Membership | None = None

    @property
    def place(self) -> dict[str, Force | Organisation | None]:
        return {"force": self.force, "organisation": self.organisation}


@transaction.atomic
def invite(*, email: str, name: str, wanted: WantedRole, by: Actor, at: datetime) -> RoleRequest:
    """Raises UnableToDoItError."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name)
        user.is_active, user.date_joined = False, at
        user.save(update_fields=["is_active", "date_joined"])
        audit.record(
            AuditKind.USER_CREATED,
            target=user,
            by=by,
            at=at,
            **{"force": wanted.force.code} if wanted.force else {},
        )
    return ask_for_role(user=user, wanted=wanted, by=by, at=at)


@transaction.atomic
def ask_for_role(*, user: User, wanted: WantedRole, by: Actor, at: datetime) -> RoleRequest:
    """Raises UnableToDoItError."""
    User.objects.select_for_update().get(pk=user.pk)
    if why := _why_not_ask(user, wanted, by=by, today=timezone.localdate(at)):
        raise UnableToDoItError(why)
    return decisions.request_approval(
        RoleRequest,
        AuditKind.ROLE_ASKED,
        by=by,
        at=at,
        user=user,
        role=wanted.role,
        languages=sorted(wanted.languages),
        body=wanted.body,
        ends_on=wanted.ends_on,
        replaces=wanted.replaces,
        **wanted.place,
    )


def _why_not_ask(user: User, wanted: WantedRole, *, by: Actor, today: date) -> WhyNot | None:
    if user.pk == by.user_id:
        return WhyNot.THEMSELVES
    if wanted.ends_on is not None and wanted.ends_on < today:
        return WhyNot.PAST
    kind = wanted.organisation.kind if wanted.organisation else ""
    held = Membership.objects.current().filter(user=user)
    same = held.filter(role=wanted.role, **wanted.place).first()
    waiting = RoleRequest.objects.filter(user=user, state=State.WAITING)
    is_held = same is not None and not _adds_to(same, wanted)
    return (
        rules.why_not_there(wanted.role, in_force=wanted.force is not None, organisation_kind=kind)
        or rules.why_not_in(wanted.role, wanted.languages)
        or rules.why_not_for(wanted.role, wanted.body)
        or (WhyNot.HELD if is_held else None)
        or (WhyNot.WAITS if waiting.filter(role=wanted.role, **wanted.place).exists() else None)
        or _check_other_roles(user, wanted.role, replaces=wanted.replaces)
    )


def _adds_to(held: Membership, wanted: WantedRole) -> bool:
    more = set(wanted.languages) != set(held.languages)
    is_other = wanted.body != held.body
    return more or is_other or rules.is_longer(wanted.ends_on, held.ends_on)


def _check_other_roles(user: User, role: Role, *, replaces: Membership | None) -> WhyNot | None:
    held = Membership.objects.current().filter(user=user)
    if replaces is not None:
        held = held.exclude(pk=replaces.pk)
    return rules.check_other_roles(role, {Role(each.role) for each in held})


@transaction.atomic
def give(*, request: RoleRequest, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError or ApprovalError."""
    known = RoleRequest.objects.select_related("user", "force", "organisation", "replaces")
    waits = decisions.lock_for_second(request, by=by, at=at, rows=known)
    if by.user_id == waits.user_id:
        raise UnableToDoItError(WhyNot.THEMSELVES)
    if waits.ends_on is not None and waits.ends_on < timezone.localdate(at):
        raise UnableToDoItError(WhyNot.PAST)
    if waits.force is not None and not waits.force.exists_on(timezone.localdate(at)):
        raise UnableToDoItError(WhyNot.WRONG_PLACE)
    if why := _check_other_roles(waits.user, Role(waits.role), replaces=waits.replaces):
        raise UnableToDoItError(why)
    moved_from = waits.replaces
    decisions.record_approval(waits, AuditKind.ROLE_GIVEN, by=by, at=at, asked_by=waits.asked_by_id)
    if moved_from is not None:
        take_away(membership=moved_from, by=by, at=at)
    Membership.objects.update_or_create(
        user=waits.user,
        role=waits.role,
        force=waits.force,
        organisation=waits.organisation,
        defaults={
            "languages": waits.languages,
            "body": waits.body,
            "ends_on": waits.ends_on,
        },
    )
    kind = AccountMail.MailKind
    has_joined = waits.user.has_usable_password()
    mails.write(user=waits.user, kind=kind.ROLE_GIVEN if has_joined else kind.JOIN, by=by, at=at)


@transaction.atomic
def set_aside(*, request: RoleRequest, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    kinds = {"refused": AuditKind.ROLE_REFUSED, "withdrawn": AuditKind.ROLE_WITHDRAWN}
    waits = decisions.set_aside_request(request, **kinds, by=by, at=at)
    if _is_for_nothing(waits.user):
        empty_account(user=waits.user, by=by, at=at)


def _is_for_nothing(user: User) -> bool:
    waits = RoleRequest.objects.filter(user=user, state=State.WAITING)
    holds = Membership.objects.filter(user=user)
    was_used = user.is_active or user.last_login is not None or user.has_usable_password()
    return not (was_used or waits.exists() or holds.exists())


@transaction.atomic
def end_role(*, membership: Membership, by: Actor, at: datetime) -> None:
    user = membership.user
    take_away(membership=membership, by=by, at=at)
    mails.write(user=user, kind=AccountMail.MailKind.ROLE_ENDED, by=by, at=at)


@transaction.atomic
def end_role_on(*, membership: Membership, ends_on: date, by: Actor, at: datetime) -> None:
    """Raises UnableToDoItError."""
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if ends_on < timezone.localdate(at):
        raise UnableToDoItError(WhyNot.PAST)
    if rules.is_longer(ends_on, held.ends_on):
        raise UnableToDoItError(WhyNot.LATER)
    shorten(membership=held, ends_on=ends_on, by=by, at=at)


def shorten(*, membership: Membership, ends_on: date, by: Actor, at: datetime) -> None:
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    holding.note_stop(
        EntryKind.ROLE_SHORTENED, at=at, role=membership.pk, ends_on=ends_on.isoformat()
    )
    _record(AuditKind.ROLE_END_SET, membership, by=by, at=at, ends_on=ends_on.isoformat())


@transaction.atomic
def end_every_role(*, user: User, by: Actor, at: datetime) -> None:
    for membership in Membership.objects.filter(user=user).order_by("pk"):
        take_away(membership=membership, by=by, at=at)
    asked = RoleRequest.objects.filter(user=user)
    decisions.end_requests(asked, AuditKind.ROLE_WITHDRAWN, by=by, at=at)


def take_away(*, membership: Membership, by: Actor, at: datetime) -> None:
    _record(AuditKind.ROLE_ENDED, membership, by=by, at=at)
    holding.note_stop(EntryKind.ROLE_ENDED, at=at, role=membership.pk)
    membership.delete()


def _record(
    kind: AuditKind,
    row: Membership,
    *,
    by: Actor,
    at: datetime,
    **details: str | int | None,
) -> None:
    place = {"service": row.organisation_id, "force": row.force_id, "body": row.body}
    told = {name: value for name, value in (place | details).items() if value}
    audit.record(kind, target=row.user, by=by, at=at, role=row.role, **told)
