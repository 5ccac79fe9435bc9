"""How often one internet address may try something, in five minutes.

Counted under a keyed hash that is another in every five minutes: the address itself is neither
stored nor logged, and nobody can follow one through the day. The limits are wide, because a
whole town's mobiles may share an address, and nothing stands behind them that must not wait."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = timedelta(minutes=5)
NETWORK_BITS = 64
"""Of an IPv6 address: the rest is the customer's own to vary."""


@dataclass(frozen=True)
class Limit:
    """`most` tries of one kind. What counts as a try is the caller's to say."""

    kind: str
    most: int

    def is_reached(self, request: HttpRequest, *, at: datetime) -> bool:
        return bool(cache.get(self._key(request, at), 0) >= self.most)

    def count(self, request: HttpRequest, *, at: datetime) -> None:
        key = self._key(request, at)
        cache.set(key, cache.get(key, 0) + 1, timeout=int(WINDOW.total_seconds()))

    def _key(self, request: HttpRequest, at: datetime) -> str:
        window = int(at.timestamp() // WINDOW.total_seconds())
        name = f"{self.kind}:{window}:{client_address(request)}"
        hashed = hmac.new(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256)
        return f"limit:{hashed.hexdigest()}"


def client_address(request: HttpRequest) -> str:
    """As the last trusted proxy saw it; without one, as the connection says. Headers that
    nobody trustworthy wrote are not believed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(passed_on) >= proxies and passed_on[-proxies].strip():
        return _network(passed_on[-proxies].strip())
    return _network(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, NETWORK_BITS), strict=False))
