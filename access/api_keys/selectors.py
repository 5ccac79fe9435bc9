from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from access import selectors as access_selectors
from access.models import ApiKey, Membership
from access.viewer import HeldRole, Viewer


def live_key(key_hash: str, *, at: datetime) -> ApiKey | None:
    keys = ApiKey.objects.select_related("user").filter(user__is_active=True)
    return keys.filter(revoked_at__isnull=True, expires_at__gt=at, key_hash=key_hash).first()


def viewer_of_key(key: ApiKey) -> Viewer | None:
    viewer = access_selectors.viewer_for(key.user_id)
    if viewer is None or key.force_id is None:
        return viewer
    kept = [
        _in_force(held, key.force_id)
        for held in viewer.held
        if (held.organisation_id is None and key.force_id in held.force_codes)
    ]
    return viewer.with_held(kept) if kept else None


def _in_force(held: HeldRole, force_code: str) -> HeldRole:
    before = frozenset(access_selectors.lineage(force_code)) - {force_code}
    return replace(held, force_codes=frozenset({force_code}), past_force_codes=before)


def keys_for(viewer: Viewer) -> QuerySet[ApiKey]:
    keys = ApiKey.objects.select_related("force", "user").order_by("-created_at", "-pk")
    return keys if viewer.is_national else keys.filter(force_id__in=viewer.reach)


def key_for(viewer: Viewer, pk: int) -> ApiKey:
    """Raises ApiKey.DoesNotExist out of reach."""
    return keys_for(viewer).get(pk=pk)


def own_keys(user_id: int) -> QuerySet[ApiKey]:
    keys = ApiKey.objects.select_related("force", "user").filter(user_id=user_id)
    return keys.order_by("-created_at", "-pk")


def holder_for(viewer: Viewer, user_id: int, force_code: str) -> Membership:
    for each in holders_for(viewer):
        if (each.user_id, each.force_id or "") == (user_id, force_code):
            return each
    raise Membership.DoesNotExist


def holders_for(viewer: Viewer) -> list[Membership]:
    held = Membership.objects.select_related("user", "force").filter(
        organisation=None, user__is_active=True
    )
    if not viewer.is_national:
        held = held.filter(force_id__in=viewer.force_codes)
    return list(held.exclude(user_id=viewer.user_id).order_by("user__name", "user_id", "force_id"))
