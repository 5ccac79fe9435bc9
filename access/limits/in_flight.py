"""The tries of this process that are being judged now. Pure.

A try that is judged alone is counted only when it has failed, so a right answer costs no write. A
try that overlaps with another is counted before it is judged: otherwise as many as there are
threads would pass a limit at the same moment."""

from collections import defaultdict
from threading import Lock
from typing import Generic, TypeVar

Row = TypeVar("Row")


class TryInFlight(Generic[Row]):
    """One try. Two tries overlap where they share one of `keys`; `rows` are what counts it."""

    def __init__(self, *, keys: frozenset[str], rows: tuple[Row, ...]) -> None:
        self.keys, self.rows = keys, rows
        self.is_alone = True
        self.is_counted = False


class TriesInFlight(Generic[Row]):
    """Every method may be called by several threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_key: dict[str, set[TryInFlight[Row]]] = defaultdict(set)

    def enter(self, one: TryInFlight[Row]) -> None:
        """Begin a try; it is not alone where it overlaps with one that is in flight."""
        with self._lock:
            one.is_alone = not any(self._by_key.get(key) for key in one.keys)
            for key in one.keys:
                self._by_key[key].add(one)

    def claim(self, one: TryInFlight[Row]) -> list[TryInFlight[Row]]:
        """Mark the try as counted, and with it those that began alone and that it overlaps with.
        Returns those that were not yet: the caller must count them."""
        with self._lock:
            others = {other for key in one.keys for other in self._by_key.get(key, ())}
            claimed = [each for each in others | {one} if each is one or each.is_alone]
            fresh = [each for each in claimed if not each.is_counted]
            for each in fresh:
                each.is_counted = True
            return fresh

    def leave(self, one: TryInFlight[Row]) -> bool:
        """End a try. Returns whether it is counted; from now on nobody counts it."""
        with self._lock:
            for key in one.keys:
                tries = self._by_key[key]
                tries.discard(one)
                if not tries:
                    del self._by_key[key]
            return one.is_counted
