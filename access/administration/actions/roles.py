"""Writes roles: asked for by one administrator, given by another, ended by one alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.administration import mails, rules
from access.administration.rules import WhyNot
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import AccountMail, Force, Membership, Organisation, RoleRequest, User
from access.permissions import Role
from access.sign_in.actions import empty_account

State = RoleRequest.RequestState


class UnableToDoItError(Exception):
    """What an administrator asked for cannot be done. `why` says why."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class WantedRole:
    """A role in a force, in an organisation, or (with neither) nationally. `body` is the one for
    which somebody oversees, `ends_on` the last day; `replaces` is a role of the same person that
    ends when this one is given."""

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
    """Ask for a role for somebody by their address. Without an account they get one, which is
    switched off until the role is given and they have chosen a password.

    Raises UnableToDoItError."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name)
        user.is_active, user.date_joined = False, at
        user.save(update_fields=["is_active", "date_joined"])
        audit.record(AuditKind.USER_CREATED, target=user, by=by, at=at, **_force_of(wanted))
    return ask_for_role(user=user, wanted=wanted, by=by, at=at)


@transaction.atomic
def ask_for_role(*, user: User, wanted: WantedRole, by: Actor, at: datetime) -> RoleRequest:
    """Raises UnableToDoItError."""
    User.objects.select_for_update().get(pk=user.pk)
    if why := _why_not_ask(user, wanted, by=by, today=timezone.localdate(at)):
        raise UnableToDoItError(why)
    request = RoleRequest.objects.create(
        user=user,
        role=wanted.role,
        languages=sorted(wanted.languages),
        body=wanted.body,
        ends_on=wanted.ends_on,
        replaces=wanted.replaces,
        asked_at=at,
        asked_by_id=by.person_id,
        **wanted.place,
    )
    _record(AuditKind.ROLE_ASKED, request, by=by, at=at)
    return request


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
        or _why_not_beside(user, wanted.role, replaces=wanted.replaces)
    )


def _adds_to(held: Membership, wanted: WantedRole) -> bool:
    more = set(wanted.languages) != set(held.languages)
    is_other = wanted.body != held.body
    return more or is_other or rules.is_longer(wanted.ends_on, held.ends_on)


def _why_not_beside(user: User, role: Role, *, replaces: Membership | None) -> WhyNot | None:
    held = Membership.objects.current().filter(user=user)
    if replaces is not None:
        held = held.exclude(pk=replaces.pk)
    return rules.why_not_beside(role, {Role(each.role) for each in held})


@transaction.atomic
def give(*, request: RoleRequest, by: Actor, at: datetime) -> None:
    """Give a role that another administrator asked for, and tell the person by mail: who has no
    password yet gets a link by which they choose one.

    Raises UnableToDoItError."""
    waits = _locked(request)
    _check_is_another(waits, by=by)
    if waits.ends_on is not None and waits.ends_on < timezone.localdate(at):
        raise UnableToDoItError(WhyNot.PAST)
    if waits.force is not None and not waits.force.exists_on(timezone.localdate(at)):
        raise UnableToDoItError(WhyNot.WRONG_PLACE)
    if why := _why_not_beside(waits.user, Role(waits.role), replaces=waits.replaces):
        raise UnableToDoItError(why)
    moved_from = waits.replaces
    _decide(waits, State.GIVEN, by=by, at=at)
    if moved_from is not None:
        take_away(membership=moved_from, by=by, at=at)
    _hold(waits)
    _record(AuditKind.ROLE_GIVEN, waits, by=by, at=at, asked_by=waits.asked_by_id)
    kind = AccountMail.MailKind
    has_joined = waits.user.has_usable_password()
    mails.write(user=waits.user, kind=kind.ROLE_GIVEN if has_joined else kind.JOIN, by=by, at=at)


def _hold(request: RoleRequest) -> None:
    Membership.objects.update_or_create(
        user=request.user,
        role=request.role,
        force=request.force,
        organisation=request.organisation,
        defaults={
            "languages": request.languages,
            "body": request.body,
            "ends_on": request.ends_on,
        },
    )


def _check_is_another(request: RoleRequest, *, by: Actor) -> None:
    if by.user_id == request.asked_by_id:
        raise UnableToDoItError(WhyNot.ASKED_BY_THEM)
    if by.user_id == request.user_id:
        raise UnableToDoItError(WhyNot.THEMSELVES)


@transaction.atomic
def set_aside(*, request: RoleRequest, by: Actor, at: datetime) -> None:
    """Refuse a role, or withdraw what one asked for oneself. An account that was made for it, and
    that nobody ever used, is emptied.

    Raises UnableToDoItError."""
    waits = _locked(request)
    holding.note_set_aside(waits, at=at)
    is_own = by.user_id == waits.asked_by_id
    _decide(waits, State.WITHDRAWN if is_own else State.REFUSED, by=by, at=at)
    kind = AuditKind.ROLE_WITHDRAWN if is_own else AuditKind.ROLE_REFUSED
    _record(kind, waits, by=by, at=at)
    if _is_for_nothing(waits.user):
        empty_account(user=waits.user, by=by, at=at)


def _is_for_nothing(user: User) -> bool:
    waits = RoleRequest.objects.filter(user=user, state=State.WAITING)
    holds = Membership.objects.filter(user=user)
    was_used = user.is_active or user.last_login is not None or user.has_usable_password()
    return not (was_used or waits.exists() or holds.exists())


@transaction.atomic
def end_role(*, membership: Membership, by: Actor, at: datetime) -> None:
    """Take a role away at once, and tell the person. One administrator does it alone."""
    user = membership.user
    take_away(membership=membership, by=by, at=at)
    mails.write(user=user, kind=AccountMail.MailKind.ROLE_ENDED, by=by, at=at)


@transaction.atomic
def end_role_on(*, membership: Membership, ends_on: date, by: Actor, at: datetime) -> None:
    """Have a role end on a day that is earlier than the one it has. A later one is asked for.

    Raises UnableToDoItError."""
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if ends_on < timezone.localdate(at):
        raise UnableToDoItError(WhyNot.PAST)
    if rules.is_longer(ends_on, held.ends_on):
        raise UnableToDoItError(WhyNot.LATER)
    shorten(membership=held, ends_on=ends_on, by=by, at=at)


def shorten(*, membership: Membership, ends_on: date, by: Actor, at: datetime) -> None:
    """Have a role end on a day, in the caller's transaction."""
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    holding.note_stop(
        EntryKind.ROLE_SHORTENED, at=at, role=membership.pk, ends_on=ends_on.isoformat()
    )
    _record(AuditKind.ROLE_END_SET, membership, by=by, at=at, ends_on=ends_on.isoformat())


