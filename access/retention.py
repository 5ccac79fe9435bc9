from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from access.background import queue_repair
from access.digests import selectors as digests
from access.limits import counts
from access.models import (
    AccountMail,
    ApiKey,
    AuditEvent,
    BreakGlass,
    DestructionRun,
    RoleRequest,
    User,
)
from access.partitions import rules as partitions
from access.systems import idempotency
from access.webhooks import selectors as webhooks

KEPT_FOR = timedelta(days=731)
"""Audit events and revoked keys: 24 months."""


def audit_kept_from(at: datetime) -> datetime:
    return partitions.month_start(at - KEPT_FOR)


def audit_events_past_retention(at: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__lt=audit_kept_from(at))


def api_keys_past_retention(at: datetime) -> QuerySet[ApiKey]:
    ended = Q(revoked_at__lte=at - KEPT_FOR) | Q(expires_at__lte=at - KEPT_FOR)
    return ApiKey.objects.filter(ended)


def role_requests_past_retention(at: datetime) -> QuerySet[RoleRequest]:
    return RoleRequest.objects.filter(asked_at__lte=at - KEPT_FOR)


def account_mails_past_retention(at: datetime) -> QuerySet[AccountMail]:
    return AccountMail.objects.filter(asked_at__lte=at - KEPT_FOR)


def glasses_past_retention(at: datetime) -> QuerySet[BreakGlass]:
    waits = Q(decided_at__isnull=False, is_refused=False, reviewed_at__isnull=True)
    return BreakGlass.objects.filter(asked_at__lte=at - KEPT_FOR).exclude(waits)


def destruction_runs_past_retention(at: datetime) -> QuerySet[DestructionRun]:
    """The last completed run of each task stays, to judge the next by."""
    later = DestructionRun.objects.filter(
        task=OuterRef("task"), state=DestructionRun.RunState.DONE, pk__gt=OuterRef("pk")
    )
    return DestructionRun.objects.filter(Exists(later), at__lte=at - KEPT_FOR)


def count_old_traces(at: datetime) -> Mapping[str, int]:
    """By model label."""
    return {
        "access.AuditEvent": audit_events_past_retention(at).count(),
        "access.ApiKey": api_keys_past_retention(at).count(),
        "access.DestructionRun": destruction_runs_past_retention(at).count(),
        "access.RoleRequest": role_requests_past_retention(at).count(),
        "access.AccountMail": account_mails_past_retention(at).count(),
        "access.BreakGlass": glasses_past_retention(at).count(),
    }


def count_idle_accounts(at: datetime) -> Mapping[str, int]:
    return {"access.User": idle_accounts(at).count() + accounts_to_empty(at).count()}


DAYS_A_MONTH = 30.4375
EMPTIED = "@emptied.invalid"
"""Ending of the e-mail address of an account without personal data."""


def idle_time() -> timedelta:
    return timedelta(days=round(settings.STAFF_IDLE_MONTHS * DAYS_A_MONTH))


def idle_accounts(at: datetime) -> QuerySet[User]:
    """Unused longer than idle_time(), without a live API key."""
    return _unused_since(at - idle_time()).filter(is_active=True)


def accounts_to_empty(at: datetime) -> QuerySet[User]:
    """Off and unused for twice idle_time()."""
    unused = _unused_since(at - 2 * idle_time()).filter(is_active=False)
    return unused.exclude(email__endswith=EMPTIED)


def _unused_since(moment: datetime) -> QuerySet[User]:
    live_keys = ApiKey.objects.filter(
        user=OuterRef("pk"), revoked_at__isnull=True, expires_at__gt=moment
    )
    never_since = Q(last_login__isnull=True) | Q(last_login__lte=moment)
    return User.objects.filter(never_since, ~Exists(live_keys), date_joined__lte=moment)


def past_due(at: datetime) -> Mapping[str, int]:
    """By model label."""
    return {
        **count_old_traces(at),
        **count_idle_accounts(at),
        "access.DigestMail": digests.past_retention(at).count(),
        "access.SystemCall": idempotency.past_retention(at).count(),
        "access.WebhookDelivery": webhooks.past_retention(at).count(),
        "access.TryCount": counts.run_out(at).count(),
        **{rows.model._meta.label: rows.count() for rows in queue_repair.rows_past_retention(at)},
    }
