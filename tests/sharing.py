"""Rows that several tests in a row start from, entered once.

    @shared_rows
    def filled():
        make.load(...)
        make.fill()

`filled` is then a fixture like any other, and its value is what the function returns. The rows stay
while one test after the other asks for them, each in a transaction of its own; the first test that
does not ask finds them gone. What is filled may not depend on other fixtures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from access import process_cache

Fill = Callable[[], Any]


class Standing:
    """The rows that stand in the database now, beneath the transactions of the tests."""

    def __init__(self) -> None:
        self.fill: Fill | None = None
        self.value: Any = None
        self._around: transaction.Atomic | None = None

    def change(self, fill: Fill | None) -> None:
        """Take away what stands, and enter what `fill` enters."""
        if fill is self.fill:
            return
        self.clear()
        if fill is not None:
            self._enter(fill)

    def clear(self) -> None:
        if self._around is not None:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        self.fill, self.value, self._around = None, None, None

    def _enter(self, fill: Fill) -> None:
        translation.activate("en")
        process_cache.clear()
        self._around = transaction.atomic()
        self._around.__enter__()
        try:
            self.value = fill()
        except BaseException:
            self.clear()
            raise
        self.fill = fill


@contextmanager
def undone() -> Iterator[None]:
    """As a test is: what is written meanwhile is gone afterwards, and what must not be part of
    another transaction may be."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


STANDING = Standing()
_fills: dict[Any, Fill] = {}


def shared_rows(fill: Fill) -> Any:
    """Make a fixture of rows that tests share."""

    def rows(db: None) -> Any:
        assert STANDING.fill is fill, "Name the fixture among the arguments of the test."
        return STANDING.value

    rows.__doc__ = fill.__doc__
    _fills[rows] = fill
    return pytest.fixture(name=fill.__name__)(rows)


def wanted_by(item: pytest.Item) -> Fill | None:
    """What the test asks to stand before its own transaction begins."""
    definitions = item._fixtureinfo.name2fixturedefs.values()
    found = [_fills[last.func] for *_, last in definitions if last.func in _fills]
    assert len(found) <= 1, f"{item.nodeid}: only one fixture of shared rows at a time"
    return found[0] if found else None
