"""How long a provider is waited for."""

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from access.providers import client
from access.providers.tokens import SignOnRefusedError


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
            client._get(f"http://127.0.0.1:{server.server_port}/keys")

        assert time.monotonic() - begun < 1.5
        server.shutdown()
        server.server_close()
