"""Sends one message to an address that somebody else chose. Whatever the name leads to now, it goes
to no private, loopback or link-local address: names are resolved once, every address is looked at,
and the connection is made to one of those looked at. No redirect is followed, and of the answer the
status is read alone."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
PORT = 443
TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48")))
"""IPv6 addresses that a network turns into addresses of IPv4."""


@dataclass(frozen=True)
class SendAnswer:
    """`what` is a status, or why there was none."""

    has_arrived: bool
    what: str


class RefusedAddressError(Exception):
    """The name leads to an address that nothing is sent to."""


def send(
    url: str,
    body: str,
    headers: Mapping[str, str],
    *,
    connect: Callable[[str, int], socket.socket] | None = None,
) -> SendAnswer:
    """`connect` opens a connection to a host and port, as `connect_outside` does."""
    parts = urlsplit(url)
    connection = _Connection(parts.hostname or "", parts.port or PORT, connect or connect_outside)
    path = parts.path or "/"
    try:
        connection.request(
            "POST", f"{path}?{parts.query}" if parts.query else path,
            body=body.encode(), headers=dict(headers),
        )  # fmt: skip
        status = connection.getresponse().status
    except RefusedAddressError:
        return SendAnswer(has_arrived=False, what="refused address")
    except (OSError, http.client.HTTPException) as error:
        return SendAnswer(has_arrived=False, what=type(error).__name__[:40])
    finally:
        connection.close()
    return SendAnswer(has_arrived=200 <= status < 300, what=str(status))


def connect_outside(host: str, port: int) -> socket.socket:
    """Raises RefusedAddressError where any address of the name is not of the public internet."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [address[:2] for *_, address in found]
    if not addresses or not all(is_public(str(address[0])) for address in addresses):
        raise RefusedAddressError
    return socket.create_connection((str(addresses[0][0]), port), timeout=TIMEOUT_SECONDS)


def is_public(address: str) -> bool:
    """Whether an address is of the public internet, also one of IPv4 within IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    within = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    checked = within or found
    if any(found in network for network in TRANSLATED):
        return False
    return checked.is_global and not checked.is_multicast


class _Connection(http.client.HTTPSConnection):
    """Of TLS alone, to the address that `connect` allows, by the name for the certificate."""

    def __init__(self, host: str, port: int, connect: Callable[[str, int], socket.socket]) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._connect = connect

    def connect(self) -> None:
        opened = self._connect(self.host, self.port)
        self.sock = self._tls.wrap_socket(opened, server_hostname=self.host)
