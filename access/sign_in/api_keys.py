"""Signs a system in to the API by its key: `Authorization: Bearer <key>`."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from access import actions, selectors
from access.models import User
from access.web import row_reach


class ApiKeyAuthentication(BaseAuthentication):
    """Sets request.viewer to the viewer of the key's user. 401 for a key that is not known."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, key = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        user = selectors.user_by_api_key_hash(actions.api_key_hash(key.strip()))
        if user is None:
            raise AuthenticationFailed
        viewer = selectors.viewer_for(user.pk)
        request.viewer = viewer  # type: ignore[attr-defined]
        row_reach.set_for(request, viewer)
        return user, None

    def authenticate_header(self, request: Request | HttpRequest) -> str:
        return "Bearer"
