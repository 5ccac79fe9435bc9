import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from access.models import SignInProvider
from access.providers import client
from access.providers.tokens import SignOnRefusedError, WhyRefused
from tests.access.outbound.names import leads_to

ISSUER = "https://login.force.example"
INSIDE = [
    "https://169.254.169.254/", "https://10.0.0.1/", "https://2852039166/", "https://127.1/",
    "https://[::ffff:169.254.169.254]/", "https://localhost/", "http://127.0.0.1/",
    "http://login.force.example/", "https://me:word@login.force.example/",
]  # fmt: skip


def published(monkeypatch: pytest.MonkeyPatch, **named: str) -> SignInProvider:
    """Return a provider whose metadata document names these addresses."""
    document = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize",
        "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    } | named
    monkeypatch.setattr(client.cache, "get", lambda _key: document)
    return SignInProvider(pk=1, issuer=ISSUER)


class TestAnAddress:
    @pytest.mark.parametrize("address", INSIDE)
    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
    def test_that_a_document_names_inside_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, name: str, address: str
    ) -> None:
        provider = published(monkeypatch, **{name: address})

        with pytest.raises(SignOnRefusedError):
            client.endpoints_of(provider)

    def test_that_a_document_names_outside_is_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert client.endpoints_of(published(monkeypatch)).keys == f"{ISSUER}/keys"

    @pytest.mark.parametrize("form", [None, {"code": "x"}])
    def test_whose_name_leads_inside_by_now_is_not_connected_to(
        self, monkeypatch: pytest.MonkeyPatch, form: dict[str, str] | None
    ) -> None:
        asked, opened = leads_to(monkeypatch, "169.254.169.254")

        with pytest.raises(SignOnRefusedError) as refused:
            client.fetch_json(f"{ISSUER}/token", form=form)

        assert refused.value.why == WhyRefused.UNREACHABLE
        assert (asked, opened) == (["login.force.example"], [])

    def test_is_looked_up_once_and_connected_to_where_it_led(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, opened = leads_to(monkeypatch, "1.1.1.1")

        with pytest.raises(SignOnRefusedError):
            client.fetch_json(f"{ISSUER}/keys")

        assert (asked, opened) == (["login.force.example"], [("1.1.1.1", 443)])

    def test_of_a_host_that_is_allowed_may_be_inside(
        self, monkeypatch: pytest.MonkeyPatch, settings
    ) -> None:
        settings.SIGN_IN_INTERNAL_HOSTS = ["login.force.example"]
        _asked, opened = leads_to(monkeypatch, "10.0.0.1")

        with pytest.raises(SignOnRefusedError):
            client.fetch_json(f"{ISSUER}/keys")

        assert opened == [("10.0.0.1", 443)]


class Redirecting(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        pass


def test_a_redirect_of_a_provider_is_not_followed() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Redirecting)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    with pytest.raises(SignOnRefusedError):
        client.fetch_json(f"http://127.0.0.1:{server.server_port}/keys")

    server.shutdown()
    server.server_close()
    assert Redirecting.asked == ["/keys"]


class OneByteAtATime(BaseHTTPRequestHandler):
    between = 0.05

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "40")
        self.end_headers()
        with suppress(OSError):
            for _ in range(40):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(self.between)

    def log_message(self, *_said: object) -> None:
        pass


class TestAProviderThatTrickles:
    @pytest.mark.slow
    @pytest.mark.parametrize("between", [0.05, 0.9])
    def test_is_waited_for_no_longer_than_others(
        self, between: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(OneByteAtATime, "between", between)
        monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.3)
        server = ThreadingHTTPServer(("127.0.0.1", 0), OneByteAtATime)
        Thread(target=server.serve_forever, daemon=True).start()
        begun = time.monotonic()

        with pytest.raises(SignOnRefusedError):
            client.fetch_json(f"http://127.0.0.1:{server.server_port}/keys")

        assert time.monotonic() - begun < 1.5
        server.shutdown()
        server.server_close()
