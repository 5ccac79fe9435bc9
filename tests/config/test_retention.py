import io
import re
from datetime import datetime, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import make_aware

from access import actions as access_actions
from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import AuditEvent, DataOrigin
from config import privacy
from config import privacy as config_retention
from responses import extract
from responses.data_protection.actions import retention
from responses.models import Case, Import, Response
from responses.models.contacts import ContactHistory, Suppression
from responses.vault import contacts
from tests.analytics import make
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send

FOR_EVER = re.compile("for ever|permanently")
WITHOUT_END_DATE = {
    "access.User": "somebody says when a member of staff has gone",
    "access.Membership": "goes with its user",
    "access.DigestChoice": "goes when its account is emptied",
    "access.ProviderSubject": "goes when its account is emptied, or its provider ends",
    "access.GlassLook": "goes with what was opened",
    "access.SavedView": "goes when its account is emptied",
    "responses.HelplineChange": "goes when somebody confirms it or takes it away",
    "responses.AnsweredNumber": "is kept, so that no number gets a second automatic answer",
    "responses.CaseWork": "goes with its case",
    "responses.ReadingConfirmation": "goes with its text",
    "responses.ReadingAgreement": "ends when either side ends it",
    "responses.AdviserRule": "ends when the force says so",
    "analytics.AnswerFile": "is made anew, or goes, when anybody in it is gone",
    "analytics.AlertCase": "goes with its alert",
    "analytics.AlertStep": "goes with its alert",
    "analytics.CaseAction": "goes with its alert",
    "analytics.SaidAndDone": "goes with its alert",
    "analytics.QualityWeek": "goes when a week is counted that is 130 weeks newer",
    "analytics.DraftFile": "goes when its release is out, or anything of it changes",
    "analytics.WatchedSeries": "goes when the next week is looked at",
    "responses.InterviewingForce": "stands until a supervisor sets the force up otherwise",
    "analytics.EmergingTerm": "goes when the next week is looked at",
    "responses.TriageShift": "is taken off the rota by whoever keeps it",
    "responses.TriageAbsence": "is taken off the rota by whoever keeps it",
    "responses.TrialPlace": "goes with its invitation",
    "responses.PaperForm": "goes with its code",
    "responses.PaperBar": "goes with its form",
    "responses.BreakOffCount": "is brought up to date each week",
    "responses.BreakOffChange": "goes at the next count of where people stop",
    "responses.CountedWalk": "is nobody's once its response is gone, and goes at the next count",
    "survey.InstrumentDraft": "ends when it is published or discarded",
}
"""Tables that are kept for a time which no date in them tells."""
LATER = NOW + timedelta(days=7 * 366 + 92)


def report(at: datetime) -> str:
    out = io.StringIO()
    call_command("retention_report", at=at.isoformat(), stdout=out)
    return out.getvalue()


@pytest.fixture
def _simulated(db) -> None:
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)


@pytest.mark.django_db
class TestEveryTable:
    def test_that_is_kept_for_a_time_is_looked_at(self):
        looked_at = set(config_retention.past_due(NOW))

        timed = {
            table.label
            for table in privacy.read_register()
            if not FOR_EVER.search(table.kept) and table.label not in WITHOUT_END_DATE
        }
        assert timed - looked_at == set()


@pytest.mark.usefixtures("_simulated")
class TestTheReport:
    @pytest.mark.slow
    def test_fails_and_names_what_was_kept_for_too_long(self):
        queued(row())
        send()

        with pytest.raises(CommandError, match=r"responses\.Contact"):
            report(NOW + timedelta(days=121))

    @pytest.mark.slow
    def test_says_that_nothing_is_left_after_the_nightly_run(self):
        queued(row())
        send()
        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=120))

        said = report(NOW + timedelta(days=120))

        assert "Nothing is held past its time." in said
        line = next(line for line in said.splitlines() if line.startswith("responses.Contact "))
        assert line.split()[1:3] == ["0", "0"]


@pytest.mark.django_db
class TestSevenYearsOn:
    @pytest.mark.slow
    def test_cases_go_with_all_that_hangs_on_them_and_keys_stay(self):
        queued(row())
        send()
        contacts.suppress(case_id=Case.objects.get().pk, by=TESTER, at=NOW, channel="web")

        early = retention.apply_retention(by=TESTER, at=NOW + timedelta(days=7 * 365))
        due = retention.apply_retention(by=TESTER, at=LATER)

        assert (early.cases, due.cases) == (0, 1)
        assert not Case.objects.exists()
        assert not Import.objects.exists()
        assert (ContactHistory.objects.count(), Suppression.objects.count()) == (1, 1)

    def test_answers_are_kept_for_about_seven_years_and_no_longer(self):
        make.load([make.Victim(answers=make.SATISFIED)])
        in_q3 = make_aware(datetime.combine(make.IN_Q3, time.min))

        retention.apply_retention(by=TESTER, at=in_q3 + timedelta(days=7 * 365 - 1))
        kept = Response.objects.count()
        retention.apply_retention(by=TESTER, at=in_q3 + timedelta(days=7 * 366 + 92))

        assert kept == 1
        assert not Response.objects.exists()

    def test_a_quarter_of_which_cases_are_gone_is_whole_no_more(self):
        assert extract.is_whole("2026-Q4", at=NOW)
        assert not extract.is_whole("2026-Q4", at=LATER)


@pytest.mark.django_db
class TestTwoYearsOn:
    def test_the_audit_trail_goes_and_leaves_a_line(self):
        audit.record(AuditKind.FORCES_LOADED, by=Actor.system("x"), at=NOW)
        AuditEvent.objects.exclude(at=NOW).delete()

        access_actions.destroy_old_traces(by=TESTER, at=NOW + timedelta(days=731 + 31))

        assert AuditEvent.objects.get().kind == "staff_traces.destroyed"
