"""Code flow with PKCE and a sealed secret."""

import base64
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
from django.urls import reverse

from access.models import SignInProvider
from access.outbound import addresses, https
from access.outbound.addresses import RefusedAddressError
from access.providers import tokens
from access.providers.tokens import Identity, SignOnRefusedError, WhyRefused
from access.sealing import boxes
from access.sealing.boxes import UnsealedError

TIMEOUT_SECONDS = 5
METADATA_SECONDS = 5 * 60
MOST_BYTES = 256 * 1024
TLS, PLAIN = "https://", "http://"
OK = 200
LOOPBACK = frozenset({"localhost", "127.0.0.1"})
SEALING_PURPOSE = "secrets of single sign-on"


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    authorization: str
    token: str
    keys: str
    has_basic_auth: bool
    """Whether the token endpoint reads the client secret from a header."""


def endpoints_of(provider: SignInProvider) -> Endpoints:
    cached = f"addresses-of-provider-{provider.pk}"
    metadata = cache.get(cached)
    if metadata is None:
        metadata = fetch_json(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        cache.set(cached, metadata, METADATA_SECONDS)
    if metadata.get("issuer") != provider.issuer:
        raise SignOnRefusedError(WhyRefused.TOKEN)
    methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    endpoints = Endpoints(
        authorization=str(metadata.get("authorization_endpoint", "")),
        token=str(metadata.get("token_endpoint", "")),
        keys=str(metadata.get("jwks_uri", "")),
        has_basic_auth=isinstance(methods, list) and "client_secret_basic" in methods,
    )
    is_local = is_on_this_machine(provider.issuer)
    for each in (endpoints.authorization, endpoints.token, endpoints.keys):
        if not is_safe(each) or (is_on_this_machine(each) and not is_local):
            raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return endpoints


def is_safe(address: str) -> bool:
    """TLS, no user name or password, no private literal address."""
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
    """Loopback without TLS, in development only."""
    is_plain = settings.IS_DEVELOPMENT and address.startswith(PLAIN)
    return is_plain and urlsplit(address).hostname in LOOPBACK


def leads_inside(address: str) -> bool:
    """Whether it now resolves to a private network."""
    return not is_on_this_machine(address) and addresses.leads_inside(
        urlsplit(address).hostname or "", internal_hosts=settings.SIGN_IN_INTERNAL_HOSTS
    )


def redirect_uri(provider: SignInProvider) -> str:
    path = reverse("sign_on_back", args=[provider.force_id])
    return settings.STAFF_BASE_URL.rstrip("/") + path


def authorization_url(
    provider: SignInProvider, *, state: str, nonce: str, challenge: str, asks_again: bool
) -> str:
    """Raises SignOnRefusedError."""
    query = {
        "response_type": "code",
        "scope": "openid email",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri(provider),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if asks_again:
        query |= {"prompt": "login", "max_age": "0"}
    address = endpoints_of(provider).authorization
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def exchange_code(provider: SignInProvider, *, code: str, verifier: str, nonce: str) -> Identity:
    """Raises SignOnRefusedError."""
    endpoints = endpoints_of(provider)
    try:
        secret = unseal_secret(provider)
    except UnsealedError:
        raise SignOnRefusedError(WhyRefused.UNREACHABLE) from None
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri(provider),
        "code_verifier": verifier,
    }
    headers = {}
    if endpoints.has_basic_auth:
        pair = base64.b64encode(f"{provider.client_id}:{secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": secret}
    answer = fetch_json(endpoints.token, form=form, headers=headers)
    return tokens.read_identity(
        str(answer.get("id_token", "")), keys=fetch_json(endpoints.keys), issuer=provider.issuer,
        client_id=provider.client_id, nonce=nonce,
    )  # fmt: skip


def fetch_json(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Raises SignOnRefusedError."""
    sent = {"Accept": "application/json"} | dict(headers or {})
    if form is not None:
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    # Each connection is checked: an address may resolve elsewhere by now.
    connect: https.Connect = partial(
        addresses.connect, timeout=TIMEOUT_SECONDS, internal_hosts=settings.SIGN_IN_INTERNAL_HOSTS
    )
    if is_on_this_machine(address):
        connect = _connect_locally
    elif not address.startswith(TLS):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    try:
        status, body = https.ask(
            "GET" if form is None else "POST",
            address,
            body=None if form is None else urlencode(form).encode(),
            headers=sent, connect=connect, timeout=TIMEOUT_SECONDS, most_bytes=MOST_BYTES + 1,
        )  # fmt: skip
        answer = json.loads(body) if status == OK and len(body) <= MOST_BYTES else None
    except (
        RefusedAddressError, OSError, http.client.HTTPException, ValueError, RecursionError,
    ):  # fmt: skip
        raise SignOnRefusedError(WhyRefused.UNREACHABLE) from None
    if not isinstance(answer, dict):
        raise SignOnRefusedError(WhyRefused.UNREACHABLE)
    return answer


def _connect_locally(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), timeout=TIMEOUT_SECONDS)


def seal_secret(provider: SignInProvider, secret: str) -> str:
    """Sealed with the other fields, so that a change in the database is noticed."""
    return boxes.vault_box(SEALING_PURPOSE).seal(json.dumps([secret, _sealed_fields(provider)]))


def unseal_secret(provider: SignInProvider) -> str:
    """Raises UnsealedError, also where another field was changed."""
    secret, sealed = json.loads(boxes.vault_box(SEALING_PURPOSE).unseal(provider.secret))
    if sealed != _sealed_fields(provider):
        message = "A force's sign-in is not what was entered: end it, and enter it anew."
        raise UnsealedError(message)
    return str(secret)


def _sealed_fields(provider: SignInProvider) -> list[Any]:
    return [
        provider.force_id, provider.issuer, provider.client_id, provider.domains, provider.factors,
    ]  # fmt: skip
