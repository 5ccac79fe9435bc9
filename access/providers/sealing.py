"""Secrets of single sign-on at rest: sealed under keys derived from VAULT_KEYS."""

from access.sealing import boxes

PURPOSE = "secrets of single sign-on"


def seal(secret: str) -> str:
    return boxes.of_vault(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError."""
    return boxes.of_vault(PURPOSE).unseal(sealed)
