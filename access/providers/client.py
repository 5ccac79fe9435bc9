"""Asks a force's provider, by OpenID Connect's code flow with PKCE. No redirect is followed, no
answer over 256 kB is read, and after five seconds nobody is waited for."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from django.core.cache import cache
from urllib3.exceptions import HTTPError

from access.models import SignInProvider
from access.providers import sealing
from access.providers.tokens import SignOnRefusedError, WhyRefused
from access.sealing.boxes import UnsealedError

TIMEOUT_SECONDS = 5
KEPT_SECONDS = 5 * 60
MOST_BYTES = 256 * 1024
TLS, PLAIN = "https://", "http://"
LOOPBACK = frozenset({"localhost", "127.0.0.1"})


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where a provider is asked what, as it publishes it."""

    sign_in: str
    token: str
    keys: str
    has_basic: bool
    """Whether the secret is sent as its documents prefer: in a header."""


def addresses_of(provider: SignInProvider) -> Addresses:
    """Asked once in five minutes, since anybody can begin to sign in. Raises SignOnRefusedError."""
    kept = f"addresses-of-provider-{provider.pk}"
    told = cache.get(kept)
    if told is None:
        told = _get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        cache.set(kept, told, KEPT_SECONDS)
    if told.get("issuer") != provider.issuer:
        raise SignOnRefusedError(WhyRefused.TOKEN)
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    found = Addresses(
        sign_in=str(told.get("authorization_endpoint", "")),
        token=str(told.get("token_endpoint", "")),
        keys=str(told.get("jwks_uri", "")),
        has_basic="client_secret_basic" in methods,
    )
    if not all(is_safe(each) for each in (found.sign_in, found.token, found.keys)):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return found


def is_safe(address: str) -> bool:
    """Over TLS, without a name or password in it; without TLS on this machine alone."""
    parts = urlsplit(address)
    is_secret = address.startswith(TLS)
    is_here = address.startswith(PLAIN) and parts.hostname in LOOPBACK
    return (
        (is_secret or is_here) and bool(parts.hostname) and not (parts.username or parts.password)
    )


def sign_in_address(
    provider: SignInProvider,
    *,
    back: str,
    state: str,
    nonce: str,
    verifier: str,
    asks_again: bool,
) -> str:
    """Where the browser is sent. Raises SignOnRefusedError."""
    asked = {
        "response_type": "code",
        "scope": "openid email",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    if asks_again:
        asked |= {"prompt": "login", "max_age": "0"}
    address = addresses_of(provider).sign_in
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def exchange(
    provider: SignInProvider, *, code: str, verifier: str, back: str
) -> tuple[str, Mapping[str, Any]]:
    """The ID token for a code, and the keys by which it is judged. Raises SignOnRefusedError."""
    addresses = addresses_of(provider)
    try:
        secret = sealing.secret_of(provider)
    except UnsealedError:
        raise SignOnRefusedError(WhyRefused.UNREACHABLE) from None
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    own = {"client_id": provider.client_id, "client_secret": secret}
    answer = _ask(
        "POST",
        addresses.token,
        data=sent if addresses.has_basic else sent | own,
        auth=(provider.client_id, secret) if addresses.has_basic else None,
    )
    return str(answer.get("id_token", "")), _get(addresses.keys)


def _get(address: str) -> dict[str, Any]:
    return _ask("GET", address)


def _ask(
    method: str,
    address: str,
    *,
    data: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> dict[str, Any]:
    try:
        with requests.request(
            method, address, data=data, auth=auth, timeout=TIMEOUT_SECONDS,
            allow_redirects=False, stream=True, headers={"Accept": "application/json"},
        ) as answer:  # fmt: skip
            body = _body(answer, until=time.monotonic() + TIMEOUT_SECONDS)
            is_good = answer.status_code == requests.codes.ok and len(body) <= MOST_BYTES
            told = json.loads(body) if is_good else None
    except (requests.RequestException, HTTPError, OSError, ValueError):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE) from None
    if not isinstance(told, dict):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return told


def _body(answer: requests.Response, *, until: float) -> bytes:
    """All of it, or the first of what is too much. A time-out is of each byte: whoever sends one
    every four seconds is waited for no longer than others. Raises OSError."""
    body = b""
    while len(body) <= MOST_BYTES and (more := answer.raw.read1(MOST_BYTES, decode_content=True)):
        body += more
        if time.monotonic() > until:
            raise TimeoutError
    return body
