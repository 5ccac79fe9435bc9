"""The key is in no database: a writer of the database cannot seal. seal of an event = nonce,
HMAC-SHA256(key, nonce, canonical JSON of all but its number)."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_LENGTH, MAC_LENGTH = 16, 48
"""Hexadecimal digits."""


def seal_key() -> bytes:
    """Derived from PERSON_KEY, which never changes."""
    return _derived(settings.PERSON_KEY)


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"seals of the audit trail")
    return derive.derive(secret.encode())


def canonical(said: Mapping[str, Any]) -> bytes:
    """Same bytes for the same content."""
    return json.dumps(
        said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_in_utc
    ).encode()


def keyed_hash(what: str, said: Mapping[str, Any], *, key: bytes) -> str:
    return hmac.new(key, what.encode() + b"\n" + canonical(said), hashlib.sha256).hexdigest()


def seal_event(said: Mapping[str, Any], *, key: bytes) -> str:
    return _event_seal(said, nonce=secrets.token_hex(NONCE_LENGTH // 2), key=key)


def is_event_seal(seal: str, said: Mapping[str, Any], *, key: bytes) -> bool:
    expected = _event_seal(said, nonce=seal[:NONCE_LENGTH], key=key)
    return hmac.compare_digest(seal.encode(), expected.encode())


def _event_seal(said: Mapping[str, Any], *, nonce: str, key: bytes) -> str:
    # Databases write 1.0 and 1e22 in their own way.
    sealed = dict(said) | {"details": _with_plain_numbers(said["details"]), "nonce": nonce}
    return nonce + keyed_hash("event", sealed, key=key)[:MAC_LENGTH]


def _with_plain_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(name): _with_plain_numbers(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_plain_numbers(each) for each in value]
    return value


def _in_utc(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    message = f"{type(value).__name__} has no canonical form"
    raise TypeError(message)
