"""Reads about forces and staff."""

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
"""Either will do where a second factor must be."""
HELD_NOW = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=TruncDate(Now()))
"""Of a person's roles, those that have not ended."""


def viewer_for(user_id: int) -> Viewer | None:
    """The viewer that a user is, or None where the account is gone or switched off. One query,
    since every page of staff begins with it."""
    rows = list(_people_with_roles().filter(pk=user_id))
    if not rows:
        return None
    name, email, has_second_factor, *_membership = rows[0]
    viewer = Viewer(user_id=user_id, name=name or email, has_second_factor=has_second_factor)
    return viewer.with_held(_held_roles((*row,) for _n, _e, _has_factor, *row in rows))


@cache
def _people_with_roles() -> QuerySet[User, tuple[Any, ...]]:
    """Of accounts that are switched on: name, address, whether they have a second factor, and a row
    for each role and force. Never read itself: to build it takes as long as to read one person."""
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
    """The memberships of rows of role, force, organisation, languages, body and one force that
    the organisation serves."""
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
    """Whether somebody has a role in the force, or in the one that it ended in, besides that of an
    adviser, whatever the page that they look at is guarded by."""
    viewer = viewer_for(user_id)
    if viewer is None:
        return False
    roles = (each for each in viewer.held if each.role != Role.ADVOCATE)
    return any(force_code in each.force_codes | each.past_force_codes for each in roles)


def has_account(email: str) -> bool:
    """Whether the address belongs to an account, switched on or off."""
    return User.objects.filter(email=email.lower()).exists()


def user_by_email(email: str) -> User | None:
    """The account with this address, if it is switched on."""
    return User.objects.filter(email=email.lower(), is_active=True).first()


def account_by_email(email: str) -> User | None:
    """The account with this address, whether switched on or off."""
    return User.objects.filter(email=email.lower()).first()


def names_of_user(user_id: int) -> frozenset[str]:
    """The names by which a file may refer to this user, case-folded: their name and address.

    Raises User.DoesNotExist."""
    user = User.objects.get(pk=user_id)
    return frozenset(name.strip().casefold() for name in (user.name, user.email) if name.strip())


def force_by_code(code: str) -> Force | None:
    return Force.objects.filter(code=code).first()


def known_forces() -> Sequence[Force]:
    """Every force that there is or was, in the order of their names. For what pages show: whoever
    changes forces asks the table."""
    return _cached_forces() or ()


@cached_in_process
def _cached_forces() -> tuple[Force, ...] | None:
    return tuple(Force.objects.order_by("name")) or None


def regions() -> Mapping[str, str]:
    """The code of each force's region, "" where it has none."""
    return {force.code: force.region_code for force in known_forces()}


def forces_on(day: date) -> list[Force]:
    """Forces that exist on a day, in the order of their names."""
    return [force for force in known_forces() if force.exists_on(day)]


def forces_for(viewer: Viewer) -> list[Force]:
    """Forces whose rows the viewer may see, in the order of their names."""
    return [
        force for force in known_forces() if viewer.is_national or force.code in viewer.force_codes
    ]


def force_for(viewer: Viewer, force_code: str) -> Force:
    """A force whose rows the viewer may see. Force.DoesNotExist for any other."""
    for force in forces_for(viewer):
        if force.code == force_code:
            return force
    raise Force.DoesNotExist


def force_codes_for(viewer: Viewer) -> frozenset[str]:
    """The codes of all forces whose rows the viewer may see, predecessors included."""
    if viewer.is_national:
        return frozenset(force.code for force in known_forces())
    return viewer.reach


def lineage(*codes: str) -> tuple[str, ...]:
    """Forces and all that ended in them, by one merger or several: whose rows make up their
    history. The forces themselves stand first."""
    ended = [(force.code, force.successor_id) for force in known_forces() if force.successor_id]
    return tuple(_with_predecessors(codes, sorted(ended)))


