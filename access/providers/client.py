"""Asks a force's provider, by OpenID Connect's code flow with PKCE. Whatever it names, nothing is
asked of a private network (access.outbound), but of hosts in SIGN_IN_INTERNAL_HOSTS. No redirect is
followed, no answer over 256 kB is read, and no answer is waited for longer than five seconds."""

import base64
import hashlib
import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache

from access.models import SignInProvider
from access.outbound import addresses, https
from access.outbound.addresses import RefusedAddressError
from access.providers import sealing
from access.providers.tokens import SignOnRefusedError, WhyRefused
from access.sealing.boxes import UnsealedError

TIMEOUT_SECONDS = 5
KEPT_SECONDS = 5 * 60
MOST_BYTES = 256 * 1024
TLS, PLAIN = "https://", "http://"
OK = 200
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
        has_basic=isinstance(methods, list) and "client_secret_basic" in methods,
    )
    is_here = is_on_this_machine(provider.issuer)
    for each in (found.sign_in, found.token, found.keys):
        if not is_safe(each) or (is_on_this_machine(each) and not is_here):
            raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return found


def is_safe(address: str) -> bool:
    """Return whether an address has TLS, no name or password in it, and is no literal address of a
    private network. A name is checked when it is connected to."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or not address.isprintable():
        return False
    if is_on_this_machine(address):
        return True
    return address.startswith(TLS) and not addresses.is_refused_literal(
        host, internal_hosts=settings.SIGN_IN_INTERNAL_HOSTS
    )


def is_on_this_machine(address: str) -> bool:
    """Return whether an address is a provider without TLS on loopback, as in development alone."""
    is_plain = settings.IS_DEVELOPMENT and address.startswith(PLAIN)
    return is_plain and urlsplit(address).hostname in LOOPBACK


def leads_inside(address: str) -> bool:
    """Return whether an address leads into a private network now."""
    return not is_on_this_machine(address) and addresses.leads_inside(
        urlsplit(address).hostname or "", internal_hosts=settings.SIGN_IN_INTERNAL_HOSTS
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
    known = addresses_of(provider)
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
        known.token,
        data=sent if known.has_basic else sent | own,
        auth=(provider.client_id, secret) if known.has_basic else None,
    )
    return str(answer.get("id_token", "")), _get(known.keys)


def _get(address: str) -> dict[str, Any]:
    return _ask("GET", address)


def _ask(
    method: str,
    address: str,
    *,
    data: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> dict[str, Any]:
    headers = {"Accept": "application/json"}
    if data is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    if auth is not None:
        headers["Authorization"] = f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}"
    body = urlencode(data).encode() if data is not None else None
    try:
        status, answer = https.ask(
            method, address, body=body, headers=headers, connect=_connect_to(address),
            timeout=TIMEOUT_SECONDS, most_bytes=MOST_BYTES + 1,
        )  # fmt: skip
        told = json.loads(answer) if status == OK and len(answer) <= MOST_BYTES else None
    except (
        RefusedAddressError, OSError, http.client.HTTPException, ValueError, RecursionError,
    ):  # fmt: skip
        raise SignOnRefusedError(WhyRefused.UNREACHABLE) from None
    if not isinstance(told, dict):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return told


def _connect_to(address: str) -> https.Connect:
    """The guard decides where the address leads, also where it was kept from an earlier answer."""
    if is_on_this_machine(address):
        return lambda host, port: socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)
    if not address.startswith(TLS):
        raise RefusedAddressError
    return partial(
        addresses.connect,
        timeout=TIMEOUT_SECONDS,
        internal_hosts=settings.SIGN_IN_INTERNAL_HOSTS,
    )
