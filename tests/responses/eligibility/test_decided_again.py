from dataclasses import replace
from datetime import timedelta

import pytest

from responses.case_files.case import CaseStage
from responses.models import StageEvent
from tests.conftest import NOW
from tests.responses.asked import NO_FLAGS, codes, decide, load, on, row

pytestmark = pytest.mark.django_db
REPORTED = row(case_key="WAITS", flags={**NO_FLAGS, "stalking": True})
INVESTIGATED = replace(REPORTED, stage=CaseStage.INVESTIGATION, stage_on=on(10))
MUCH_LATER = NOW + timedelta(days=60)
"""The report could be asked about until the 42nd day."""


@pytest.mark.databases
class TestAnEventThatNoContactWasSafeFor:
    def test_keeps_that_reason_when_its_case_is_read_again_after_the_window(self):
        [case] = load(REPORTED)
        decide()
        before = codes(case)

        load(INVESTIGATED, at=MUCH_LATER - timedelta(hours=1))
        decide(MUCH_LATER)
        decide(MUCH_LATER + timedelta(hours=1))

        event = StageEvent.objects.get(case=case, survey_stage="ST1")
        assert before == {"ST1": "NOSAFE"}
        assert (event.decision, event.waits_for_staff_until) == ("NOSAFE", None)
        assert event.decided_at == MUCH_LATER
