"""Over HTTP on the loopback interface."""

import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from responses.sms.channel import Channel
from responses.sms.fake_notify import Answer, FakeNotify, LostAnswer, error

HOST = "127.0.0.1"
CALLBACK_TIMEOUT_SECONDS = 5
CALLBACK_RETRIES = 5
TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500


class FakeServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeNotify, *, port: int = 0, silence_seconds: float = 60) -> None:
        self.fake = fake
        self.silence_seconds = silence_seconds
        self.is_closing = threading.Event()
        super().__init__((HOST, port), _Handler)

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def server_close(self) -> None:
        self.is_closing.set()
        super().server_close()


@contextmanager
def serving(server: FakeServer) -> Iterator[FakeServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.is_closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer
    protocol_version = "HTTP/1.1"
    # With Nagle's algorithm the second piece would wait 40 ms.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        kind = self.path.removeprefix("/v2/notifications/")
        if kind not in set(Channel):
            self._answer(error(404, "NotFound", "The requested URL was not found"))
            return
        try:
            length = int(self.headers.get("Content-Length", "0"))
            request = dict(json.loads(self.rfile.read(length)))
            self._answer(self._refused() or self.server.fake.send(kind, request))
        except LostAnswer:
            self.server.is_closing.wait(self.server.silence_seconds)
            self.close_connection = True
        except (ValueError, TypeError):
            self._answer(error(400, "BadRequestError", "Invalid JSON supplied in POST data"))

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        prefix, _slash, notification_id = address.path.partition("/v2/notifications")
        fake, refused = self.server.fake, self._refused()
        if refused or prefix:
            self._answer(refused or error(404, "NotFound", "The requested URL was not found"))
        elif notification_id.strip("/"):
            self._answer(fake.one(notification_id.strip("/")))
        else:
            self._answer(fake.listed(dict(parse_qsl(address.query))))

    def log_message(self, format: str, *args: object) -> None:
        """Requests contain numbers and links."""

    def _refused(self) -> Answer | None:
        return self.server.fake.refuse(self.headers.get("Authorization", ""))

    def _answer(self, answer: Answer) -> None:
        status, document = answer
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def post_receipt(
    receipt: dict[str, Any], *, url: str, token: str, pause: Callable[[], None]
) -> int:
    """As notify.md 4.4: wait five seconds, retry up to five times for 5xx, 429 and no answer.
    Returns the last HTTP status, or 0."""
    status = _post(receipt, url=url, token=token)
    for _retry in range(CALLBACK_RETRIES):
        if 0 < status < SERVER_ERRORS and status != TOO_MANY_REQUESTS:
            break
        pause()
        status = _post(receipt, url=url, token=token)
    return status


def _post(receipt: dict[str, Any], *, url: str, token: str) -> int:
    request = urllib.request.Request(  # noqa: S310  the operator's own callback address
        url,
        data=json.dumps(receipt).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
        method="POST",
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=CALLBACK_TIMEOUT_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as failure:
        with failure:
            return failure.code
    except OSError:
        return 0
