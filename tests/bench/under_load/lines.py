"""Phones as the proxy passes their requests on: over connections that it keeps."""

import asyncio
import re
import secrets
import zlib
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from tests.bench.caller import FORM_TOKEN, Step

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r]*)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
GZIPPED = re.compile(rb"\r\ncontent-encoding: *gzip", re.IGNORECASE)
SITE = re.compile(r"^https?://[^/]+")
HEAD_END = b"\r\n\r\n"
OF_GZIP = 16 + zlib.MAX_WBITS
KEPT = 32
"""Connections that the proxy keeps (deploy/nginx/victim-survey.conf)."""
HEADERS = (
    "Host: {host}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 127.0.0.1\r\n"
    "X-Request-Id: {name}\r\nUser-Agent: Mozilla/5.0 (Linux; Android 14)\r\n"
    "Accept: text/html\r\nAccept-Language: en-GB,en\r\nAccept-Encoding: gzip, deflate, br\r\n"
)
OF_FORM = "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"


class NoAnswerError(Exception):
    pass


class Answer(NamedTuple):
    status: int
    head: bytes
    body: bytes

    @property
    def leads_to(self) -> str:
        found = LOCATION.search(self.head)
        return SITE.sub("", found[1].decode()) if found else ""

    @property
    def page(self) -> bytes:
        return zlib.decompress(self.body, OF_GZIP) if GZIPPED.search(self.head) else self.body


class Line(asyncio.Protocol):
    def __init__(self) -> None:
        self.read, self.is_lost = b"", False
        self.asked: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, found, rest = self.read.partition(HEAD_END)
        if not found or self.asked is None or self.asked.done():
            return
        told = LENGTH.search(head)
        if len(rest) >= (int(told[1]) if told else 0):
            self.read = b""
            self.asked.set_result(Answer(int(head[9:12]), head, rest))

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_lost = True
        if self.asked and not self.asked.done():
            self.asked.set_exception(NoAnswerError())

    async def ask(self, request: bytes) -> Answer:
        self.asked = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.asked


class Front:
    def __init__(self, port: int) -> None:
        self.port = port
        self.idle: list[Line] = []

    async def ask(self, request: bytes) -> Answer:
        """Raises NoAnswerError."""
        line = await self._line()
        try:
            answer = await line.ask(request)
        except BaseException:
            line.transport.abort()
            raise
        if len(self.idle) < KEPT:
            self.idle.append(line)
        else:
            line.transport.close()
        return answer

    async def _line(self) -> Line:
        while self.idle:
            line = self.idle.pop()
            if not line.is_lost:
                return line
        loop = asyncio.get_running_loop()
        try:
            _transport, line = await loop.create_connection(Line, "127.0.0.1", self.port)
        except OSError as error:
            raise NoAnswerError from error
        return line

    def close(self) -> None:
        for line in self.idle:
            line.transport.abort()
        self.idle.clear()


class PhoneBehindProxy:
    def __init__(self, front: Front, host: str, origin: str) -> None:
        self.front, self.host, self.origin = front, host, origin
        self.cookies: dict[bytes, bytes] = {}
        self.form_token = self.sent_to = ""

    async def take(self, step: Step) -> Answer:
        """Raises NoAnswerError."""
        answer = await self.front.ask(self._request(step))
        for key, value in COOKIE.findall(answer.head):
            self.cookies[key] = value
        if answer.status == 200 and (found := FORM_TOKEN.search(answer.page)):
            self.form_token = found[1].decode()
        self.sent_to = answer.leads_to or self.sent_to
        return answer

    def _request(self, step: Step) -> bytes:
        path = step.path or self.sent_to
        head = f"{step.method} {path} HTTP/1.1\r\n"
        head += HEADERS.format(host=self.host, name=secrets.token_hex(16))
        body = self._form(step.sent) if step.method == "POST" else b""
        if step.method == "POST":
            head += f"{OF_FORM}Origin: {self.origin}\r\nContent-Length: {len(body)}\r\n"
        cookies = b"; ".join(b"=".join(pair) for pair in self.cookies.items())
        kept = b"Cookie: " + cookies + b"\r\n" if cookies else b""
        return head.encode() + kept + b"\r\n" + body

    def _form(self, sent: Sequence[tuple[str, str]]) -> bytes:
        return urlencode([*sent, ("csrfmiddlewaretoken", self.form_token)]).encode()
