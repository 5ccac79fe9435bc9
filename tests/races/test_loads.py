"""Who loads an amendment while a run of decisions looks at the case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.models import StageEvent
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(minutes=65)
OUTCOME = (EventRow(kind=EventKind.OUTCOME, codes=("14",), on=asked.on(3), told_on=asked.on(3)),)


@pytest.mark.databases
class TestALoad:
    def test_beside_a_run_leaves_no_stage_undecided(self):
        was = asked.row()
        becomes = replace(was, events=OUTCOME, stage=CaseStage.NFA_POLICE)

        def prepare():
            ground.clear()
            asked.load(was)
            return (
                lambda: asked.load(becomes, at=NOW),
                lambda: asked.decide(at=SOON),
            )

        def check():
            asked.decide(at=LATER)
            stages = set(StageEvent.objects.values_list("survey_stage", flat=True))
            assert stages == {"ST1", "ST3a"}

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)
