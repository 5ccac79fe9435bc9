from datetime import datetime, time, timedelta

import pytest
from django.utils.timezone import localdate

from access import actions as access_actions
from access.audit import AuditKind
from access.models import AuditEvent, DataOrigin
from analytics.models import Alert, AlertCase, CaseAction, SaidAndDone
from config.demo import planted
from config.demo.planted import FALLING_FORCE, IssueShape, PlantedIssue
from config.demo.staff import accounts, alerts
from responses.vault.sending_hours import PLACE
from tests.analytics import make
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
TODAY = localdate(NOW)
SUNDAY = TODAY - timedelta(days=TODAY.isoweekday())


def issue(**wanted: object) -> PlantedIssue:
    return next(
        each
        for each in planted.ISSUES
        if all(getattr(each, name) == value for name, value in wanted.items())
    )


def found(issue: PlantedIssue) -> Alert:
    first = SUNDAY - timedelta(weeks=issue.weeks_ago - 3, days=6)
    return make.alert(
        item=issue.item, force_id=issue.force, is_rise=issue.is_rise, first_week=first,
        last_week=first + timedelta(weeks=3),
        raised_at=datetime.combine(first + timedelta(days=7), time(6), PLACE),
    )  # fmt: skip


@pytest.fixture
def _nation(settings) -> None:
    settings.IS_DEVELOPMENT = True
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
    accounts.make_accounts(by=TESTER, at=NOW)


@pytest.mark.usefixtures("_nation")
class TestAnsweringAlerts:
    @pytest.mark.slow
    def test_leaves_each_kind_of_case_once(self):
        late = found(issue(force=FALLING_FORCE, shape=IssueShape.STEP))
        nations, other = found(issue(item="Q-INF-1")), found(issue(force="avon-and-somerset"))

        for _start in range(2):
            alerts.answer_alerts(by=TESTER, at=NOW)

        cases = {case.alert_id: case for case in AlertCase.objects.all()}
        assert [cases[one.pk].state for one in (late, nations, other)] == [
            "taken", "acting", "seen",
        ]  # fmt: skip
        assert cases[late.pk].owner == "Kent Analyst"
        assert cases[late.pk].due_on < TODAY
        assert all(case.picture for case in cases.values())
        assert CaseAction.objects.get().forces.count() == 3
        assert SaidAndDone.objects.get().approved_at is None

    def test_does_nothing_where_nothing_was_found(self):
        alerts.answer_alerts(by=TESTER, at=NOW)

        assert not AlertCase.objects.exists()
        assert not AuditEvent.objects.filter(kind=AuditKind.ALERTS_FOLLOWED).exists()
