"""Small nations, each made once: what is slow about them is making them."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from config.demo import nation
from config.demo.nation import ForceHistory
from config.demo.plan import Plan, plan_for
from config.demo.seeding import figures, loading
from tests.conftest import NOW, TESTER
from tests.sharing import STANDING

TODAY = date(2026, 11, 16)
SMALL = plan_for(TODAY, responses=6_000, weeks=33, seed=7)
"""Half a year, of which the third quarter of 2026 is whole."""
QUARTER = "2026-Q3"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return SMALL


@pytest.fixture(scope="session")
def histories(plan: Plan) -> dict[str, ForceHistory]:
    return {history.force: history for history in nation.forces(plan)}


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker) -> Iterator[SimpleNamespace]:
    """The small nation in the database, for one module; gone afterwards."""
    said: list[str] = []
    with django_db_blocker.unblock():
        STANDING.clear()
        with transaction.atomic():
            summary = loading.load_nation(plan=SMALL, by=TESTER, at=NOW, say=said.append)
            figures.raise_alerts(last_day=SMALL.last_day, by=TESTER, at=NOW)
            figures.fill(by=TESTER, at=NOW, say=said.append)
            yield SimpleNamespace(summary=summary, said=said, plan=SMALL)
            transaction.set_rollback(True)
