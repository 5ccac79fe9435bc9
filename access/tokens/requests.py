"""Reads what a client asks of the token endpoint: OAuth 2.0, section 4.4 of RFC 6749, with the
client's id and secret in the header (section 2.3.1) or in the body. Pure."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote_plus

from access.api_keys.scopes import KeyScope

GRANT = "client_credentials"
ONCE = ("grant_type", "scope", "client_id", "client_secret")


class TokenFault(StrEnum):
    """The error codes of RFC 6749, section 5.2."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT = "unsupported_grant_type"
    INVALID_SCOPE = "invalid_scope"


class TokenRefusedError(Exception):
    """`fault` for a program, `why` in English for who writes it, as the RFC wants it."""

    def __init__(self, fault: TokenFault, why: str) -> None:
        super().__init__(why)
        self.fault, self.why = fault, why


@dataclass(frozen=True)
class TokenRequest:
    """`scopes` is None where the client asks for all that it may."""

    client_id: str
    secret: str
    scopes: frozenset[str] | None


def read(authorization: str, body: Mapping[str, Sequence[str]]) -> TokenRequest:
    """`body` are the parameters of the form, each with every value that came.

    Raises TokenRefusedError."""
    twice = [name for name in ONCE if len(body.get(name, ())) > 1]
    if twice:
        raise TokenRefusedError(TokenFault.INVALID_REQUEST, f"{twice[0]} came more than once")
    given = {name: values[0] for name, values in body.items() if values}
    client_id, secret = _client(authorization, given)
    if not given.get("grant_type"):
        raise TokenRefusedError(TokenFault.INVALID_REQUEST, f"send grant_type={GRANT}")
    if given["grant_type"] != GRANT:
        raise TokenRefusedError(TokenFault.UNSUPPORTED_GRANT, f"the one grant_type is {GRANT}")
    return TokenRequest(client_id, secret, _scopes(given.get("scope", "")))


def _client(authorization: str, given: Mapping[str, str]) -> tuple[str, str]:
    scheme, _space, encoded = authorization.partition(" ")
    is_basic = scheme.lower() == "basic"
    if is_basic and given.get("client_secret"):
        why = "send the client\u2019s secret in the header or in the body, not in both"
        raise TokenRefusedError(TokenFault.INVALID_REQUEST, why)
    if is_basic:
        return _basic(encoded.strip())
    client_id, secret = given.get("client_id", ""), given.get("client_secret", "")
    if not (client_id and secret):
        why = "send client_id and client_secret by HTTP Basic or in the body"
        raise TokenRefusedError(TokenFault.INVALID_CLIENT, why)
    return client_id, secret


def _basic(encoded: str) -> tuple[str, str]:
    """Both are form-encoded before they are joined (RFC 6749, section 2.3.1)."""
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError) as wrong:
        why = "the header is no HTTP Basic"
        raise TokenRefusedError(TokenFault.INVALID_CLIENT, why) from wrong
    client_id, _colon, secret = text.partition(":")
    if not (client_id and secret):
        raise TokenRefusedError(TokenFault.INVALID_CLIENT, "the header has no id or no secret")
    return unquote_plus(client_id), unquote_plus(secret)


def _scopes(text: str) -> frozenset[str] | None:
    wanted = frozenset(text.split(" ")) - {""}
    unknown = sorted(wanted - set(KeyScope))
    if unknown:
        known = " ".join(KeyScope)
        raise TokenRefusedError(TokenFault.INVALID_SCOPE, f"a scope is one of: {known}")
    return wanted or None