def heirs() -> Mapping[str, str]:
    """By code the force that each is part of now, itself where it has not ended."""
    successors = dict(Force.objects.values_list("code", "successor_id"))
    found = {}
    for code in successors:
        heir = code
        while successor := successors.get(heir):
            heir = successor
        found[code] = heir
    return found


def house(force_code: str) -> list[str]:
    """The codes of a force and of all that are part of the same force now."""
    known = heirs()
    return [code for code, heir in known.items() if heir == known[force_code]]


def _with_predecessors(codes: Iterable[str], ended: Sequence[tuple[str, str]]) -> Iterator[str]:
    for code in codes:
        yield code
        yield from _with_predecessors([old for old, new in ended if new == code], ended)


def force_lives() -> Mapping[str, ForceLife]:
    """By code, the dates and the successor or predecessors of each force that a merger ended or
    created. Other forces are left out."""
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
    """The code of each force by every name that a file may use for it, case-folded."""
    names: dict[str, str] = {}
    for force in Force.objects.all():
        for name in (force.code, force.name, force.ons_name):
            if name:
                names[name.casefold()] = force.code
    for alias in ForceAlias.objects.all():
        names[alias.alias.casefold()] = alias.force_id
    return names


def data_origin() -> str | None:
    """ "real", "simulated", or None while the database is empty."""
    row = DataOrigin.objects.first()
    return row.origin if row else None


def accepts_origin(origin: DataOrigin.Origin) -> bool:
    """Whether people of this origin may be loaded: real and simulated people never share a
    database (decision 15)."""
    return data_origin() in {None, origin}


def is_simulated() -> bool:
    """Whether pages must say SIMULATED. Cached for ten seconds, so an action that fills the
    database asks data_origin() instead."""
    return _cached_data_origin() == DataOrigin.Origin.SIMULATED


def is_real() -> bool:
    """Whether the database holds real people: not while it is empty. Cached for ten seconds."""
    return _cached_data_origin() == DataOrigin.Origin.REAL


@cached_in_process
def _cached_data_origin() -> str | None:
    return data_origin()


def why_not_merge(predecessors: Sequence[Force], *, into: str, name: str, on: date) -> str:
    """What stands against a merger, in words; "" where nothing does."""
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
    """Those in work with a role that grants it: in one of the forces, or nationally where none is
    given, by name."""
    held = _held_by(permission)
    held = held.filter(force_id__in=force_codes) if force_codes else held.filter(force=None)
    people = User.objects.filter(is_active=True, pk__in=held.values("user_id"))
    return list(people.order_by("name", "pk"))


def _held_by(permission: Permission) -> QuerySet[Membership]:
    roles = [role for role, granted in GRANTS.items() if permission in granted]
    return Membership.objects.current().filter(role__in=roles, organisation__isnull=True)


def members_by_force() -> QuerySet[Any, Any]:
    """Each force that takes part, as (MEMBERS, its code, how many roles people in work hold in it,
    no moment), to be asked together with other rows of this form."""
    held = Membership.objects.current().filter(force__isnull=False, user__is_active=True)
    grouped = held.order_by().annotate(what=Value(MEMBERS)).values("what", "force")
    moment = Cast(Value(None), DateTimeField())
    told: QuerySet[Any, Any] = grouped.annotate(many=Count("pk"), moment=moment).values_list(
        "what", "force", "many", "moment"
    )
    return told


def leads_or_others(permission: Permission) -> Mapping[str | None, frozenset[int]]:
    """By force, and under None nationally, the people in work who answer for what nobody did in
    time: operations leads; where there is none, the others whose role grants the permission. A
    force with neither is left out."""
    held = _held_by(permission).filter(user__is_active=True)
    leads: dict[str | None, set[int]] = {}
    others: dict[str | None, set[int]] = {}
    for force, user, role in held.values_list("force_id", "user_id", "role"):
        found = leads if role == Role.OPERATIONS_LEAD else others
        found.setdefault(force, set()).add(user)
    return {force: frozenset(people) for force, people in {**others, **leads}.items()}
