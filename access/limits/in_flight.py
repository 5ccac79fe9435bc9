from collections import defaultdict
from threading import Lock
from typing import Generic, TypeVar

Row = TypeVar("Row")


class TryInFlight(Generic[Row]):
    def __init__(self, *, keys: frozenset[str], rows: tuple[Row, ...]) -> None:
        self.keys, self.rows = keys, rows
        self.is_alone = True
        self.is_counted = False


class TriesInFlight(Generic[Row]):
    def __init__(self) -> None:
        self._lock = Lock()
        self._by_key: dict[str, set[TryInFlight[Row]]] = defaultdict(set)

    def enter(self, one: TryInFlight[Row]) -> None:
        with self._lock:
            one.is_alone = not any(self._by_key.get(key) for key in one.keys)
            for key in one.keys:
                self._by_key[key].add(one)

    def claim(self, one: TryInFlight[Row]) -> list[TryInFlight[Row]]:
        with self._lock:
            others = {other for key in one.keys for other in self._by_key.get(key, ())}
            claimed = [each for each in others | {one} if each is one or each.is_alone]
            fresh = [each for each in claimed if not each.is_counted]
            for each in fresh:
                each.is_counted = True
            return fresh

    def leave(self, one: TryInFlight[Row]) -> bool:
        with self._lock:
            for key in one.keys:
                tries = self._by_key[key]
                tries.discard(one)
                if not tries:
                    del self._by_key[key]
            return one.is_counted
