from datetime import datetime, timedelta

from django.db.models import QuerySet

from access.models import BreakGlass, Membership, SignInProvider, User
from access.providers.tokens import is_of_domain
from access.selectors import house
from access.viewer import Viewer

MOST_HOURS = 4
"""The longest time that passwords stay open in an emergency (access.break_glass.rules)."""
State = SignInProvider.ProviderState


def live_providers() -> QuerySet[SignInProvider]:
    return (
        SignInProvider.objects.filter(state=State.LIVE)
        .select_related("force")
        .order_by("force__name")
    )


def live_provider(force_code: str) -> SignInProvider:
    return live_providers().get(force=force_code)


def providers_for(viewer: Viewer) -> QuerySet[SignInProvider]:
    found = SignInProvider.objects.select_related("force", "asked_by", "decided_by")
    if not viewer.is_national:
        found = found.filter(force__in=viewer.reach)
    return found.order_by("-asked_at", "-pk")


def provider_for(viewer: Viewer, pk: int) -> SignInProvider:
    """Raises SignInProvider.DoesNotExist, also out of reach."""
    return providers_for(viewer).get(pk=pk)


def provider_required_of(user: User, *, at: datetime) -> SignInProvider | None:
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
    held = set(Membership.objects.current().filter(user=user).values_list("force", flat=True))
    if not held or None in held:
        return None
    for provider in live_providers():
        if held <= set(house(provider.force_id)) and is_of_domain(user.email, provider.domains):
            return provider
    return None
