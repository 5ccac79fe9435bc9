"""How calls reach the API of the National Victim Survey, and what its refusals become.

Needs Python 3.11 or later, and nothing else."""

import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

SPARE = 30
"""So many seconds before a token ends another is asked for."""


class Problem(Exception):  # noqa: N818  what RFC 9457 calls it
    """The service refused a call: `status`, and `told`, the problem details that it answered."""

    def __init__(self, status: int, told: dict[str, Any], wait: int | None) -> None:
        code = told.get("code") or told.get("error", "")
        detail = told.get("detail") or told.get("error_description", "")
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.told, self.wait = status, told, wait
        """`wait`: in how many seconds to try again, where the service says so."""


@dataclass(frozen=True)
class Client:
    """An OAuth client: by its id and secret it gets a token, which makes calls for ten minutes.
    `scope` narrows the token; empty, it is for all that the client may."""

    client_id: str
    secret: str
    scope: str = ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was given, and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Calls:
    def __init__(self, address: str, key: str | Client, *, timeout: float = 60) -> None:
        """`address` is that of the service, as https://survey.example.org; `key` is a key, or the
        client that gets tokens."""
        self._address, self._key, self._timeout = address.rstrip("/"), key, timeout
        self._token, self._ends = "", 0.0
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
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": "application/json"}
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if once is not None:
            headers["Idempotency-Key"] = once
        url = f"{self._address}{path}" + (f"?{asked}" if asked else "")
        return self._open(url, data, headers, method)

    def _bearer(self) -> str:
        """The key, or a token that has half a minute left at least."""
        if isinstance(self._key, str):
            return self._key
        if time.monotonic() > self._ends:
            told = self.ask_for_token(self._key)
            self._token = str(told["access_token"])
            self._ends = time.monotonic() + int(told["expires_in"]) - SPARE
        return self._token

    def ask_for_token(self, client: Client) -> dict[str, Any]:
        """What the service answers to the client's id and secret. Raises Problem."""
        form = {"grant_type": "client_credentials", "scope": client.scope}
        told: dict[str, Any] = json.loads(
            self._open(
                f"{self._address}/api/v1/token/",
                urllib.parse.urlencode({k: v for k, v in form.items() if v}).encode(),
                {
                    "Authorization": f"Basic {_basic(client)}",
                    "Content-Type": "application/x-www-form-urlencoded",
                },
                "POST",
            )
        )
        return told

    def _open(self, url: str, data: bytes | None, headers: dict[str, str], method: str) -> bytes:
        request = urllib.request.Request(  # noqa: S310  to the address that was given alone
            url, data=data, headers=headers, method=method
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                found: bytes = answer.read()
                return found
        except urllib.error.HTTPError as error:
            raise _problem(error) from None


def _basic(client: Client) -> str:
    quoted = (urllib.parse.quote(each, safe="") for each in (client.client_id, client.secret))
    return base64.b64encode(":".join(quoted).encode()).decode()


def _problem(error: urllib.error.HTTPError) -> Problem:
    try:
        told = json.loads(error.read())
    except ValueError:
        told = {}
    wait = error.headers.get("Retry-After", "")
    return Problem(error.code, told, int(wait) if wait.isdecimal() else None)
