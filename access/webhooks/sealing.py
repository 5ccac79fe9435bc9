"""The first of the keys from VAULT_KEYS encrypts."""

from access.sealing import boxes

UnsealedError = boxes.UnsealedError
PURPOSE = "secrets of webhooks"


def seal(secret: str) -> str:
    return boxes.vault_box(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError."""
    return boxes.vault_box(PURPOSE).unseal(sealed)
