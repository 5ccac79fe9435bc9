"""A key is sealed with its account: writing to the database must not add one."""

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
"""Stored with the browser's data; the sign-in library ignores it."""


def sealed(credential: Mapping[str, Any], *, user_id: int) -> dict[str, Any]:
    known = {name: value for name, value in credential.items() if name != SEAL}
    return known | {SEAL: boxes.vault_box(PURPOSE).seal(_digest(known, user_id))}


def is_ours(key: Authenticator) -> bool:
    """Added through our page and unchanged."""
    credential = key.data.get("credential", {})
    known = {name: value for name, value in credential.items() if name != SEAL}
    try:
        digest = boxes.vault_box(PURPOSE).unseal(str(credential.get(SEAL, "")))
    except UnsealedError:
        return False
    return digest == _digest(known, key.user_id)


def site() -> str:
    """The host of the staff pages, whatever the proxy names."""
    return urlsplit(settings.STAFF_BASE_URL).hostname or "localhost"


def _digest(credential: Mapping[str, Any], user_id: int) -> str:
    told = json.dumps([user_id, credential], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()
