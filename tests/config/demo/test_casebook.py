"""What the simulated staff make of the alerts of their nation."""

import pytest

from access import actions as access_actions
from access.audit import AuditKind
from access.models import AuditEvent, DataOrigin
from analytics.models import AlertCase, CaseAction, SaidAndDone
from config.demo import staff
from config.demo.seeding import casebook
from tests.analytics import make
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db


class TestAnsweringAlerts:
    def test_takes_one_acts_on_one_and_leaves_the_others_once(self, settings):
        settings.IS_DEVELOPMENT = True
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
        staff.make_accounts(by=TESTER, at=NOW)
        for force in (None, "kent", "avon-and-somerset"):
            make.alert(force_id=force)

        for _start in range(2):
            casebook.answer_alerts(by=TESTER, at=NOW)

        cases = {case.alert.force_id: case for case in AlertCase.objects.select_related("alert")}
        assert {force: case.state for force, case in cases.items()} == {
            None: "acting", "kent": "taken", "avon-and-somerset": "seen",
        }  # fmt: skip
        assert all(case.picture for case in cases.values())
        assert cases["kent"].owner == "Kent Analyst"
        assert CaseAction.objects.get().forces.count() == 3
        assert SaidAndDone.objects.get().approved_at is None
        assert AuditEvent.objects.filter(kind=AuditKind.ALERTS_FOLLOWED).count() == 1
