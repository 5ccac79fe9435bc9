"""What was stored of the late before it was said that they must be many: the step of an upgrade."""

from importlib import import_module

import pytest
from django.apps import apps

from access.models import Force
from analytics.models import QuarterState, WeightRun
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ITEM, PERIOD = "Q-OVR-1", "2026-Q2"
SHIFT = {"as_late": -0.02, "lower": -0.05, "upper": 0.05}


@pytest.fixture(autouse=True)
def _runs():
    """450 early ones and 440 late ones in one force, ten late ones in another."""
    for force, early, late in ((CITY, 225, 220), (KENT, 20, 5)):
        bins = [[people, people, people] for people in (early, early, late, late)]
        WeightRun.objects.create(
            period=PERIOD,
            force=Force.objects.get(code=force),
            filled_at=NOW,
            respondents=1,
            frame_total=1,
            design_effect=1,
            trimmed=0,
            margins={},
            late_answers={ITEM: bins},
        )


def upgraded(**facts: object) -> dict[str, float | None]:
    QuarterState.objects.create(period=PERIOD, stages={}, shifts={ITEM: SHIFT}, **facts)
    import_module("analytics.migrations.0055_late_of_many")._forget_the_few(apps, None)
    return QuarterState.objects.get(period=PERIOD).shifts[ITEM]


class TestAQuarterThatIsStored:
    def test_keeps_what_many_told(self):
        assert upgraded(closed_on=NOW.date()) == SHIFT

    def test_loses_what_few_told(self):
        WeightRun.objects.filter(force_id=KENT).delete()

        assert upgraded(closed_on=NOW.date()) == {**SHIFT, "as_late": None}

    def test_loses_it_while_it_is_open(self):
        assert upgraded() == {**SHIFT, "as_late": None}

    def test_loses_it_where_it_was_corrected(self):
        assert upgraded(closed_on=NOW.date(), corrected_on=NOW.date())["as_late"] is None
        assert not any(WeightRun.objects.values_list("late_answers", flat=True))
