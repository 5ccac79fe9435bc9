import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
SECONDS = 10
MAX_ENTRIES = 32
_entries: dict[object, tuple[float, object]] = {}
"""By function and arguments: monotonic time of expiry, and result."""


def cached_in_process(read: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Never of a person."""

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
    _entries.clear()
