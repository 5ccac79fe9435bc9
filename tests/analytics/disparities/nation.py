"""A small nation in which one force fails one group."""

from collections.abc import Iterator
from datetime import date

from analytics.refresh.actions import refill
from tests.analytics import make
from tests.conftest import NOW, TESTER

FORCES = ("gwent", "north-wales", "kent", "surrey")
FAILING = "gwent"
QUARTERS = {
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
    "2026-Q2": date(2026, 5, 4),
    "2026-Q3": date(2026, 8, 3),
}
DISABLED = {"EQ-DIS-1": ["yes"], "EQ-DIS-2": ["a_lot"]}
NOT_DISABLED = {"EQ-DIS-1": ["no"]}
SATISFIED = {"Q-OVR-1": ["very_satisfied"]}
DISSATISFIED = {"Q-OVR-1": ["very_dissatisfied"]}


def enter() -> None:
    make.load(_victims())
    refill.refill_cells(periods=list(QUARTERS), by=TESTER, at=NOW)


def _victims() -> Iterator[make.Victim]:
    for on in QUARTERS.values():
        for force in FORCES:
            for number in range(50):
                is_disabled = number < 20
                content = 3 if is_disabled and force == FAILING else 7
                said = {
                    **(SATISFIED if number % 10 < content else DISSATISFIED),
                    **(DISABLED if is_disabled else NOT_DISABLED),
                    "Q-TRT-2b": ["always" if number % 5 < 3 else "never"],
                }
                crime = ("burglary", "robbery")[number // 10 % 2]
                yield make.Victim(force=force, on=on, answers=said, crime_group=crime)
