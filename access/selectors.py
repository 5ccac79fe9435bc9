"""Reads about forces and staff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from access.forces.life import ForceLife
from access.models import ApiKey, DataOrigin, Force, ForceAlias, Membership, User
from access.permissions import Role
from access.process_cache import cached_in_process
from access.viewer import Viewer


def viewer_for(user_id: int) -> Viewer | None:
    """The viewer of a user's account; None where it does not exist or is switched off."""
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


def has_second_factor(user_id: int) -> bool:
    """Whether the user has set one-time codes up."""
    codes = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP)
    return bool(codes.exists())


def user_by_api_key_hash(key_hash: str) -> User | None:
    """The user of a key that is not revoked, if their account is switched on."""
    key = (
        ApiKey.objects.select_related("user")
        .filter(key_hash=key_hash, revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    return key.user if key else None


def forces_on(day: date) -> QuerySet[Force]:
    """The forces that exist on a day, ordered by name."""
    return (
        Force.objects.filter(valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .order_by("name")
    )


def forces_for(viewer: Viewer) -> QuerySet[Force]:
    """The forces whose rows the viewer may see, ordered by name. Predecessors of the viewer's
    forces are not among them: their rows are shown on the successor's pages."""
    forces = Force.objects.order_by("name")
    return forces if viewer.is_national else forces.filter(code__in=viewer.force_codes)


def force_codes_for(viewer: Viewer) -> frozenset[str]:
    """The codes of all forces whose rows the viewer may see, predecessors included."""
    if viewer.is_national:
        return frozenset(Force.objects.values_list("code", flat=True))
    return viewer.reach


def lineage(*codes: str) -> tuple[str, ...]:
    """The codes given, each followed by the codes of all its predecessors, through any number of
    mergers: the forces whose rows make up its history."""
    ended = Force.objects.filter(successor__isnull=False).values_list("code", "successor_id")
    return tuple(_with_predecessors(codes, list(ended.order_by("code"))))


def _with_predecessors(
    codes: Iterable[str], ended: Sequence[tuple[str, str | None]]
) -> Iterator[str]:
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


@cached_in_process
def _cached_data_origin() -> str | None:
    return data_origin()
