"""Guard for hosts that someone else names: webhooks and sign-in providers."""

import ipaddress
import socket
import time
from collections.abc import Collection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
INTERNET_OF_IPV6 = ipaddress.ip_network("2000::/3")
"""The only IPv6 addresses given out on the internet. Others lead into a private network, or carry
an IPv4 address that a router turns into that address."""

PRIVATE_NETWORKS = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)
CLOUD_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        ("168.63.129.16/32", "192.0.0.0/24", "fd00:ec2::/32", "fd20:ce::/32"),
    )
)
"""Azure, Oracle, Amazon and Google give machines their credentials here, beyond link-local
addresses."""


class RefusedAddressError(Exception):
    pass


def is_public(address: str) -> bool:
    """Including IPv4 inside IPv6."""
    checked = _unwrapped(address)
    if checked.version == 6 and checked not in INTERNET_OF_IPV6:
        return False
    return checked.is_global and not checked.is_multicast and not _is_in(CLOUD_NETWORKS, checked)


def is_internal(address: str) -> bool:
    """Whether an operator may allow it by name."""
    checked = _unwrapped(address)
    return _is_in(PRIVATE_NETWORKS, checked) and not _is_in(CLOUD_NETWORKS, checked)


def _is_in(networks: Collection[Network], address: Address) -> bool:
    return any(address in network for network in networks)


def _unwrapped(address: str) -> Address:
    found = ipaddress.ip_address(address.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found


def resolve(host: str, port: int, *, internal_hosts: Collection[str] = ()) -> list[str]:
    """Raises RefusedAddressError if any is refused, OSError or ValueError if there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    may_be_internal = _plain(host) in {_plain(each) for each in internal_hosts}
    for address in addresses:
        if not is_public(address) and not (may_be_internal and is_internal(address)):
            raise RefusedAddressError
    if not addresses:
        raise RefusedAddressError
    return addresses


def connect(
    host: str, port: int, *, timeout: float, internal_hosts: Collection[str] = ()
) -> socket.socket:
    """Raises RefusedAddressError, OSError or ValueError."""
    until = time.monotonic() + timeout
    addresses = resolve(host, port, internal_hosts=internal_hosts)
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout=timeout)
        except OSError:
            if time.monotonic() > until:
                raise
    return socket.create_connection((addresses[-1], port), timeout=timeout)


def leads_inside(host: str, *, internal_hosts: Collection[str] = ()) -> bool:
    try:
        resolve(host, 443, internal_hosts=internal_hosts)
    except RefusedAddressError:
        return True
    except (OSError, ValueError):
        return False
    return False


def is_refused_literal(host: str, *, internal_hosts: Collection[str] = ()) -> bool:
    """A refused address in any spelling that a browser reads (decimal, octal, hexadecimal, IPv6),
    or a name of this machine."""
    name = _plain(host)
    if name in {_plain(each) for each in internal_hosts}:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        return False
    return not all(is_public(str(address[0])) for *_, address in found)


def _plain(host: str) -> str:
    return host.rstrip(".").lower()
