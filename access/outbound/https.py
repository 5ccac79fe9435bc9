import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from threading import Timer
from urllib.parse import urlsplit

PORT = 443
TLS = "https"
Connect = Callable[[str, int], socket.socket]


def ask(
    method: str,
    url: str,
    *,
    connect: Connect,
    timeout: float,
    body: bytes | None = None,
    headers: Mapping[str, str],
    most_bytes: int = 0,
) -> tuple[int, bytes]:
    """Raises OSError, http.client.HTTPException, ValueError, or errors of `connect`."""
    parts = urlsplit(url)
    path = parts.path or "/"
    connection = _Connection(
        parts.hostname or "", parts.port or PORT, connect, timeout, has_tls=parts.scheme == TLS
    )
    try:
        connection.request(
            method, f"{path}?{parts.query}" if parts.query else path,
            body=body, headers=dict(headers),
        )  # fmt: skip
        with closing(connection.getresponse()) as answer:
            told = answer.status, answer.read(most_bytes) if most_bytes else b""
    except (OSError, http.client.HTTPException):
        if connection.is_cut:
            raise TimeoutError from None
        raise
    finally:
        connection.end()
    if connection.is_cut:
        raise TimeoutError
    return told


class _Connection(http.client.HTTPSConnection):
    """Checks the certificate against the name."""

    def __init__(
        self, host: str, port: int, connect: Connect, timeout: float, *, has_tls: bool
    ) -> None:
        self.is_cut = False
        self._watch = Timer(timeout, self._cut)
        self._watch.daemon = True
        self._has_tls = has_tls
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._tls)
        self._connect = connect
        self._watched: socket.socket

    def connect(self) -> None:
        opened = self._connect(self.host, self.port)
        if not self._has_tls:
            self.sock = self._watched = opened
            self._watch.start()
            return
        self.sock = self._watched = self._tls.wrap_socket(
            opened, server_hostname=self.host, do_handshake_on_connect=False
        )
        self._watch.start()
        self.sock.do_handshake()

    def end(self) -> None:
        self._watch.cancel()
        self.close()

    def _cut(self) -> None:
        self.is_cut = True
        with suppress(OSError):
            socket.socket.shutdown(self._watched, socket.SHUT_RDWR)
