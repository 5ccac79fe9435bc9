"""Which slow tests wait for their day. Most slow tests of figures, files and forms try a whole page
or workbook whose parts have quick tests of their own: of these half are run each day (TEST_DAY),
the others on the next, and all at night. A test that keeps somebody safe or hides a group never
waits: what stands in a place that does, and what says so in its name, its file or its lines."""

import re
import zlib
from pathlib import Path

import pytest

from tests.second_database import TESTS, lines_of

HALVES = 2
KEEPS_SAFE = re.compile(
    r"saf_\d|safe|sensitive|protect|secret|hostile|attack|password|token|sign_in|nobody|never"
    r"|refus|reach|withdr|opted|opt_out|destroy|suppress|hidden|hide|withheld|disclos|\b40[34]\b",
    re.IGNORECASE,
)
"""In a test's name or lines."""
PLACES = re.compile(
    r"^(access|architecture|bench|config|contracts|deploy|faults|journeys|races|recount|sealed"
    r"|supply)/"
    r"|/(cases|cube|data_protection|disclosure|eligibility|helplines|open_link|readiness|triage"
    r"|vault|weighting)/"
)
"""Below tests/, where nothing waits."""


def waits(item: pytest.Item, *, day: int) -> bool:
    """Whether another day runs it."""
    if item.get_closest_marker("slow") is None or has_its_half(item.path, day=day):
        return False
    return not keeps_safe(item)


def has_its_half(path: Path, *, day: int) -> bool:
    """By its lot, which is another than that of the second database."""
    lot = zlib.crc32(f"half {path.relative_to(TESTS)}".encode())
    return (lot + day) % HALVES == 0


def keeps_safe(item: pytest.Item) -> bool:
    place = str(item.path.relative_to(TESTS))
    if PLACES.search(place) or KEEPS_SAFE.search(item.nodeid):
        return True
    return bool(KEEPS_SAFE.search(lines_of(item)))
