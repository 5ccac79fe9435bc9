"""Keys of other systems for tests."""

from collections.abc import Collection
from datetime import datetime, timedelta

from access.api_keys import actions
from access.api_keys.actions import KeyGrant
from access.api_keys.scopes import KeyScope
from access.models import Force, User
from tests.conftest import NOW, TESTER


def grant(
    *,
    scopes: Collection[KeyScope] = tuple(KeyScope),
    force: Force | None = None,
    expires_at: datetime = NOW + timedelta(days=300),
) -> KeyGrant:
    return KeyGrant(
        label="feed", purpose="the nightly feed", force=force, scopes=scopes, expires_at=expires_at,
    )  # fmt: skip


def make_key(user: User, *, at: datetime = NOW, **given: object) -> str:
    _row, key = actions.make_key(user=user, grant=grant(**given), by=TESTER, at=at)
    return key


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}
