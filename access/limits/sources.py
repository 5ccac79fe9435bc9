import ipaddress
import re
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

from access.limits.table import Tier

Sources = Mapping[Tier, str]
"""Tier to source."""

ADDRESS_BITS = {4: 32, 6: 64}
NETWORK_BITS = {4: 24, 6: 48}
WITH_PORT = re.compile(r"(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]+)?")
"""Addresses with ports, as 192.0.2.7:50123 or [2001:db8::9]:50123."""


def request_sources(request: HttpRequest) -> dict[Tier, str]:
    address = client_address(request)
    return {
        Tier.ADDRESS: _around(address, ADDRESS_BITS),
        Tier.NETWORK: _around(address, NETWORK_BITS),
        Tier.SERVICE: "",
    }


def client_address(request: HttpRequest) -> str:
    """As the outermost trusted proxy saw it (TRUSTED_PROXY_COUNT), without the port."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(passed_on) >= proxies and passed_on[-proxies].strip():
        written = passed_on[-proxies].strip()
        found = WITH_PORT.fullmatch(written)
        return (found[1] or found[2]) if found else written
    return str(request.META.get("REMOTE_ADDR", ""))


def _around(address: str, bits: Mapping[int, int]) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, bits[parsed.version]), strict=False))
