"""Secrets of single sign-on at rest: sealed under keys derived from VAULT_KEYS, together with whom
the provider speaks for, so that whoever can write to the database can put none in its place."""

import json
from collections.abc import Sequence

from access.models import SignInProvider
from access.sealing import boxes
from access.sealing.boxes import UnsealedError

PURPOSE = "secrets of single sign-on"


def seal(
    secret: str,
    *,
    force_code: str,
    issuer: str,
    client_id: str,
    domains: Sequence[str],
    factors: Sequence[str],
) -> str:
    known = [force_code, issuer, client_id, sorted(domains), sorted(factors)]
    return boxes.of_vault(PURPOSE).seal(json.dumps([secret, known]))


def secret_of(provider: SignInProvider) -> str:
    """Raises UnsealedError, also where anything of the provider is no longer what was entered."""
    secret, known = json.loads(boxes.of_vault(PURPOSE).unseal(provider.secret))
    now = [provider.force_id, provider.issuer, provider.client_id, provider.domains]
    if known != [*now, provider.factors]:
        message = "A force's sign-in is not what was entered: end it, and enter it anew."
        raise UnsealedError(message)
    return str(secret)
