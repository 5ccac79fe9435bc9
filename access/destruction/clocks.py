"""The database's clock, a second opinion on the machine's."""

from datetime import datetime
from typing import cast

from django.db import connection


def database_clock(*, machine_at: datetime) -> datetime:
    """The time by the database's clock. SQLite runs on the same machine and has none of its own,
    so there the answer is the machine's time and proves nothing."""
    if connection.vendor != "postgresql":
        return machine_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cast("tuple[datetime]", cursor.fetchone())
    return now
