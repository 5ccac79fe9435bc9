"""Secrets of second factors at rest: sealed under keys derived from VAULT_KEYS, so that a copy of
the database makes nobody's one-time codes."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.sealing import boxes

PURPOSE = "secrets of second factors"
SEALED = ("secret", "seed")
"""What an authenticator's data holds that must stay secret: of one-time codes, of recovery codes."""


def seal(secret: str) -> str:
    return boxes.of_vault(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError, also for a secret that lies there in plain: whoever can write to the
    database must not be able to set one."""
    return boxes.of_vault(PURPOSE).unseal(sealed)


@transaction.atomic
def reseal(*, by: Actor, at: datetime) -> int:
    """Every secret under the newest key. Returns how many authenticators."""
    held = list(Authenticator.objects.select_for_update().order_by("pk"))
    moved = [each for each in held if any(name in each.data for name in SEALED)]
    for each in moved:
        for name in (name for name in SEALED if name in each.data):
            each.data[name] = seal(unseal(each.data[name]))
        each.save(update_fields=["data"])
    if moved:
        audit.record(AuditKind.FACTORS_RESEALED, by=by, at=at, factors=len(moved))
    return len(moved)
