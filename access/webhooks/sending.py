"""Sends one message to an address that somebody else chose. Whatever the name leads to now, it goes
to no private, loopback or link-local address: names are resolved once, every address is looked at,
and the connection is made to one of those looked at. No redirect is followed, of the answer the
status is read alone, and after ten seconds the connection is cut, however it is kept busy."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10
PORT = 443
INTERNET_OF_IPV6 = ipaddress.ip_network("2000::/3")
"""The only addresses of IPv6 that are given out to the internet. Others lead into a network of
one's own, or hold an address of IPv4 that something on the way turns into that address."""
Connect = Callable[[str, int], socket.socket]


@dataclass(frozen=True)
class SendAnswer:
    """`what` is a status, or why there was none."""

    has_arrived: bool
    what: str

    @property
    def is_silence(self) -> bool:
        return not self.what.isdigit()


class RefusedAddressError(Exception):
    """The name leads to an address that nothing is sent to."""


def send(
    url: str, body: str, headers: Mapping[str, str], *, connect: Connect | None = None
) -> SendAnswer:
    """`connect` opens a connection to a host and port, as `connect_outside` does. An address that
    cannot be asked at all is answered as one that does not answer."""
    try:
        status = _status(url, body, headers, connect or connect_outside)
    except RefusedAddressError:
        return SendAnswer(has_arrived=False, what="refused address")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return SendAnswer(has_arrived=False, what=type(error).__name__[:40])
    return SendAnswer(has_arrived=200 <= status < 300, what=str(status))


def _status(url: str, body: str, headers: Mapping[str, str], connect: Connect) -> int:
    parts = urlsplit(url)
    path = parts.path or "/"
    with closing(_Connection(parts.hostname or "", parts.port or PORT, connect)) as connection:
        try:
            connection.request(
                "POST", f"{path}?{parts.query}" if parts.query else path,
                body=body.encode(), headers=dict(headers),
            )  # fmt: skip
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            if connection.is_cut:
                raise TimeoutError from None
            raise
        if connection.is_cut:
            raise TimeoutError
    return status


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
    if checked.version == 6 and checked not in INTERNET_OF_IPV6:
        return False
    return checked.is_global and not checked.is_multicast


class _Connection(http.client.HTTPSConnection):
    """Of TLS alone, to the address that `connect` allows, by the name for the certificate. `is_cut`
    is whether its time was over."""

    def __init__(self, host: str, port: int, connect: Connect) -> None:
        self.is_cut = False
        self._watch = Timer(TIMEOUT_SECONDS, self._cut)
        self._watch.daemon = True
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._connect = connect

    def connect(self) -> None:
        opened = self._connect(self.host, self.port)
        self.sock = self._tls.wrap_socket(
            opened, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._watch.start()
        self.sock.do_handshake()

    def close(self) -> None:
        self._watch.cancel()
        super().close()

    def _cut(self) -> None:
        """A time-out is of each byte: who sends one every nine seconds is cut here."""
        self.is_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
