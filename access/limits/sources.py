"""Where a try comes from: the internet address behind a request, and the network around it."""

import ipaddress
import re
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest

from access.limits.table import Tier

Sources = Mapping[Tier, str]
"""The source of a try in each tier that limits it."""

ADDRESS_BITS = {4: 32, 6: 64}
NETWORK_BITS = {4: 24, 6: 48}
WITH_PORT = re.compile(r"(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]+)?")
"""How some proxies write an address, as 192.0.2.7:50123 or [2001:db8::9]:50123."""


def of_request(request: HttpRequest) -> dict[Tier, str]:
    """The sources of a try that anybody can make."""
    address = client_address(request)
    return {
        Tier.ADDRESS: _around(address, ADDRESS_BITS),
        Tier.NETWORK: _around(address, NETWORK_BITS),
        Tier.SERVICE: "",
    }


def client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw (TRUSTED_PROXY_COUNT), or, without proxies,
    that of the connection, without the port, which changes with each connection. What others wrote
    into X-Forwarded-For is ignored."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed_on = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(passed_on) >= proxies and passed_on[-proxies].strip():
        return _without_port(passed_on[-proxies].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def _without_port(written: str) -> str:
    found = WITH_PORT.fullmatch(written)
    return (found[1] or found[2]) if found else written


def _around(address: str, bits: Mapping[int, int]) -> str:
    """The network of so many bits around an address; the text itself where it is no address. An
    IPv4 address written as IPv6 is the IPv4 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((parsed, bits[parsed.version]), strict=False))
