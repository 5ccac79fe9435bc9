"""What a token of a force's provider must be before it is believed (OpenID Connect Core 1.0,
3.1.3.7). Pure: the keys and the time are handed in."""

import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures by a key that the provider alone holds. None by a secret that is shared."""
LEEWAY = timedelta(seconds=60)
FRESH = timedelta(minutes=5)
"""How long ago somebody who is asked once more may have been asked by the provider."""


class WhyRefused(StrEnum):
    """Why nobody was signed in by what the provider said."""

    PROVIDER_SAID_NO = "provider said no"
    UNREACHABLE = "provider unreachable"
    STATE = "state"
    TOKEN = "token"  # noqa: S105  what was wrong
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
    """Nobody is signed in. `why` says why."""

    def __init__(self, why: WhyRefused) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of somebody who comes from a provider. `address` is empty unless the provider
    says that it verified it."""

    subject: str
    address: str
    factors: frozenset[str]
    """What its token says of how they signed in: `acr` and `amr`."""
    asked_at: datetime | None
    """When the provider last asked who they are, where it says so."""


def read(
    token: str,
    *,
    keys: Mapping[str, Any],
    issuer: str,
    client_id: str,
    nonce: str,
    at: datetime,
) -> Known:
    """The person of an ID token, of which signature, issuer, audience, times and nonce are right.
    `keys` is the provider's key set, as it publishes it.

    Raises SignOnRefusedError."""
    claims = _signed_claims(token, keys=keys, issuer=issuer, client_id=client_id, at=at)
    said_nonce = str(claims.get("nonce", "")).encode(errors="replace")
    if not hmac.compare_digest(said_nonce, nonce.encode()):
        raise SignOnRefusedError(WhyRefused.NONCE)
    address = str(claims.get("email", "")).strip().lower()
    is_verified = claims.get("email_verified") is True and address.isprintable()
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    return Known(
        subject=str(claims["sub"]),
        address=address if is_verified else "",
        factors=frozenset(each for each in said if isinstance(each, str)),
        asked_at=_moment(claims.get("auth_time"), zone=at),
    )


def _signed_claims(
    token: str, *, keys: Mapping[str, Any], issuer: str, client_id: str, at: datetime
) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, str(header.get("kid", ""))),
            algorithms=list(ALGORITHMS),
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"], "verify_sub": True},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise SignOnRefusedError(WhyRefused.TOKEN) from None
    audience = claims["aud"]
    is_for_others = isinstance(audience, list) and len(audience) > 1
    is_early = claims["iat"] > (at + LEEWAY).timestamp()
    if is_early or ((is_for_others or "azp" in claims) and claims.get("azp") != client_id):
        raise SignOnRefusedError(WhyRefused.TOKEN)
    subject = str(claims["sub"])
    if not subject or len(subject) > 255 or not subject.isprintable():
        raise SignOnRefusedError(WhyRefused.TOKEN)
    return claims


def _key(keys: Mapping[str, Any], kid: str) -> jwt.PyJWK:
    """The key that the token names, or the only one there is."""
    found = jwt.PyJWKSet.from_json(json.dumps(keys)).keys
    signing = [each for each in found if each.public_key_use in {None, "sig"}]
    named = [each for each in signing if each.key_id == kid] if kid else signing
    if len(named) != 1:
        raise KeyError(kid)
    return named[0]


def _moment(seconds: object, *, zone: datetime) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=zone.tzinfo)
    except (OverflowError, OSError, ValueError):
        return None


def is_fresh(known: Known, *, at: datetime) -> bool:
    """Whether the provider says that it asked who they are just now."""
    return known.asked_at is not None and at - known.asked_at <= FRESH


def proves_second_factor(known: Known, accepted: Collection[str]) -> bool:
    """Whether what the provider signed says one of what its force told us to accept."""
    return bool(known.factors & frozenset(accepted))


def is_of_domain(address: str, domains: Collection[str]) -> bool:
    """Whether what stands behind the @ is exactly one of the domains, of which none speaks for
    those under it."""
    _name, at_sign, domain = address.rpartition("@")
    return bool(at_sign) and domain.lower() in {each.lower() for each in domains}
