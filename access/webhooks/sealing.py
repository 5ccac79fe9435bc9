"""Secrets of webhooks at rest: encrypted under keys derived from VAULT_KEYS, of which the first
encrypts and all decrypt."""

from access.sealing import boxes

UnsealedError = boxes.UnsealedError
PURPOSE = "secrets of webhooks"


def seal(secret: str) -> str:
    return boxes.of_vault(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError."""
    return boxes.of_vault(PURPOSE).unseal(sealed)
