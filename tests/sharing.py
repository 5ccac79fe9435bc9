"""Rows that several tests in a row start from, entered once.

    @shared_rows
    def filled():
        make.load(...)

makes a fixture `filled`, whose value is what the function returns.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from access import process_cache

Fill = Callable[..., Any]


@dataclass
class Layer:
    fill: Fill
    around: transaction.Atomic
    value: Any = None


class Standing:
    def __init__(self) -> None:
        self._layers: list[Layer] = []

    def change(self, fills: Sequence[Fill]) -> None:
        self.leave(fills)
        for fill in fills[len(self._layers) :]:
            self._enter(fill)

    def leave(self, fills: Sequence[Fill]) -> None:
        while not self.is_part_of(fills):
            self._take_away()

    def is_part_of(self, fills: Sequence[Fill]) -> bool:
        return [layer.fill for layer in self._layers] == list(fills[: len(self._layers)])

    def clear(self) -> None:
        self.leave(())

    def value_of(self, fill: Fill) -> Any:
        found = [layer.value for layer in self._layers if layer.fill is fill]
        assert found, "Name the fixture among the arguments of the test."
        return found[0]

    def _take_away(self) -> None:
        transaction.set_rollback(True)
        self._layers.pop().around.__exit__(None, None, None)

    def _enter(self, fill: Fill) -> None:
        translation.activate("en")
        process_cache.clear()
        layer = Layer(fill, transaction.atomic())
        layer.around.__enter__()
        self._layers.append(layer)
        try:
            layer.value = fill(*(below.value for below in self._layers[-2:-1]))
        except BaseException:
            self._take_away()
            raise


@contextmanager
def undone() -> Iterator[None]:
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


STANDING = Standing()
_fills: dict[Any, tuple[Fill, ...]] = {}
"""By a fixture, and by its function, what is entered for it, one over the other."""


def shared_rows(fill: Fill) -> Any:
    return _fixture(fill, over=())


def rows_over(below: Any) -> Callable[[Fill], Any]:
    return lambda fill: _fixture(fill, over=_fills[below])


def _fixture(fill: Fill, *, over: tuple[Fill, ...]) -> Any:
    def rows(db: None) -> Any:
        return STANDING.value_of(fill)

    rows.__doc__ = fill.__doc__
    fixture = pytest.fixture(name=fill.__name__)(rows)
    _fills[rows] = _fills[fixture] = (*over, fill)
    return fixture


def wanted_by(item: pytest.Item) -> tuple[Fill, ...]:
    definitions = item._fixtureinfo.name2fixturedefs.values()
    found = [_fills[last.func] for *_, last in definitions if last.func in _fills]
    assert len(found) <= 1, f"{item.nodeid}: only one fixture of shared rows at a time"
    return found[0] if found else ()
