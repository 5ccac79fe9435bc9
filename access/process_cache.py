"""Answers of the database that every page needs and that hardly ever change, kept in the process
for a few seconds: who is answering a question should not wait for them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
SECONDS = 10
_MOST = 32
_kept: dict[object, tuple[float, object]] = {}


def remembered(read: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """For reads of the whole installation's state, never of a person. A change made in this process
    is seen at once, since whoever makes it calls forget(); in another, after ten seconds. That
    there is nothing yet is asked anew each time."""

    @wraps(read)
    def recalled(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        key = (read.__module__, read.__qualname__, args, tuple(kwargs.items()))
        until, answer = _kept.get(key, (0.0, None))
        if time.monotonic() < until:
            return answer  # type: ignore[return-value]  # kept under its own read
        if len(_kept) >= _MOST:
            forget()
        answer = read(*args, **kwargs)
        if answer is not None:
            _kept[key] = (time.monotonic() + SECONDS, answer)
        return answer

    return recalled


def forget() -> None:
    _kept.clear()
