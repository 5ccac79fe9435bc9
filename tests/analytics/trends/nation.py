"""Nine quarters of two forces and the nation, as they are stored."""

from access import process_cache
from analytics.items import item_codes
from analytics.models import QuarterState, ShownTable
from tests.analytics.make import CITY, KENT
from tests.analytics.shown import share
from tests.conftest import NOW

QUARTERS = (
    "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2",
    "2026-Q3",
)  # fmt: skip
FALLING = "Q-TRT-2b"
WOBBLE = (0.0, 0.01, -0.01, 0.01, 0.0, -0.01, 0.01, 0.0, 0.01)
BASE = 400


def enter() -> None:
    for quarter, by in zip(QUARTERS, WOBBLE, strict=True):
        QuarterState.objects.create(period=quarter, stages={}, shifts={}, closed_on=NOW.date())
        for area in (CITY, KENT, "nation"):
            shares = {item: {"all": share(0.6 + by, BASE)} for item in item_codes()}
            if area == CITY and quarter == QUARTERS[-1]:
                shares[FALLING] = {"all": share(0.4, BASE)}
            ShownTable.objects.create(period=quarter, dimension="all", area=area, shares=shares)
    process_cache.clear()
