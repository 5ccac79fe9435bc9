"""How often the database is asked or told something; beginning and ending a transaction is
neither."""

from collections.abc import Callable

from django.db import connection

ASKING_OR_TELLING = ("SELECT", "INSERT", "UPDATE", "DELETE")


def queries_of(work: Callable[[], object]) -> int:
    told: list[str] = []

    def noting(execute: Callable[..., object], sql: str, *rest: object) -> object:
        told.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noting):
        work()
    return sum(sql.startswith(ASKING_OR_TELLING) for sql in told)
