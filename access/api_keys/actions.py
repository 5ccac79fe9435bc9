import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.api_keys.scopes import KeyScope
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import ApiKey, Force, User

LONGEST_LIFE = timedelta(days=366)

PREFIX = "nvs_"
"""Tells a finder which service a key is for."""

SHOWN = 10
"""Number of first characters shown on the page, prefix included."""


@dataclass(frozen=True)
class KeyGrant:
    label: str
    purpose: str
    force: Force | None
    scopes: Collection[KeyScope]
    expires_at: datetime


class OwnKeyError(PermissionError):
    pass


@transaction.atomic
def grant_key(*, user: User, grant: KeyGrant, by: Actor, at: datetime) -> ApiKey:
    """Raises OwnKeyError for oneself, ValueError for no use or an end in the past or over a year
    away."""
    if by.user_id == user.pk:
        raise OwnKeyError
    if not at < grant.expires_at <= at + LONGEST_LIFE or not grant.scopes:
        message = "A key ends within a year, and is for something."
        raise ValueError(message)
    row = ApiKey.objects.create(
        user=user, key_hash=key_hash(_new_key()), label=grant.label, purpose=grant.purpose,
        force=grant.force, scopes=sorted(grant.scopes), expires_at=grant.expires_at,
        created_at=at, created_by=by.name,
    )  # fmt: skip
    audit.record(
        AuditKind.API_KEY_CREATED,
        target=row,
        by=by,
        at=at,
        scopes=sorted(grant.scopes),
        until=grant.expires_at.date().isoformat(),
    )
    return row


@transaction.atomic
def take_key(*, key: ApiKey, by: Actor, at: datetime) -> str:
    """Return the key once; only its hash is stored. Raises OwnKeyError for anyone but its holder,
    or ApiKey.DoesNotExist."""
    live = ApiKey.objects.select_for_update().filter(revoked_at=None, expires_at__gt=at)
    held = live.get(pk=key.pk)
    if by.user_id != held.user_id:
        raise OwnKeyError
    return _make(held, by=by, at=at)


@transaction.atomic
def make_key(*, user: User, grant: KeyGrant, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """For the command line."""
    row = grant_key(user=user, grant=grant, by=by, at=at)
    return row, _make(row, by=by, at=at)


def _make(row: ApiKey, *, by: Actor, at: datetime) -> str:
    key = _new_key()
    row.key_hash, row.shown, row.taken_at = key_hash(key), key[:SHOWN], at
    row.save(update_fields=["key_hash", "shown", "taken_at"])
    audit.record(AuditKind.API_KEY_TAKEN, target=row, by=by, at=at)
    return key


@transaction.atomic
def end_key(*, key: ApiKey, by: Actor, at: datetime) -> bool:
    live = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=at, revoked_by=by.name):
        return False
    audit.record(AuditKind.API_KEY_ENDED, target=key, by=by, at=at)
    holding.note_stop(EntryKind.API_KEY_ENDED, at=at, key=key.pk)
    return True


def key_hash(key: str) -> str:
    """SHA-256 in hex: 256 random bits need no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def _new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)
