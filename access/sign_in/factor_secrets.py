"""Secrets of second factors at rest: sealed under keys derived from VAULT_KEYS, so that a copy of
the database makes nobody's one-time codes."""

from access.sealing import boxes

PURPOSE = "secrets of second factors"
SEALED = ("secret", "seed")
"""What data of an authenticator must stay secret: of one-time codes, of recovery codes."""


def seal(secret: str) -> str:
    return boxes.of_vault(PURPOSE).seal(secret)


def unseal(sealed: str) -> str:
    """Raises UnsealedError, also for a secret that lies there in plain: whoever can write to the
    database must not be able to set one."""
    return boxes.of_vault(PURPOSE).unseal(sealed)
