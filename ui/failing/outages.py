"""Errors that mean the database is temporarily unavailable, so that repeating the request may
succeed, and responses that report such an error."""

from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.http import HttpResponseBase

PASSING = ("08", "53", "57", "58", "40", "55")
"""Classes of PostgreSQL's error codes: connection, resources (a full disk, too many connections),
operator (a server that is shut down), system, a transaction to be repeated, a lock not to be had.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""

PASSING_OF_SQLITE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "PROTOCOL")

Response = TypeVar("Response", bound=HttpResponseBase)
RETRY_AFTER_SECONDS = 10
_MARK = "tells_of_an_outage"


def is_outage(error: BaseException | None) -> bool:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, OperationalError | InterfaceError):
            cause = error.__cause__
            if name := getattr(cause, "sqlite_errorname", None):
                return str(name).removeprefix("SQLITE_").startswith(PASSING_OF_SQLITE)
            code = getattr(cause, "sqlstate", None)
            return code is None or str(code).startswith(PASSING)
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def mark(response: Response) -> Response:
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    setattr(response, _MARK, True)
    return response


def is_marked(response: HttpResponseBase) -> bool:
    return getattr(response, _MARK, False)
