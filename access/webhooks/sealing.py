"""Secrets of webhooks at rest: encrypted under keys derived from VAULT_KEYS, of which the first
encrypts and all decrypt."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnsealedError(Exception):
    """The secret was sealed under a key that VAULT_KEYS does not hold any more."""


def seal(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises UnsealedError."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        message = "A webhook's secret cannot be read: make a new one, or bring its key back."
        raise UnsealedError(message) from None


def _keys() -> MultiFernet:
    return MultiFernet([_derived(item.partition(":")[2]) for item in settings.VAULT_KEYS])


def _derived(digits: str) -> Fernet:
    """A key of its own: who reads one of the two does not know the other."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"secrets of webhooks")
    return Fernet(base64.urlsafe_b64encode(derive.derive(bytes.fromhex(digits))))
