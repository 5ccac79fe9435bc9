from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from access.api_keys import actions, last_use, selectors
from access.limits import sources
from access.limits.attempts import Trying
from access.limits.table import Kind
from access.models import ApiKey, User
from access.web import frames


class ApiKeyAuthentication(BaseAuthentication):
    """Sets request.api_key and request.viewer. Answers 401 for a key that is unknown, ended or
    without reach."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _space, given = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = _live_key(request, given.strip())
        request.viewer = selectors.viewer_of_key(key)  # type: ignore[attr-defined]
        request.api_key = key  # type: ignore[attr-defined]
        if request.viewer is None:  # type: ignore[attr-defined]
            raise AuthenticationFailed
        frames.set_for(request, request.viewer)  # type: ignore[attr-defined]
        last_use.note(key, on=timezone.localdate())
        return key.user, None

    def authenticate_header(self, request: Request | HttpRequest) -> str:
        return "Bearer"


def _live_key(request: Request, given: str) -> ApiKey:
    """The limit only keeps the log short: 256 bits cannot be guessed."""
    now = timezone.now()
    key = selectors.live_key(actions.key_hash(given), at=now)
    if key is not None:
        return key
    with Trying(Kind.API_KEY, sources.request_sources(request), at=now) as attempt:  # type: ignore[arg-type]  # has what is read of it
        if attempt.is_refused:
            raise Throttled(wait=attempt.wait.total_seconds())
        raise AuthenticationFailed(_("This key is not known, or has ended."))
