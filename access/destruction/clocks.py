"""Second opinions on the machine's clock."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from django.db import connection

from access.destruction.rules import Uptime

START = Path("/proc/sys/kernel/random/boot_id")
"""Linux names each start of a machine at random."""


def database_clock(*, machine_at: datetime) -> datetime:
    if connection.vendor != "postgresql":
        return machine_at
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [now] = cast("tuple[datetime]", cursor.fetchone())
    return now


def uptime() -> Uptime | None:
    """No clock setting changes it; None where the system has none."""
    try:
        start = START.read_text(encoding="ascii").strip()
        seconds = time.clock_gettime(time.CLOCK_BOOTTIME)
    except (OSError, AttributeError):
        return None
    return Uptime(start, timedelta(seconds=seconds))
