"""The id of the request that is being answered: drawn by chance, or by the proxy in front, and the
same in the proxy's log, in ours and in the answer, so that a fault that somebody tells of is found.
It says nothing of a person."""

import logging
import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"[0-9a-f]{32}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(given: str) -> str:
    """The id of the request that begins now: the one given where it has our form, else a new one.
    Anything else would be somebody's words in our logs."""
    name = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
    _current.set(name)
    return name


class NameRequest(logging.Filter):
    """Gives each record `request_id`, which is empty outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
