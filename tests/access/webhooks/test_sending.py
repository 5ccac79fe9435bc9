"""Nothing is sent to an address of our own network, whatever a name leads to."""

import socket
import ssl
import threading
from contextlib import suppress

import pytest

from access.webhooks import sending
from access.webhooks.sending import RefusedAddressError, connect_outside, is_public, send
from tests.each import for_each


class TestAnAddress:
    @for_each(
        "address",
        ["127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
         "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
         "2002:7f00:1::", "64:ff9b:1::1", "64:ff9b::7f00:1", "::7f00:1", "::ffff:0:7f00:1",
         "fec0::1", "2001:0:7f00:1::", "4000::1"],
    )  # fmt: skip
    def test_of_a_network_of_ones_own_is_not_public(self, address):
        assert not is_public(address)

    @for_each("address", ["1.1.1.1", "2606:4700:4700::1111"])
    def test_of_the_internet_is_public(self, address):
        assert is_public(address)


def leads_to(monkeypatch, *addresses):
    """The names that are asked for, and the addresses that are connected to."""
    asked, opened = [], []

    def resolved(host, port, **_more):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    def connected(address, **_more):
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(sending.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(sending.socket, "create_connection", connected)
    return asked, opened


class TestAName:
    @pytest.mark.parametrize("addresses", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], []])
    def test_that_leads_inside_is_connected_to_nowhere(self, monkeypatch, addresses):
        _asked, opened = leads_to(monkeypatch, *addresses)

        with pytest.raises(RefusedAddressError):
            connect_outside("receiver.example.org", 443)
        assert opened == []
        assert send("https://receiver.example.org/", "{}", {}).what == "refused address"

    def test_is_resolved_once_and_connected_to_where_it_led(self, monkeypatch):
        """A name that leads elsewhere a moment later is not asked again."""
        asked, opened = leads_to(monkeypatch, "1.1.1.1")

        answer = send("https://receiver.example.org/in?x=1", "{}", {})

        assert (answer.has_arrived, answer.what) == (False, "ConnectionRefusedError")
        assert asked == ["receiver.example.org"]
        assert opened == [("1.1.1.1", 443)]


class Shaken(socket.socket):
    def __init__(self, opened):
        super().__init__(fileno=opened.detach())

    def do_handshake(self):
        """Nothing is agreed on."""


class Plain:
    """In the place of TLS, whose certificates no test can have."""

    def wrap_socket(self, opened, *, server_hostname, do_handshake_on_connect):
        assert server_hostname == "receiver.example.org"
        assert not do_handshake_on_connect
        return Shaken(opened)

    verify_mode, check_hostname = ssl.CERT_REQUIRED, True
    post_handshake_auth = None

    def set_alpn_protocols(self, _protocols):
        pass


@pytest.mark.parametrize(
    ("status", "has_arrived"), [("204 No Content", True), ("302 Found", False), ("500 Oh", False)]
)
def test_a_message_arrives_with_a_status_of_success_alone(monkeypatch, status, has_arrived):
    """A redirect is not followed: there is no second connection."""
    monkeypatch.setattr(sending.ssl, "create_default_context", Plain)
    ours, theirs = socket.socketpair()
    got: list[bytes] = []

    def answer():
        while b"\r\n\r\n{}" not in b"".join(got):
            got.append(theirs.recv(4096))
        theirs.sendall(f"HTTP/1.1 {status}\r\nLocation: https://127.0.0.1/\r\n\r\n".encode())
        theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()

    found = send(
        "https://receiver.example.org/in?x=1", "{}", {"webhook-id": "msg_1"},
        connect=lambda _host, _port: ours,
    )  # fmt: skip

    thread.join()
    assert (found.has_arrived, found.what) == (has_arrived, status[:3])
    assert b"".join(got).startswith(b"POST /in?x=1 HTTP/1.1\r\n")
    assert b"webhook-id: msg_1" in b"".join(got)


def test_an_address_that_cannot_be_asked_is_no_error_of_ours():
    """It would hold up the messages of all others."""
    for place in ("receiver.example.org:99999/", "receiver.example.org/\xe9", "a" * 64 + ".org/"):
        assert send(f"https://{place}", "{}", {}).is_silence, place


def test_a_receiver_that_sends_a_byte_now_and_then_is_cut_off(monkeypatch):
    monkeypatch.setattr(sending.ssl, "create_default_context", Plain)
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 0.1)
    ours, theirs = socket.socketpair()
    is_over = threading.Event()

    def dribble():
        theirs.sendall(b"HTTP/1.1 204 No Content\r\nX: ")
        while not is_over.wait(0.02):
            with suppress(OSError):
                theirs.send(b"x")

    thread = threading.Thread(target=dribble)
    thread.start()

    found = send("https://receiver.example.org/", "{}", {}, connect=lambda _host, _port: ours)

    is_over.set()
    thread.join()
    theirs.close()
    assert (found.has_arrived, found.what) == (False, "TimeoutError")
