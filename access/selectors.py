from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Now, TruncDate
from django.utils.translation import gettext as _

from access.forces.life import ForceLife
from access.models import DataOrigin, Force, ForceAlias, Membership, User
from access.permissions import GRANTS, Permission, Role
from access.process_cache import cached_in_process
from access.viewer import HeldRole, Viewer

MEMBERS = "members"
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Either kind counts as a second factor."""
HELD_NOW = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=TruncDate(Now()))
"""Filter for a person's roles that have not ended."""


def viewer_for(user_id: int) -> Viewer | None:
    """None where the account is gone or off."""
    rows = list(_people_with_roles().filter(pk=user_id))
    if not rows:
        return None
    name, email, has_second_factor, *_membership = rows[0]
    viewer = Viewer(user_id=user_id, name=name or email, has_second_factor=has_second_factor)
    return viewer.with_held(_held_roles((*row,) for _n, _e, _has_factor, *row in rows))


@cache
def _people_with_roles() -> QuerySet[User, tuple[Any, ...]]:
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    users = User.objects.filter(is_active=True).annotate(
        has_factor=Exists(factors), held=FilteredRelation("memberships", condition=HELD_NOW)
    )
    held_in = (
        "held__role",
        "held__force",
        "held__organisation",
        "held__languages",
        "held__body",
        "held__organisation__forces",
    )
    return users.values_list("name", "email", "has_factor", *held_in)


def _held_roles(
    rows: Iterable[tuple[str, str | None, int | None, list[str], str, str | None]],
) -> list[HeldRole]:
    """Rows have role, force, organisation, languages, body and one force of the organisation."""
    served: dict[tuple[Role, str | None, int | None, tuple[str, ...], str], set[str]] = {}
    for role, force, organisation, spoken, body, serves in rows:
        if role:
            key = (Role(role), force, organisation, tuple(spoken), body)
            forces = served.setdefault(key, set())
            forces |= {code for code in (force, serves) if code}
    return [
        HeldRole(
            role=role,
            force_codes=frozenset(forces),
            past_force_codes=frozenset(lineage(*forces)) - forces,
            organisation_id=organisation,
            is_national=force is None and organisation is None,
            languages=frozenset(spoken),
            body=body,
        )
        for (role, force, organisation, spoken, body), forces in served.items()
    ]


def is_of_force(user_id: int, force_code: str) -> bool:
    viewer = viewer_for(user_id)
    if viewer is None:
        return False
    roles = (each for each in viewer.held if each.role != Role.ADVOCATE)
    return any(force_code in each.force_codes | each.past_force_codes for each in roles)


def has_account(email: str) -> bool:
    return User.objects.filter(email=email.lower()).exists()


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()


def account_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower()).first()


def names_of_user(user_id: int) -> frozenset[str]:
    """Case-folded name and address. Raises User.DoesNotExist."""
    user = User.objects.get(pk=user_id)
    return frozenset(name.strip().casefold() for name in (user.name, user.email) if name.strip())


def force_by_code(code: str) -> Force | None:
    return Force.objects.filter(code=code).first()


def known_forces() -> Sequence[Force]:
    return _cached_forces() or ()


@cached_in_process
def _cached_forces() -> tuple[Force, ...] | None:
    return tuple(Force.objects.order_by("name")) or None


def regions() -> Mapping[str, str]:
    """By force; may be ""."""
    return {force.code: force.region_code for force in known_forces()}


def forces_on(day: date) -> list[Force]:
    return [force for force in known_forces() if force.exists_on(day)]


def forces_for(viewer: Viewer) -> list[Force]:
    return [
        force for force in known_forces() if viewer.is_national or force.code in viewer.force_codes
    ]


def force_for(viewer: Viewer, force_code: str) -> Force:
    for force in forces_for(viewer):
        if force.code == force_code:
            return force
    raise Force.DoesNotExist


def force_codes_for(viewer: Viewer) -> frozenset[str]:
    """Predecessors included."""
    if viewer.is_national:
        return frozenset(force.code for force in known_forces())
    return viewer.reach


def lineage(*codes: str) -> tuple[str, ...]:
    ended = [(force.code, force.successor_id) for force in known_forces() if force.successor_id]
    return tuple(_with_predecessors(codes, sorted(ended)))


def heirs() -> Mapping[str, str]:
    """The present successor of each force, or itself."""
    successors = dict(Force.objects.values_list("code", "successor_id"))
    found = {}
    for code in successors:
        heir = code
        while successor := successors.get(heir):
            heir = successor
        found[code] = heir
    return found


