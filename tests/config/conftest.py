"""Small nations, each made once: what is slow about them is making them."""

from datetime import date
from functools import cache
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from config.demo import nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan, plan_for
from config.demo.seeding import figures, loading
from survey.publishing import checks
from tests.conftest import NOW, TESTER
from tests.sharing import rows_over, shared_rows

TODAY = date(2026, 11, 16)
SMALL = plan_for(TODAY, responses=6_000, weeks=33, seed=7)
"""Half a year, of which the third quarter of 2026 is whole."""
QUARTER = "2026-Q3"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return SMALL


@pytest.fixture(scope="session")
def histories() -> dict[str, ForceHistory]:
    return small_nation()


@cache
def small_nation() -> dict[str, ForceHistory]:
    return {history.force: history for history in nation.forces(SMALL)}


@shared_rows
def seeded_cases() -> SimpleNamespace:
    said: list[str] = []
    made = small_nation().values()
    is_drawn_elsewhere = patch.object(checks, "_drawing_faults", return_value=())
    with patch.object(nation, "forces", return_value=made), is_drawn_elsewhere:
        summary = loading.load_nation(plan=SMALL, by=TESTER, at=NOW, say=said.append)
    return SimpleNamespace(summary=summary, said=said, plan=SMALL)


@rows_over(seeded_cases)
def seeded(cases: SimpleNamespace) -> SimpleNamespace:
    said: list[str] = []
    figures.raise_alerts(last_day=SMALL.last_day, by=TESTER, at=NOW)
    figures.fill(by=TESTER, at=NOW, say=said.append)
    return SimpleNamespace(summary=cases.summary, said=cases.said + said, plan=SMALL)
