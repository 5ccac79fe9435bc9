"""How audit events are chained. Pure.

    digest = SHA-256(salt, canonical JSON of the event)
    hash   = SHA-256(hash before, position, event id, time, digest)
    seal   = HMAC-SHA256(key, day, position, hash)

The salt hides what a destroyed event said, while its digest still holds the chain together. The
seal shows that a head was made by who has the key: whoever can only write to the database can make
a chain anew, and no seal for it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

FIRST = "0" * 64
"""The hash before the first link."""


@dataclass(frozen=True)
class Link:
    position: int
    event_id: int
    at: datetime
    digest: str


def canonical(said: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content: keys in order, no blanks, times in UTC."""
    return json.dumps(
        said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_in_utc
    ).encode()


def digest_of(said: Mapping[str, Any], *, salt: str) -> str:
    return hashlib.sha256(salt.encode() + b"\n" + canonical(said)).hexdigest()


def hash_of(link: Link, *, before: str) -> str:
    told = {
        "before": before,
        "position": link.position,
        "event": link.event_id,
        "at": link.at,
        "digest": link.digest,
    }
    return hashlib.sha256(canonical(told)).hexdigest()


def seal_of(day: date, *, position: int, head: str, key: bytes) -> str:
    told = {"day": day.isoformat(), "position": position, "hash": head}
    return hmac.new(key, canonical(told), hashlib.sha256).hexdigest()


def _in_utc(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)
