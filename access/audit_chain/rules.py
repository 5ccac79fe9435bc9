"""Formulas of the audit chain; links older than the key use plain SHA-256.

digest = SHA-256(salt, canonical JSON of the event)
hash   = HMAC-SHA256(key, hash before, position, event id, time, digest)
seal of a day = HMAC-SHA256(key, day, position, hash)
seal of the end = HMAC-SHA256(key, position, hash, first keyed position, time)
seal of a checked position = HMAC-SHA256(key, position, hash)

The salt hides what a destroyed event said, while its digest still holds the chain together.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from access.sealing.audit_seals import canonical as canonical
from access.sealing.audit_seals import keyed_hash

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    position: int
    event_id: int
    at: datetime
    digest: str


def digest_of(said: Mapping[str, Any], *, salt: str) -> str:
    return hashlib.sha256(salt.encode() + b"\n" + canonical(said)).hexdigest()


def hash_of(link: Link, *, before: str, key: bytes | None) -> str:
    """`key` is None for links older than it."""
    told = {
        "before": before,
        "position": link.position,
        "event": link.event_id,
        "at": link.at,
        "digest": link.digest,
    }
    return keyed_hash("link", told, key=key) if key else hashlib.sha256(canonical(told)).hexdigest()


def seal_of(day: date, *, position: int, head: str, key: bytes) -> str:
    told = {"day": day.isoformat(), "position": position, "hash": head}
    return hmac.new(key, canonical(told), hashlib.sha256).hexdigest()


def seal_end(*, position: int, head: str, keyed_from: int, at: datetime, key: bytes) -> str:
    told = {"position": position, "hash": head, "keyed_from": keyed_from, "at": at}
    return keyed_hash("end", told, key=key)


def seal_checked(*, position: int, head: str, key: bytes) -> str:
    return keyed_hash("checked", {"position": position, "hash": head}, key=key)
