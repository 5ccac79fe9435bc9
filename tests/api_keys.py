"""Keys of other systems for tests."""

from collections.abc import Collection
from datetime import datetime, timedelta

from access.api_keys import actions, selectors
from access.api_keys.actions import KeyGrant
from access.api_keys.scopes import KeyScope
from access.models import Force, User
from tests.conftest import NOW, TESTER


def grant(
    *,
    scopes: Collection[KeyScope] = tuple(KeyScope),
    force: Force | None = None,
    expires_at: datetime = NOW + timedelta(days=300),
    is_client: bool = False,
) -> KeyGrant:
    return KeyGrant(
        label="feed", purpose="the nightly feed", force=force, scopes=scopes, expires_at=expires_at,
        is_client=is_client,
    )  # fmt: skip


def make_key(user: User, *, at: datetime = NOW, **given: object) -> str:
    _row, key = actions.make_key(user=user, grant=grant(**given), by=TESTER, at=at)
    return key


def make_client(user: User, *, at: datetime = NOW, **given: object) -> tuple[str, str]:
    """The id and the secret of a client."""
    row, secret = actions.make_key(
        user=user, grant=grant(is_client=True, **given), by=TESTER, at=at
    )
    return selectors.client_id_of(row), secret


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}
