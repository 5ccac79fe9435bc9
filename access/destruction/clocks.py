"""Second opinions on the machine's clock: the database's, and for how long the machine runs."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from django.db import connection

from access.destruction.rules import Uptime

START = Path("/proc/sys/kernel/random/boot_id")
"""Linux names each start of a machine at random."""


def database_clock(*, machine_at: datetime) -> datetime:
    """The time by the database's clock. SQLite runs on the same machine and has none of its own,
    so there the answer is the machine's time and proves nothing."""
    if connection.vendor != "postgresql":
        return machine_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cast("tuple[datetime]", cursor.fetchone())
    return now


def uptime() -> Uptime | None:
    """For how long the machine has been running, asleep or awake, which no setting of its clock
    changes; None where the system does not say."""
    try:
        start = START.read_text(encoding="ascii").strip()
        seconds = time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return None
    return Uptime(start, timedelta(seconds=seconds))
