"""Reads about forces and staff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from access.forces.life import ForceLife
from access.models import ApiKey, DataOrigin, Force, ForceAlias, Membership, User
from access.permissions import Role
from access.process_cache import remembered
from access.viewer import Viewer


def viewer_for(user_id: int) -> Viewer | None:
    """The viewer that a user is, or None where the account is gone or switched off."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    memberships = list(Membership.objects.filter(user=user))
    force_codes = frozenset(m.force_id for m in memberships if m.force_id)
    return Viewer(
        user_id=user.pk,
        name=str(user),
        roles=frozenset(Role(membership.role) for membership in memberships),
        force_codes=force_codes,
        past_force_codes=frozenset(lineage(*force_codes)) - force_codes
        if force_codes
        else frozenset(),
        is_national=any(m.force_id is None for m in memberships),
    )


def has_account(email: str) -> bool:
    """Whether the address is taken, by an account switched off as well."""
    return User.objects.filter(email=email.lower()).exists()


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()


def account_by_email(email: str) -> User | None:
    """Whether it is switched on or off."""
    return User.objects.filter(email=email.lower()).first()


def names_of(user_id: int) -> frozenset[str]:
    """What a person may be called in a file, in small letters: her name and her address."""
    user = User.objects.get(pk=user_id)
    return frozenset(name.strip().casefold() for name in (user.name, user.email) if name.strip())


def force_by_code(code: str) -> Force | None:
    return Force.objects.filter(code=code).first()


def has_second_factor(user_id: int) -> bool:
    codes = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


def user_by_api_key_hash(key_hash: str) -> User | None:
    key = (
        ApiKey.objects.select_related("user")
        .filter(key_hash=key_hash, revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    return key.user if key else None


def forces_on(day: date) -> QuerySet[Force]:
    """Forces that exist on a day, in the order of their names."""
    return (
        Force.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .order_by("name")
    )


def forces_for(viewer: Viewer) -> QuerySet[Force]:
    """Forces whose rows the viewer may see, in the order of their names."""
    forces = Force.objects.order_by("name")
    return forces if viewer.is_national else forces.filter(code__in=viewer.force_codes)


def force_codes_for(viewer: Viewer) -> frozenset[str]:
    """The codes of all forces whose rows the viewer may see, of past ones too."""
    if viewer.is_national:
        return frozenset(Force.objects.values_list("code", flat=True))
    return viewer.reach


def lineage(*codes: str) -> tuple[str, ...]:
    """Forces and all that ended in them, by one merger or several: whose rows make up their
    history. The forces themselves stand first."""
    ended = Force.objects.filter(successor__isnull=False).values_list("code", "successor_id")
    return tuple(_with_predecessors(codes, list(ended.order_by("code"))))


def _with_predecessors(
    codes: Iterable[str], ended: Sequence[tuple[str, str | None]]
) -> Iterator[str]:
    for code in codes:
        yield code
        yield from _with_predecessors([old for old, new in ended if new == code], ended)


def force_lives() -> Mapping[str, ForceLife]:
    """Of the forces that a merger ended or began, when that was and what to name instead."""
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
    """Every name under which a file may call a force, lower-cased, to its code."""
    names: dict[str, str] = {}
    for force in Force.objects.all():
        for name in (force.code, force.name, force.ons_name):
            if name:
                names[name.casefold()] = force.code
    for alias in ForceAlias.objects.all():
        names[alias.alias.casefold()] = alias.force_id
    return names


def data_origin() -> str | None:
    """'real', 'simulated', or None while the database is empty."""
    row = DataOrigin.objects.first()
    return row.origin if row else None


def takes(origin: DataOrigin.Origin) -> bool:
    """Whether such people may be loaded: real and simulated ones never share a database."""
    return data_origin() in {None, origin}


def is_simulated() -> bool:
    """For what pages show. Whoever fills the database asks what it holds at that moment."""
    return _origin_of_late() == DataOrigin.Origin.SIMULATED


@remembered
def _origin_of_late() -> str | None:
    return data_origin()
