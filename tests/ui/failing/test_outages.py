import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from ui.failing import outages


def raised(error: Exception, *, by: Exception | None = None) -> Exception:
    error.__cause__ = by
    return error


def of_sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("it")
    error.sqlite_errorname = name  # type: ignore[attr-defined]
    return error


PASSING = [
    raised(InterfaceError("the connection is closed")),
    raised(OperationalError(), by=psycopg.OperationalError()),
    raised(OperationalError(), by=psycopg.errors.AdminShutdown()),
    raised(OperationalError(), by=psycopg.errors.DiskFull()),
    raised(OperationalError(), by=psycopg.errors.TooManyConnections()),
    raised(OperationalError(), by=psycopg.errors.LockNotAvailable()),
    raised(OperationalError(), by=of_sqlite("SQLITE_BUSY_SNAPSHOT")),
    raised(OperationalError(), by=of_sqlite("SQLITE_FULL")),
    raised(ValueError("a page"), by=raised(OperationalError(), by=psycopg.errors.AdminShutdown())),
]
LASTING = [
    None,
    ValueError("a fault of ours"),
    DatabaseError("no row was changed"),
    raised(OperationalError("no such table"), by=of_sqlite("SQLITE_ERROR")),
    raised(OperationalError(), by=psycopg.errors.InvalidPassword()),
]


class TestAnError:
    @pytest.mark.parametrize("error", PASSING, ids=repr)
    def test_of_a_database_that_does_not_answer_is_an_outage(self, error: Exception) -> None:
        assert outages.is_outage(error)

    @pytest.mark.parametrize("error", LASTING, ids=repr)
    def test_of_our_own_is_none(self, error: Exception | None) -> None:
        assert not outages.is_outage(error)
