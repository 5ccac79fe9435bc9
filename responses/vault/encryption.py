"""Encryption of the vault's fields."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class UnreadableError(Exception):
    """Its key is missing, or it was changed or moved."""


class KeyringError(Exception):
    """VAULT_KEYS is not a list of "id:hex"."""


@dataclass(frozen=True)
class Keyring:
    current: int
    keys: Mapping[int, AESGCM] = field(repr=False)


def parse_keyring(items: Iterable[str]) -> Keyring:
    """From "id:hex" items, ids 0 to 255, keys of 32 bytes; the first is current."""
    keys: dict[int, AESGCM] = {}
    for item in items:
        key_id, key = _parse_key(item)
        keys[key_id] = AESGCM(key)
    if not keys:
        message = "VAULT_KEYS is empty; write at least one id:hex key."
        raise KeyringError(message)
    return Keyring(current=next(iter(keys)), keys=keys)


def _parse_key(item: str) -> tuple[int, bytes]:
    # The message holds neither the item nor the cause: the item is the secret.
    message = "VAULT_KEYS holds an item that is not id:hex, id 0 to 255, key of 64 hex digits."
    key_id, _colon, digits = item.partition(":")
    try:
        number, key = int(key_id), bytes.fromhex(digits)
    except ValueError:
        raise KeyringError(message) from None
    if number not in range(256) or len(key) != KEY_BYTES:
        raise KeyringError(message)
    return number, key


def encrypt(text: str, *, place: str, keyring: Keyring) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    sealed = keyring.keys[keyring.current].encrypt(nonce, text.encode(), place.encode())
    return bytes([keyring.current]) + nonce + sealed


def decrypt(stored: bytes | memoryview, *, place: str, keyring: Keyring) -> str:
    """Raises UnreadableError."""
    value = bytes(stored)
    cipher = keyring.keys.get(value[0]) if len(value) > NONCE_BYTES else None
    if cipher is None:
        message = f"The vault has no key for a value stored in {place.partition(':')[0]}."
        raise UnreadableError(message)
    nonce, sealed = value[1 : NONCE_BYTES + 1], value[NONCE_BYTES + 1 :]
    try:
        return cipher.decrypt(nonce, sealed, place.encode()).decode()
    except InvalidTag as error:
        message = f"A value stored in {place.partition(':')[0]} was changed or moved."
        raise UnreadableError(message) from error
