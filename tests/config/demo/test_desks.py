from collections.abc import Collection
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.background import task_queue
from access.home.tasks_due import HomeMatter
from access.viewer import Viewer
from analytics.models import ResearchProject
from analytics.research import tasks_due as research_matters
from config.demo.plan import SEED
from config.demo.staff import accounts, cases, desks, interviews
from config.demo.victims import open_cases
from responses import tasks_due
from responses.cases import selectors as cases_selectors
from responses.cases import visible_cases
from responses.eligibility.actions import decisions
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import exclusions as exclusion_selectors
from responses.eligibility.selectors import for_staff
from responses.imports.actions import import_cases
from responses.interviewing.dispositions import CallOutcome
from responses.models import (
    CallAttempt,
    Case,
    ExclusionRuling,
    Import,
    PaperForm,
    TelephoneCase,
)
from survey.models import WordingRemark
from survey.reading import tasks_due as wording_matters
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
YEAR = "2025-26"


def viewer(email: str) -> Viewer:
    user = access_selectors.user_by_email(f"{email}@example.org")
    found = access_selectors.viewer_for(user.pk)
    assert found is not None
    return found


def waiting(matter: HomeMatter, *emails: str) -> list[int]:
    return [matter.rows(viewer(email), NOW).count() for email in emails]


@pytest.fixture
def with_accounts(seeded_cases) -> None:
    accounts.make_accounts(by=TESTER, at=NOW)


@pytest.mark.usefixtures("with_accounts")
class TestExclusions:
    def test_were_looked_at_within_weeks_but_for_a_few(self):
        excluded = Case.objects.exclude(exclude_code="").count()
        ruled = cases.rule_on_exclusions(at=NOW)

        left = exclusion_selectors.unconfirmed_cases(viewer("national.lead"))
        assert ruled + left.count() == excluded > 20
        assert left.count() < excluded / 10
        oldest = localdate(NOW) - timedelta(days=cases.LATE[1])
        assert all(case.exclude_on >= oldest for case in left)

    def test_were_looked_at_after_they_were_made_and_before_now(self):
        cases.rule_on_exclusions(at=NOW)

        for ruling in ExclusionRuling.objects.all():
            assert ruling.excluded_on < localdate(ruling.ruled_at) < localdate(NOW)

    def test_are_ruled_on_once(self):
        assert cases.rule_on_exclusions(at=NOW) > 0
        assert cases.rule_on_exclusions(at=NOW) == 0


@pytest.mark.usefixtures("with_accounts")
class TestCalls:
    def test_wait_for_the_interviewer_and_one_for_who_supervises(self):
        opened = interviews.set_up_interviews(word=open_cases.AGREED_WORD, by=TESTER, at=NOW)

        assert opened > 1
        assert waiting(tasks_due.CALLS, "city.interviewer") == [opened - 1]
        assert waiting(tasks_due.LOOKS, "city.supervisor") == [1]
        assert CallAttempt.objects.get().disposition == CallOutcome.BROKE_OFF
        assert interviews.set_up_interviews(word=open_cases.AGREED_WORD, by=TESTER, at=NOW) == 0

    def test_are_of_nobody_whom_a_rule_keeps_from_being_texted_but_those_who_wait(self):
        rows = open_cases.draw_victims_to_call(seed=SEED, today=localdate(NOW))
        interviews.set_up_interviews(word=open_cases.AGREED_WORD, by=TESTER, at=NOW)

        new = Case.objects.filter(case_key__in=[row.case_key for row in rows])
        assert new.count() == len(rows) > 3
        assert not any(cases_selectors.is_sensitive(case) for case in new)
        called = TelephoneCase.objects.values("invitation__stage_event__case")
        assert new.filter(pk__in=called).exists()

    def test_leave_some_to_advisers_who_are_to_agree_a_word(self, monkeypatch):
        monkeypatch.setattr(interviews, "CHOSE", 1_000)
        rows = open_cases.draw(seed=SEED, today=localdate(NOW))
        import_cases.import_cases(
            rows=[row for row in rows if row.force == accounts.CITY], file_names=["open"],
            source=Import.Source.SIMULATOR, is_simulated=True, by=TESTER, at=NOW,
        )  # fmt: skip
        decisions.decide_events(force_code=accounts.CITY, by=TESTER, at=NOW)

        waiting = (
            for_staff.waiting_for_staff(localdate(NOW))
            .filter(case_force=accounts.CITY, decision__in=[Decision.NOT_SAFE, Decision.NO_WORD])
            .exclude(case__in=Case.objects.filter(visible_cases.IS_FIREWALLED))
        )
        before = waiting.count()

        interviews.set_up_interviews(word=open_cases.AGREED_WORD, by=TESTER, at=NOW)

        assert interviews.LEFT_TO_ADVISERS <= waiting.count() < before


@pytest.mark.usefixtures("with_accounts")
class TestDesks:
    def test_have_a_form_for_each_keyer_and_a_question_for_each_reader(self):
        desks.fill_desks(by=TESTER, at=NOW)
        desks.fill_desks(by=TESTER, at=NOW)

        keyers, readers = ("paper.keyer", "second.keyer"), ("linguist", "second.linguist")
        assert waiting(tasks_due.FORMS, *keyers) == [1, 1]
        assert waiting(wording_matters.REMARKS, *readers) == [1, 1]
        assert (PaperForm.objects.count(), WordingRemark.objects.count()) == (2, 2)
        assert all(each.comment.startswith("SIMULATED.") for each in WordingRemark.objects.all())

    def test_have_a_file_for_researchers_once_a_year_has_closed(self, monkeypatch):
        desks.fill_desks(by=TESTER, at=NOW)
        assert not ResearchProject.objects.exists()

        self.close(monkeypatch, [YEAR])
        desks.fill_desks(by=TESTER, at=NOW)
        project = ResearchProject.objects.get()
        ResearchProject.objects.update(state=ResearchProject.ProjectState.CHECKING)

        assert task_queue.pending("analytics.tasks.make_research_file") == [(project.pk,)]
        analysts = "national.analyst", "second.analyst", "third.analyst"
        assert waiting(research_matters.CHECKS, *analysts) == [0, 1, 1]

    def test_are_left_to_the_worker_until_all_have_something(self, monkeypatch):
        self.close(monkeypatch, [YEAR])
        desks.enqueue_desks(at=NOW)
        desks.enqueue_desks(at=NOW)
        assert task_queue.pending(desks.TASK) == [()]

        desks.fill_desks(by=TESTER, at=NOW)
        assert desks._are_desks_filled()

    def close(self, monkeypatch, years: Collection[str]) -> None:
        selectors = desks.research_selectors
        monkeypatch.setattr(selectors, "years_to_give", lambda *, at: list(years))
        monkeypatch.setattr(selectors, "may_be_given", lambda year, *, at: True)
