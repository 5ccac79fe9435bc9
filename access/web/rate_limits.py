"""Limits how often one internet address may try something within five minutes.

Tries are counted under a keyed hash that changes every five minutes, so that the address is neither
stored nor logged and nobody can be followed through the day. A task deletes what has run out: the
cache only ceases to read it. The limits are wide, because all
mobiles of a town may share one address; what they protect can wait for five minutes."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest

WINDOW = timedelta(minutes=5)
NETWORK_BITS = 64
"""How much of an IPv6 address is counted: its owner can change the rest at will."""


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one kind in each window of five minutes. The caller decides what
    counts as a try."""

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


def forget_counts(*, at: datetime) -> int:
    """Delete the counts that ran out before `at`. Returns how many."""
    location = str(settings.CACHES["default"]["LOCATION"])
    table, column = connection.ops.quote_name(location), connection.ops.quote_name("expires")
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {column} < %s",  # noqa: S608  both are names of ours
            [connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))],
        )
        return int(cursor.rowcount)


def client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw (TRUSTED_PROXY_COUNT), or, without proxies,
    that of the connection. What others wrote into X-Forwarded-For is ignored."""
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
