"""Reads of single sign-on: who signs in at their force's provider, and in place of what."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from access.models import BreakGlass, Membership, SignInProvider, User
from access.providers.tokens import is_of_domain
from access.selectors import house
from access.viewer import Viewer

MOST_HOURS = 4
"""As access.break_glass.rules says."""
State = SignInProvider.ProviderState


def live_providers() -> QuerySet[SignInProvider]:
    """The providers in use, in the order of their forces' names."""
    return (
        SignInProvider.objects.filter(state=State.LIVE)
        .select_related("force")
        .order_by("force__name")
    )


def live_provider(force_code: str) -> SignInProvider:
    """SignInProvider.DoesNotExist for a force without one."""
    return live_providers().get(force=force_code)


def providers_for(viewer: Viewer) -> QuerySet[SignInProvider]:
    """The providers of the viewer's forces, the newest first."""
    found = SignInProvider.objects.select_related("force", "asked_by", "decided_by")
    if not viewer.is_national:
        found = found.filter(force__in=viewer.reach)
    return found.order_by("-asked_at", "-pk")


def provider_for(viewer: Viewer, pk: int) -> SignInProvider:
    """SignInProvider.DoesNotExist for one that is out of reach."""
    return providers_for(viewer).get(pk=pk)


def provider_required_of(user: User, *, at: datetime) -> SignInProvider | None:
    """The provider at which somebody has to sign in now: none where two people opened passwords for
    its force (access.break_glass)."""
    provider = provider_of(user)
    if provider is None:
        return None
    since = at - timedelta(hours=MOST_HOURS)
    opened = BreakGlass.objects.filter(
        kind=BreakGlass.GlassKind.PASSWORDS, force=provider.force_id, decided_at__gt=since,
        is_refused=False,
    )  # fmt: skip
    is_open = any(each.until and at < each.until for each in opened)
    return None if is_open else provider


def provider_of(user: User) -> SignInProvider | None:
    """The provider at which somebody has to sign in: that of the one force in which they hold all
    their roles, where it speaks for their address. None where they use a password."""
    held = set(Membership.objects.current().filter(user=user).values_list("force", flat=True))
    if not held or None in held:
        return None
    for provider in live_providers():
        if held <= set(house(provider.force_id)) and is_of_domain(user.email, provider.domains):
            return provider
    return None
