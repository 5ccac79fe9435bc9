"""Nine quarters of two forces and the nation, as they are stored; in the last quarter one question
falls in one force."""

from access import process_cache
from analytics.disclosure import shown_tables
from analytics.items import item_codes
from analytics.models import QuarterState, ShownTable
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import Published
from tests.analytics.make import CITY, KENT
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
            shares = {item: {"all": packed(0.6 + by)} for item in item_codes()}
            if area == CITY and quarter == QUARTERS[-1]:
                shares[FALLING] = {"all": packed(0.4)}
            ShownTable.objects.create(period=quarter, dimension="all", area=area, shares=shares)
    process_cache.clear()


def packed(positive: float, base: int = BASE) -> shown_tables.Packed:
    return shown_tables.pack(
        Published(
            positive=positive,
            neutral=0.0,
            negative=1 - positive,
            interval=wilson_interval(successes=positive * base, trials=base),
            base=base,
            effective_base=base,
        )
    )
