"""Writes that change nothing but the key that values are encrypted under."""

from collections.abc import Mapping
from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.vault import key_rotation


def rotate_keys(*, by: Actor, at: datetime) -> Mapping[int, int]:
    """Move every value of the vault to the key that encrypts now. Returns how many values stand
    under each key afterwards: one that none stands under may be thrown away. Doing it again goes
    on where it was broken off."""
    moved = key_rotation.reencrypt()
    held = key_rotation.count_by_key()
    counts = {str(key): count for key, count in sorted(held.items())}
    audit.record(AuditKind.KEYS_ROTATED, by=by, at=at, moved=moved, held_under=counts)
    return held
