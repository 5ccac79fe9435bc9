import socket
import ssl
import threading
from contextlib import suppress

import pytest

from access.outbound import https
from access.webhooks import sending
from access.webhooks.sending import send
from tests.access.outbound.names import leads_to


class TestAName:
    @pytest.mark.parametrize("addresses", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], []])
    def test_that_leads_inside_is_sent_nothing(self, monkeypatch, addresses):
        _asked, opened = leads_to(monkeypatch, *addresses)

        assert send("https://receiver.example.org/", "{}", {}).what == "refused address"
        assert opened == []

    def test_is_resolved_once_and_connected_to_where_it_led(self, monkeypatch):
        asked, opened = leads_to(monkeypatch, "1.1.1.1")

        answer = send("https://receiver.example.org/in?x=1", "{}", {})

        assert (answer.has_arrived, answer.what) == (False, "ConnectionRefusedError")
        assert asked == ["receiver.example.org"]
        assert opened == [("1.1.1.1", 443)]


class Shaken(socket.socket):
    def __init__(self, opened):
        super().__init__(fileno=opened.detach())

    def do_handshake(self):
        pass


class Plain:
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
    monkeypatch.setattr(https.ssl, "create_default_context", Plain)
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
    for place in ("receiver.example.org:99999/", "receiver.example.org/\xe9", "a" * 64 + ".org/"):
        assert send(f"https://{place}", "{}", {}).is_silence, place


def test_a_receiver_that_sends_a_byte_now_and_then_is_cut_off(monkeypatch):
    monkeypatch.setattr(https.ssl, "create_default_context", Plain)
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
