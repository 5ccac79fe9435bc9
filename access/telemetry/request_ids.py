"""The same in the proxy's log, in ours and in the answer."""

import logging
import os
import re
import secrets
from contextvars import ContextVar
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings

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


BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library reads it on import."""


_making = Lock()
"""The first requests of a process are concurrent, and each name may be made once."""


def count(*, reader: str, status: int, seconds: float) -> None:
    if settings.METRICS_DIR:
        with _making:
            answers, times = _instruments()
        answers.labels(reader=reader, status=f"{status // 100}xx").inc()
        times.labels(reader=reader).observe(seconds)


@cache
def _instruments() -> tuple[Any, Any]:
    os.environ[FOLDER] = settings.METRICS_DIR
    from prometheus_client import Counter, Histogram

    return (
        Counter("survey_answers", "Answers to requests.", ["reader", "status"]),
        Histogram("survey_answer_seconds", "Time to answer.", ["reader"], buckets=BUCKETS),
    )
