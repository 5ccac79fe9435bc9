"""Signs a system in to the API by its key, or by a token that it got as a client (access.tokens):
`Authorization: Bearer <key or token>`."""

from collections.abc import Collection

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from access.api_keys import actions, last_use, selectors
from access.limits import sources
from access.limits.table import Kind
from access.limits.tries import Trying
from access.models import ApiKey, User
from access.web import row_reach


class ApiKeyAuthentication(BaseAuthentication):
    """Sets request.api_key to the key, request.api_scopes to what it may be used for in this call,
    and request.viewer to who answers for it as far as it reaches. 401 for a key or token that is
    not known, has ended, or reaches nothing any more."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _space, given = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key, scopes = _live_key(request, given.strip())
        request.viewer = selectors.viewer_of_key(key)  # type: ignore[attr-defined]
        request.api_key = key  # type: ignore[attr-defined]
        request.api_scopes = frozenset(scopes)  # type: ignore[attr-defined]
        if request.viewer is None:  # type: ignore[attr-defined]
            raise AuthenticationFailed
        row_reach.set_for(request, request.viewer)  # type: ignore[attr-defined]
        last_use.note(key, on=timezone.localdate())
        return key.user, None

    def authenticate_header(self, request: Request | HttpRequest) -> str:
        return "Bearer"


def _live_key(request: Request, given: str) -> tuple[ApiKey, Collection[str]]:
    """With what it may be used for. A right key costs no more than itself: nobody guesses 256 bits,
    so wrong ones are slowed down for the sake of the log alone."""
    now = timezone.now()
    if given.startswith(actions.TOKEN_PREFIX):
        token = selectors.live_token(actions.key_hash(given), at=now)
        if token is not None:
            return token.key, token.scopes
    elif key := selectors.live_key(actions.key_hash(given), at=now):
        return key, key.scopes
    with Trying(Kind.API_KEY, sources.of_request(request), at=now) as attempt:  # type: ignore[arg-type]  # has what is read of it
        if attempt.is_refused:
            raise Throttled(wait=attempt.wait.total_seconds())
        raise AuthenticationFailed(_("This key or token is not known, or has ended."))
