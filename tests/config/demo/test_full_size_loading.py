"""The nation of full size in a database: what the columns say is what rows hold, and nothing is
left for the daily decisions to find."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from config.demo.plan import full_size_plan_for
from config.demo.seeding import loading
from config.demo.seeding.loading import SeedSummary
from responses import extract
from responses.eligibility.actions import decisions
from responses.models import Case, CaseEvent, Import, Invitation, Response, StageEvent
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FORCES = ["surrey", "west-yorkshire"]
PLAN = full_size_plan_for(NOW.date(), responses=6_000, weeks=60, seed=5)


@shared_rows
def loaded() -> SeedSummary:
    return loading.load_nation(plan=PLAN, by=TESTER, at=NOW, say=lambda line: None, only=FORCES)


class TestANationOfFullSize:
    def test_is_read_as_any_other(self, loaded):
        assert Response.objects.count() == loaded.responses
        own = Invitation.objects.filter(stage_event__case__case_key__startswith="N")
        assert own.count() == loaded.invitations
        period = extract.periods()[-3]
        rows = list(extract.answer_rows(period=period))
        frame = list(extract.frame_counts(period))

        assert {row.force for row in rows} == set(FORCES)
        assert sum(row.is_completed * row.events for row in frame) <= len(rows)
        assert all(0 < row.selection_probability <= 1 for row in rows)
        assert {row.outcome_group for row in rows} >= {"victim_does_not_support_action", "none"}

    def test_is_left_alone_by_the_daily_decisions(self, loaded):
        before = StageEvent.objects.count()

        decisions.decide_events(force_code="surrey", by=TESTER, at=NOW + timedelta(hours=1))

        assert StageEvent.objects.count() == before

    def test_has_a_history_for_every_case(self, loaded):
        cases = Case.objects.filter(case_key__startswith="N")
        assert cases.count() == loaded.cases
        events = CaseEvent.objects.filter(case__in=cases)
        assert events.values("case").distinct().count() == loaded.cases
        assert AuditEvent.objects.exists()

    def test_does_not_join_another(self, loaded):
        assert Import.objects.exists()
        with pytest.raises(CommandError, match="simulated nation already"):
            call_command("seed_nation")
