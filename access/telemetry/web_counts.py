import os
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings

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
