"""What this room keeps for a time only: the audit trail, keys that were revoked, accounts that
nobody uses, and the traces of background work."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from access.background import queue_repair
from access.models import ApiKey, AuditEvent, User

KEPT = timedelta(days=731)
"""24 months."""


def audit_events_past_keeping(at: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__lte=at - KEPT)


def api_keys_past_keeping(at: datetime) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(revoked_at__lte=at - KEPT)


DAYS_A_MONTH = 30.4375
EMPTIED = "@emptied.invalid"
"""What is left of the address of an account that was emptied."""


def idle_time() -> timedelta:
    return timedelta(days=round(settings.STAFF_IDLE_MONTHS * DAYS_A_MONTH))


def idle_accounts(at: datetime) -> QuerySet[User]:
    """Accounts to switch off: nobody has signed in for so long, and no other system holds a key."""
    return _unused_since(at - idle_time()).filter(is_active=True)


def accounts_to_empty(at: datetime) -> QuerySet[User]:
    """Accounts that stay switched off for as long again."""
    unused = _unused_since(at - 2 * idle_time()).filter(is_active=False)
    return unused.exclude(email__endswith=EMPTIED)


def _unused_since(moment: datetime) -> QuerySet[User]:
    """An account is new on the day that it was made or switched on again."""
    live_keys = ApiKey.objects.filter(user=OuterRef("pk"), revoked_at__isnull=True)
    never_since = Q(last_login__isnull=True) | Q(last_login__lte=moment)
    return User.objects.filter(never_since, ~Exists(live_keys), date_joined__lte=moment)


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table have been kept for longer than they may be."""
    return {
        "access.AuditEvent": audit_events_past_keeping(at).count(),
        "access.ApiKey": api_keys_past_keeping(at).count(),
        "access.User": idle_accounts(at).count() + accounts_to_empty(at).count(),
        **{rows.model._meta.label: rows.count() for rows in queue_repair.ended_long_ago(at)},
    }
