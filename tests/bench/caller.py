"""A browser as far as a server can tell."""

import http.client
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Step(NamedTuple):
    method: str
    path: str
    sent: Sequence[tuple[str, str]] = ()
    status: int | None = None
    kind: str = ""


class Caller:
    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.form_token = ""
        self.sent_to = ""

    def take(self, step: Step) -> None:
        """Raises RuntimeError where the answer is not what the step says."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        body = None
        if step.method == "POST":
            pairs = [*step.sent, ("csrfmiddlewaretoken", self.form_token)]
            body, headers = urlencode(pairs), headers | FORM
        path = step.path or self.sent_to
        self.connection.request(step.method, path, body, headers)
        answer = self.connection.getresponse()
        self._keep(answer, answer.read())
        if answer.status != (step.status or answer.status) or answer.status >= 400:
            message = f"{step.method} {path} was answered by {answer.status}, not {step.status}"
            raise RuntimeError(message)

    def _keep(self, answer: http.client.HTTPResponse, page: bytes) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        if found := FORM_TOKEN.search(page):
            self.form_token = found[1].decode()
        self.sent_to = answer.headers.get("Location") or self.sent_to

    def close(self) -> None:
        self.connection.close()
