"""Names that lead where a test says, without a name server."""

import socket

from access.outbound import addresses


def leads_to(monkeypatch, *led_to):
    """Return the names that are looked up and the addresses that are connected to, as they come."""
    asked, opened = [], []

    def resolved(host, port, **_more):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in led_to]

    def connected(address, **_more):
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(addresses.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(addresses.socket, "create_connection", connected)
    return asked, opened