def house(force_code: str) -> list[str]:
    known = heirs()
    return [code for code, heir in known.items() if heir == known[force_code]]


def _with_predecessors(codes: Iterable[str], ended: Sequence[tuple[str, str]]) -> Iterator[str]:
    for code in codes:
        yield code
        yield from _with_predecessors([old for old, new in ended if new == code], ended)


def force_lives() -> Mapping[str, ForceLife]:
    forces = {force.code: force for force in Force.objects.order_by("code")}
    lives = {}
    for code, force in forces.items():
        before = [old.code for old in forces.values() if old.successor_id == code]
        begins_by_merger = [old for old in before if forces[old].valid_to == force.valid_from]
        if force.valid_to or begins_by_merger:
            lives[code] = ForceLife(
                name=force.name,
                begins=force.valid_from,
                ends=force.valid_to,
                successor=force.successor_id or "",
                predecessors=tuple(begins_by_merger),
            )
    return lives


def force_codes_by_name() -> Mapping[str, str]:
    """By case-folded name."""
    names: dict[str, str] = {}
    for force in Force.objects.all():
        for name in (force.code, force.name, force.ons_name):
            if name:
                names[name.casefold()] = force.code
    for alias in ForceAlias.objects.all():
        names[alias.alias.casefold()] = alias.force_id
    return names


def data_origin() -> str | None:
    """ "real", "simulated" or None."""
    row = DataOrigin.objects.first()
    return row.origin if row else None


def accepts_origin(origin: DataOrigin.Origin) -> bool:
    """Decision 15."""
    return data_origin() in {None, origin}


def is_simulated() -> bool:
    return _cached_data_origin() == DataOrigin.Origin.SIMULATED


def is_real() -> bool:
    return _cached_data_origin() == DataOrigin.Origin.REAL


@cached_in_process
def _cached_data_origin() -> str | None:
    return data_origin()


def why_not_merge(predecessors: Sequence[Force], *, into: str, name: str, on: date) -> str:
    """In words, or ""."""
    successor = Force.objects.filter(code=into).first()
    ended = ", ".join(force.code for force in predecessors if force.valid_to)
    too_young = ", ".join(force.code for force in predecessors if force.valid_from >= on)
    is_late = successor is not None and successor.valid_from >= on
    told = {"into": into, "ended": ended, "too_young": too_young}
    reasons = (
        (
            on.day > 1,
            _("A merger is on the first day of a month: files of police.uk know months only."),
        ),
        (ended, _("Ended before: %(ended)s.") % told),
        (too_young, _("Not there before that day: %(too_young)s.") % told),
        (is_late, _("%(into)s is not there before that day.") % told),
        (
            into in {force.code for force in predecessors},
            _("%(into)s cannot end in itself.") % told,
        ),
        (successor and successor.valid_to, _("%(into)s has ended.") % told),
        (successor is None and not name, _("%(into)s is new: give its name.") % told),
        (successor and name, _("%(into)s is there already, and has a name.") % told),
    )
    return next((reason for is_so, reason in reasons if is_so), "")


def staff_who_may(permission: Permission, force_codes: Collection[str]) -> list[User]:
    """In one of the forces, or nationally without forces; by name."""
    held = _held_by(permission)
    held = held.filter(force_id__in=force_codes) if force_codes else held.filter(force=None)
    people = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
    return list(people.order_by("name", "pk"))


def _held_by(permission: Permission) -> QuerySet[Membership]:
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return Membership.objects.current().filter(role__in=roles, organisation__isnull=True)


def members_by_force() -> QuerySet[Any, Any]:
    """Rows for a union: MEMBERS, force code, active members, NULL."""
    held = Membership.objects.current().filter(force__isnull=False, user__is_active=True)
    grouped = held.order_by().annotate(what=Value(MEMBERS)).values("what", "force")
    moment = Cast(Value(None), DateTimeField())
    told: QuerySet[Any, Any] = grouped.annotate(many=Count("pk"), moment=moment).values_list(
        "what", "force", "many", "moment"
    )
    return told


def leads_or_others(permission: Permission) -> Mapping[str | None, frozenset[int]]:
    held = _held_by(permission).filter(user__is_active=True)
    leads: dict[str | None, set[int]] = {}
    others: dict[str | None, set[int]] = {}
    for force, user, role in held.values_list("force_id", "user_id", "role"):
        found = leads if role == Role.OPERATIONS_LEAD else others
        found.setdefault(force, set()).add(user)
    return {force: frozenset(people) for force, people in {**others, **leads}.items()}
