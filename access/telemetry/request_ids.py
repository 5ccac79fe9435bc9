"""The same in the proxy's log, in ours and in the answer."""

import logging
import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
WELL_FORMED = re.compile(r"[0-9a-f]{32}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(given: str) -> str:
    """Use the given id where it has our form."""
    name = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
    _current.set(name)
    return name


class NameRequest(logging.Filter):
    """Empty outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _current.get()
        return True
