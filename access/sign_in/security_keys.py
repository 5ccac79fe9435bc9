"""Security keys and passkeys (WebAuthn) of staff. What is stored of one is a public key, and no
secret; it is sealed all the same, together with the account, so that whoever can write to the
database cannot give an account a key of their own (as factor_secrets does for one-time codes)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings

from access.sealing import boxes
from access.sealing.boxes import UnsealedError

PURPOSE = "security keys of staff"
SEAL = "seal"
"""Stands beside what the browser sent when the key was added; the sign-in library reads past it."""


def sealed(credential: Mapping[str, Any], *, user_id: int) -> dict[str, Any]:
    """What is stored of a key that was added."""
    known = {name: value for name, value in credential.items() if name != SEAL}
    return known | {SEAL: boxes.of_vault(PURPOSE).seal(_digest(known, user_id))}


def is_ours(key: Authenticator) -> bool:
    """Whether the key was added by its account through our page, and is as it was then."""
    credential = key.data.get("credential", {})
    known = {name: value for name, value in credential.items() if name != SEAL}
    try:
        digest = boxes.of_vault(PURPOSE).unseal(str(credential.get(SEAL, "")))
    except UnsealedError:
        return False
    return digest == _digest(known, key.user_id)


def site() -> str:
    """The host for which keys are made: that of staff's pages, whatever name a proxy asks for, so
    that a key goes on working when a second name leads here."""
    return urlsplit(settings.STAFF_BASE_URL).hostname or "localhost"


def _digest(credential: Mapping[str, Any], user_id: int) -> str:
    told = json.dumps([user_id, credential], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
