"""Sealed under keys from VAULT_KEYS: a copy of the database yields no codes."""

from access.sealing import boxes

PURPOSE = "secrets of second factors"
SEALED = ("secret", "seed")
"""Secret data of one-time codes and of recovery codes."""


def seal(secret: str) -> str:
    return boxes.vault_box(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError, also for a plain secret: writing to the database must not set one."""
    return boxes.vault_box(PURPOSE).unseal(sealed)
