"""The audit trail has only the first call of a day for each use."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.api_keys.scopes import KeyScope
from access.audit import AuditKind
from access.models import ApiKey


def note(key: ApiKey, *, on: date) -> None:
    if key.last_used_on != on:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=on)


def note_use(key: ApiKey, *, scope: KeyScope, by: Actor, at: datetime) -> None:
    today = timezone.localdate(at).isoformat()
    if key.used_for.get(scope) == today:
        return
    with transaction.atomic():
        held = ApiKey.objects.select_for_update().get(pk=key.pk)
        if held.used_for.get(scope) == today:
            return
        held.used_for[scope] = today
        held.save(update_fields=["used_for"])
        audit.record(AuditKind.API_KEY_USED, target=held, by=by, at=at, scopes=[scope.value])
