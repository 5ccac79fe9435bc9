"""Secrets at rest that are no contact details: of webhooks, of second factors, and what sessions
hold. Each kind has a key of its own, derived from a secret of the settings, so that who reads one
kind can read no other, and what is moved from one to another does not open."""

import base64
from collections.abc import Sequence
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnsealedError(Exception):
    """The secret was sealed under a key that the settings do not hold any more, or not by us."""


class Box:
    """Seals under the first of its keys, and opens under all."""

    def __init__(self, keys: Sequence[bytes], *, purpose: str) -> None:
        self._keys = MultiFernet([_derived(key, purpose) for key in keys])

    def seal(self, secret: str) -> str:
        return self._keys.encrypt(secret.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises UnsealedError."""
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except (InvalidToken, UnicodeError):
            message = "A sealed secret cannot be read: make a new one, or bring its key back."
            raise UnsealedError(message) from None


def of_vault(purpose: str) -> Box:
    """Under keys derived from VAULT_KEYS."""
    return _box(tuple(item.partition(":")[2] for item in settings.VAULT_KEYS), purpose)


def of_service(purpose: str) -> Box:
    """Under keys derived from SECRET_KEY, for what lives no longer than a session."""
    return _service_box((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), purpose)


@cache
def _box(digits: tuple[str, ...], purpose: str) -> Box:
    return Box([bytes.fromhex(each) for each in digits], purpose=purpose)


@cache
def _service_box(keys: tuple[str, ...], purpose: str) -> Box:
    return Box([each.encode() for each in keys], purpose=purpose)


def _derived(key: bytes, purpose: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(key)))
