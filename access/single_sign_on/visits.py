"""A way to a provider and back, as the session holds it: for ten minutes, for one provider, and
for one return."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from access.models import SignInProvider

HELD = "ways to a provider"
STANDS_FOR = timedelta(minutes=10)
AT_ONCE = 4
"""So many tabs may be on the way."""


@dataclass(frozen=True, kw_only=True)
class ProviderVisit:
    provider: int
    nonce: str
    verifier: str
    then: str
    """The address on this host that follows."""
    again: int
    """Who is asked once more who they are; 0 for a sign-in."""
    at: float


def begin(
    session: SessionBase, provider: SignInProvider, *, then: str, again: int, at: datetime
) -> tuple[str, ProviderVisit]:
    """Returns the state by which the return is known, too."""
    state = secrets.token_urlsafe(32)
    visit = ProviderVisit(
        provider=provider.pk, nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48),
        then=then, again=again, at=at.timestamp(),
    )  # fmt: skip
    held = dict(session.get(HELD, {}))
    session[HELD] = dict([*held.items(), (state, asdict(visit))][-AT_ONCE:])
    return state, visit


def end(
    session: SessionBase, state: str, *, provider: SignInProvider, at: datetime
) -> ProviderVisit | None:
    """What was begun under this state with this provider, once."""
    held = dict(session.get(HELD, {}))
    begun = held.pop(state, None)
    session[HELD] = held
    if begun is None:
        return None
    visit = ProviderVisit(**begun)
    is_over = at.timestamp() - visit.at > STANDS_FOR.total_seconds()
    return None if is_over or visit.provider != provider.pk else visit
