from collections.abc import Mapping
from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.vault import key_rotation


def rotate_keys(*, by: Actor, at: datetime) -> Mapping[int, int]:
    """Returns key id to number of values; a key without values may be destroyed."""
    moved = key_rotation.reencrypt()
    held = key_rotation.count_by_key()
    counts = {str(key): count for key, count in sorted(held.items())}
    audit.record(AuditKind.KEYS_ROTATED, by=by, at=at, moved=moved, held_under=counts)
    return held
