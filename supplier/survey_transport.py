"""Calls to the API of the National Victim Survey, and conversion of its refusals. Needs only Python
3.11 or later."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Problem(Exception):  # noqa: N818  what RFC 9457 calls it
    """The service refused a call: `status`, and `told`, the problem details that it answered."""

    def __init__(self, status: int, told: dict[str, Any], wait: int | None) -> None:
        super().__init__(f"{status} {told.get('code', '')}: {told.get('detail', '')}")
        self.status, self.told, self.wait = status, told, wait
        """`wait`: in how many seconds to try again, where the service says so."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was given, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Calls:
    def __init__(self, address: str, key: str, *, timeout: float = 60) -> None:
        """`address` is that of the service, as https://survey.example.org."""
        self._address, self._key, self._timeout = address.rstrip("/"), key, timeout
        self._opener = urllib.request.build_opener(_NoRedirect)

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str | int | None],
        body: object = None,
        once: str | None = None,
    ) -> bytes:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})
        headers = {"Authorization": f"Bearer {self._key}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if once is not None:
            headers["Idempotency-Key"] = once
        url = f"{self._address}{path}" + (f"?{asked}" if asked else "")
        request = urllib.request.Request(  # noqa: S310  to the address that was given alone
            url, data=data, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            raise _problem(error) from None


def _problem(error: urllib.error.HTTPError) -> Problem:
    try:
        told = json.loads(error.read())
    except ValueError:
        told = {}
    wait = error.headers.get("Retry-After", "")
    return Problem(error.code, told, int(wait) if wait.isdecimal() else None)
