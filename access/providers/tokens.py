"""OpenID Connect Core 1.0, 3.1.3.7."""

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a private key of the provider: none with a secret that both sides know."""
LEEWAY = timedelta(seconds=60)
FRESH = timedelta(minutes=5)
"""The longest time since a provider asked for credentials that still confirms an identity."""


class WhyRefused(StrEnum):
    PROVIDER_SAID_NO = "provider said no"
    UNREACHABLE = "provider unreachable"
    STATE = "state"
    TOKEN = "token"  # noqa: S105  a reason, not a secret
    NONCE = "nonce"
    UNVERIFIED = "address unverified"
    DOMAIN = "domain"
    NOBODY = "nobody"
    OTHER_REACH = "roles elsewhere"
    BOUND = "bound to another"
    SWITCHED_OFF = "switched off"
    NOT_FRESH = "not fresh"
    OTHER_PERSON = "another person"


class SignOnRefusedError(Exception):
    def __init__(self, why: WhyRefused) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Identity:
    subject: str
    email: str
    """Empty unless the provider says that it verified the address."""
    factors: frozenset[str]
    """The values of `acr` and `amr`."""
    auth_time: int | None
    """When the provider last asked for credentials, in seconds since 1970."""


def read_identity(
    token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str
) -> Identity:
    """Raises SignOnRefusedError."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_signing_key(token, keys),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"], "verify_sub": True},
        )
    except (
        jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError,
    ):  # fmt: skip
        raise SignOnRefusedError(WhyRefused.TOKEN) from None
    audience, subject = claims["aud"], claims["sub"]
    has_other_audience = isinstance(audience, list) and len(audience) > 1
    if (has_other_audience or "azp" in claims) and claims.get("azp") != client_id:
        raise SignOnRefusedError(WhyRefused.TOKEN)
    if not subject or len(subject) > 255 or not subject.isprintable():
        raise SignOnRefusedError(WhyRefused.TOKEN)
    signed_nonce = str(claims.get("nonce", "")).encode(errors="replace")
    if not hmac.compare_digest(signed_nonce, nonce.encode()):
        raise SignOnRefusedError(WhyRefused.NONCE)
    email, methods = str(claims.get("email", "")).strip().lower(), claims.get("amr")
    factors = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    auth_time = claims.get("auth_time")
    return Identity(
        subject=subject,
        email=email if claims.get("email_verified") is True and email.isprintable() else "",
        factors=frozenset(each for each in factors if isinstance(each, str)),
        auth_time=auth_time if type(auth_time) is int else None,
    )


def _signing_key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    kid = str(jwt.get_unverified_header(token).get("kid", ""))
    signing = [
        each
        for each in jwt.PyJWKSet.from_dict(dict(keys)).keys
        if each.public_key_use in {None, "sig"} and kid in {"", each.key_id}
    ]
    if len(signing) != 1:
        raise KeyError(kid)
    return signing[0]


def is_fresh(identity: Identity, *, at: datetime) -> bool:
    """Whether the provider has just asked for credentials."""
    if identity.auth_time is None:
        return False
    return abs(at.timestamp() - identity.auth_time) <= FRESH.total_seconds()


def is_of_domain(email: str, domains: Collection[str]) -> bool:
    """Subdomains don't count."""
    _name, at_sign, domain = email.rpartition("@")
    return bool(at_sign) and domain.lower() in {each.lower() for each in domains}
