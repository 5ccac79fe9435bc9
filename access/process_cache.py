"""Keeps results of database reads in the process for ten seconds: reads that every page needs and
that hardly ever change, so that nobody who answers a question waits for them."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
SECONDS = 10
MAX_ENTRIES = 32
_entries: dict[object, tuple[float, object]] = {}
"""By function and arguments: the monotonic time at which the result expires, and the result."""


def cached_in_process(read: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Decorates a read of the whole installation's state, never of a person.

    A change made in this process is seen at once, because the action that makes it calls clear();
    a change made in another process is seen after at most ten seconds. None is not kept: "nothing
    there yet" is asked again each time."""

    @wraps(read)
    def cached(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        key = (read.__module__, read.__qualname__, args, tuple(kwargs.items()))
        expires_at, result = _entries.get(key, (0.0, None))
        if time.monotonic() < expires_at:
            return result  # type: ignore[return-value]  # stored under its own function
        if len(_entries) >= MAX_ENTRIES:
            clear()
        result = read(*args, **kwargs)
        if result is not None:
            _entries[key] = (time.monotonic() + SECONDS, result)
        return result

    return cached


def clear() -> None:
    """Forget every result, so that the next read asks the database."""
    _entries.clear()
