"""Reads about forces and staff."""

from collections.abc import Mapping
from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from access.models import ApiKey, DataOrigin, Force, ForceAlias, Membership, User
from access.permissions import Role
from access.remembering import remembered
from access.viewer import Viewer


def viewer_for(user_id: int) -> Viewer | None:
    """The viewer that a user is, or None where the account is gone or switched off."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    memberships = list(Membership.objects.filter(user=user))
    return Viewer(
        user_id=user.pk,
        name=str(user),
        roles=frozenset(Role(membership.role) for membership in memberships),
        force_codes=frozenset(m.force_id for m in memberships if m.force_id),
        is_national=any(m.force_id is None for m in memberships),
    )


def has_account(email: str) -> bool:
    """Whether the address is taken, by an account switched off as well."""
    return User.objects.filter(email=email.lower()).exists()


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.lower(), is_active=True).first()


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


@remembered
def data_origin() -> str | None:
    """'real', 'simulated', or None while the database is empty."""
    row = DataOrigin.objects.first()
    return row.origin if row else None


def takes(origin: DataOrigin.Origin) -> bool:
    """Whether such people may be loaded: real and simulated ones never share a database."""
    return data_origin() in {None, origin}


def is_simulated() -> bool:
    return data_origin() == DataOrigin.Origin.SIMULATED