@transaction.atomic
def end_every_role(*, user: User, by: Actor, at: datetime) -> None:
    """Somebody leaves: no role of theirs stands, and none waits."""
    for membership in Membership.objects.filter(user=user).order_by("pk"):
        take_away(membership=membership, by=by, at=at)
    waiting = RoleRequest.objects.select_for_update().filter(user=user, state=State.WAITING)
    for request in waiting.order_by("pk"):
        holding.note_set_aside(request, at=at)
        _decide(request, State.WITHDRAWN, by=by, at=at)
        _record(AuditKind.ROLE_WITHDRAWN, request, by=by, at=at)


def take_away(*, membership: Membership, by: Actor, at: datetime) -> None:
    """End a role in the caller's transaction, and tell nobody."""
    _record(AuditKind.ROLE_ENDED, membership, by=by, at=at)
    holding.note_stop(EntryKind.ROLE_ENDED, at=at, role=membership.pk)
    membership.delete()


def _locked(request: RoleRequest) -> RoleRequest:
    waits = RoleRequest.objects.select_for_update(of=("self",)).select_related(
        "user", "force", "organisation", "replaces"
    )
    held = waits.get(pk=request.pk)
    if held.state != State.WAITING:
        raise UnableToDoItError(WhyNot.DECIDED)
    return held


def _decide(request: RoleRequest, state: State, *, by: Actor, at: datetime) -> None:
    request.state, request.decided_at, request.decided_by_id = state, at, by.user_id
    request.save(update_fields=["state", "decided_at", "decided_by"])


def _record(
    kind: AuditKind,
    row: RoleRequest | Membership,
    *,
    by: Actor,
    at: datetime,
    **details: str | int | None,
) -> None:
    """About the person, so that the trail names them, and of the force of the role."""
    place = {"service": row.organisation_id, "force": row.force_id, "body": row.body}
    told = {name: value for name, value in (place | details).items() if value}
    audit.record(kind, target=row.user, by=by, at=at, role=row.role, **told)


def _force_of(wanted: WantedRole) -> dict[str, str]:
    return {"force": wanted.force.code} if wanted.force else {}
