"""The token endpoint of the API (OAuth 2.0 client credentials), and what it says of itself."""

from datetime import datetime
from http import HTTPStatus
from math import ceil

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from access.actor import Actor
from access.api_keys import actions, last_use, selectors
from access.api_keys.scopes import KeyScope
from access.limits import sources
from access.limits.table import Kind, Tier
from access.limits.tries import Trying, wait_after_counting
from access.models import ApiKey
from access.tokens import requests
from access.tokens.requests import TokenFault, TokenRefusedError, TokenRequest
from access.web.guards import public

ISSUER, TOKENS = "/api/v1", "/api/v1/token/"
MOST_BYTES = 10_000


class WaitError(Exception):
    """Too many came; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


# Without a CSRF check: it reads no cookie, and who calls has the client's secret.
@csrf_exempt
@require_POST
@public
def token(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    try:
        asked = _asked(request)
        key = _client(request, asked, at=at)
        scopes = _scopes(asked, key)
    except TokenRefusedError as refused:
        return _refusal(refused)
    except WaitError as wait:
        return _wait(wait.seconds)
    by = Actor.user(user_id=key.user_id, name=str(key.user))
    row, made = actions.make_token(key=key, scopes=scopes, by=by, at=at)
    last_use.note(key, on=timezone.localdate(at))
    told = {
        "access_token": made,
        "token_type": "Bearer",
        "expires_in": int((row.expires_at - at).total_seconds()),
        "scope": " ".join(row.scopes),
    }
    return _unstored(JsonResponse(told))


@require_safe
@public
def metadata(request: HttpRequest) -> JsonResponse:
    """RFC 8414, for programs that look the endpoint up."""
    return JsonResponse(
        {
            "issuer": request.build_absolute_uri(ISSUER),
            "token_endpoint": request.build_absolute_uri(TOKENS),
            "grant_types_supported": [requests.GRANT],
            "response_types_supported": [],
            "scopes_supported": list(KeyScope),
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


def _asked(request: HttpRequest) -> TokenRequest:
    is_form = request.content_type == "application/x-www-form-urlencoded"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not is_form or not length.isdecimal() or int(length) > MOST_BYTES:
        why = "send a form: application/x-www-form-urlencoded"
        raise TokenRefusedError(TokenFault.INVALID_REQUEST, why)
    return requests.read(request.headers.get("Authorization", ""), dict(request.POST.lists()))


def _client(request: HttpRequest, asked: TokenRequest, *, at: datetime) -> ApiKey:
    """Who has it wrong is slowed down by address, and who has it right by the client."""
    secret_hash = actions.key_hash(asked.secret)
    key = selectors.live_client(asked.client_id, secret_hash, at=at)
    if key is None:
        with Trying(Kind.API_KEY, sources.of_request(request), at=at) as attempt:
            if attempt.is_refused:
                raise WaitError(int(attempt.retry_after))
        why = "this client is not known, has ended, or has another secret"
        raise TokenRefusedError(TokenFault.INVALID_CLIENT, why)
    wait = wait_after_counting(Kind.API_CALL, {Tier.ACCOUNT: f"key {key.pk}"}, at=at)
    if wait:
        raise WaitError(ceil(wait.total_seconds()))
    if selectors.viewer_of_key(key) is None:
        why = "who answers for this client has no role any more where it reaches"
        raise TokenRefusedError(TokenFault.UNAUTHORIZED_CLIENT, why)
    return key


def _scopes(asked: TokenRequest, key: ApiKey) -> list[KeyScope]:
    if asked.scopes is None:
        return [KeyScope(scope) for scope in key.scopes]
    if not asked.scopes <= set(key.scopes):
        why = f"this client may ask for: {' '.join(key.scopes)}"
        raise TokenRefusedError(TokenFault.INVALID_SCOPE, why)
    return [KeyScope(scope) for scope in asked.scopes]


def _refusal(refused: TokenRefusedError) -> HttpResponse:
    is_client = refused.fault is TokenFault.INVALID_CLIENT
    status = HTTPStatus.UNAUTHORIZED if is_client else HTTPStatus.BAD_REQUEST
    told = {"error": refused.fault.value, "error_description": refused.why}
    response = _unstored(JsonResponse(told, status=status))
    if is_client:
        response["WWW-Authenticate"] = 'Basic realm="token"'
    return response


def _wait(seconds: int) -> HttpResponse:
    told = {"error": "temporarily_unavailable", "error_description": "wait, then ask again"}
    response = _unstored(JsonResponse(told, status=HTTPStatus.TOO_MANY_REQUESTS))
    response["Retry-After"] = str(seconds)
    return response


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Pragma"] = "no-cache"
    return response
