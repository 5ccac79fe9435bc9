"""Each kind of secret has its own key: one cannot be read or replaced by another."""

import base64
from collections.abc import Sequence
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class UnsealedError(Exception):
    """The key is gone, or not ours."""


class Box:
    """Seals under its first key, opens under all."""

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


def vault_box(purpose: str) -> Box:
    return _box(tuple(item.partition(":")[2] for item in settings.VAULT_KEYS), purpose)


def service_box(purpose: str) -> Box:
    """Derived from SECRET_KEY, for secrets no older than a session."""
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
