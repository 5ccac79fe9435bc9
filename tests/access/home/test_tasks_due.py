from datetime import date, timedelta

import pytest

from access import selectors as access_selectors
from access.actor import Actor
from access.home import presenters, selectors
from access.models import Membership, User
from access.permissions import Role
from analytics.casebook import digest_topics
from analytics.casebook.actions import notices, steps
from analytics.models import Alert, AlertCase, ReleaseDraft, ResearchProject
from responses.models import DutySignature
from responses.readiness.duties import ReadinessDuty
from survey.publishing import actions as publishing
from tests.access.home.test_home import lines, names
from tests.analytics import make
from tests.analytics.casebook import make as casebook
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER, _staff
from tests.responses.interviewing import at_the_phone
from tests.responses.paper import forms
from tests.responses.readiness import make as readiness
from tests.responses.themes import coded
from tests.survey import make as survey

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.databases]
TODAY = NOW.date()
PROJECT = {
    "title": "Being believed", "purpose": "Why some feel believed.", "researchers": ["Dr Ann Ash"],
    "variables": ["sex"], "year": "2025-26", "ends_on": TODAY + timedelta(days=90),
    "asked_at": NOW, "state": ResearchProject.ProjectState.CHECKING,
}  # fmt: skip


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def another(role: Role, force: str | None) -> User:
    return _staff(role, force, prefix="another.")


class TestAnAlertWhoseDayPassed:
    def test_waits_for_who_has_it_and_who_may_answer_it(self, force_analyst, operations_lead):
        elsewhere = another(Role.FORCE_ANALYST, KENT)
        self.taken(by=force_analyst, due=TODAY - timedelta(days=1))

        assert names(force_analyst) == names(operations_lead) == {"due alerts": 1}
        assert names(elsewhere) == {}
        [line] = lines(force_analyst)
        assert (line.sentence, line.is_late) == ("1 alert is due or late", True)

    def test_waits_for_its_owner_alone_in_its_last_three_days(self, force_analyst, operations_lead):
        self.taken(by=force_analyst, due=TODAY + timedelta(days=3))

        assert names(force_analyst) == {"due alerts": 1}
        assert names(operations_lead) == {}
        assert names(force_analyst, at=NOW - timedelta(days=1)) == {}

    def test_waits_for_nobody_while_it_is_left_alone_for_a_reason(self, force_analyst):
        alert = self.taken(by=force_analyst, due=TODAY)
        steps.snooze(
            alert=alert, until=TODAY + timedelta(days=20), note="A file comes.",
            by=actor(force_analyst), at=NOW,
        )  # fmt: skip

        assert names(force_analyst) == {}

    def test_waits_no_more_for_who_went_to_another_force(self, force_analyst):
        self.taken(by=force_analyst, due=TODAY - timedelta(days=1))
        Alert.objects.update(force=KENT)
        AlertCase.objects.update(reminded_on=TODAY)

        viewer = access_selectors.viewer_for(force_analyst.pk)
        assert names(force_analyst) == {}
        assert digest_topics.DUE.waiting(viewer, NOW) == []

    def test_waits_for_who_is_of_a_force_and_of_the_nation_in_both(self, force_analyst):
        Membership.objects.create(user=force_analyst, role=Role.NATIONAL_ANALYST)
        self.taken(by=force_analyst, due=TODAY - timedelta(days=1))
        for force in (CITY, KENT, None):
            make.alert(force_id=force, item="Q-SAFE-1")

        viewer = access_selectors.viewer_for(force_analyst.pk)
        assert names(force_analyst) == {"due alerts": 1, "alerts": 2}
        assert len(digest_topics.ALERTS.waiting(viewer, NOW)) == 2

    def taken(self, *, by: User, due: date) -> Alert:
        return casebook.taken(by=actor(by), due_on=due, force_id=CITY)


class TestWordsForEverybody:
    def test_wait_for_somebody_else_than_who_wrote_them(self, force_analyst, national_analyst):
        action = casebook.acted(due_on=TODAY + timedelta(days=60))
        notices.write(action=action, text="Calls.", text_cy="Galwadau.", by=casebook.ANN, at=NOW)
        told_by = User.objects.get(pk=casebook.ANN.user_id)

        assert names(force_analyst) == {"unapproved words": 1}
        assert "unapproved words" not in names(told_by) | names(national_analyst)


class TestReleases:
    def test_wait_for_somebody_else_than_who_proposed_them(self, national_analyst):
        second = another(Role.NATIONAL_ANALYST, None)
        ReleaseDraft.objects.create(
            period="2026-Q3", version=1, kind="first", publish_at=NOW + timedelta(days=1),
            announced_at=NOW, changed_at=NOW, content_hash="1" * 64, proposed_at=NOW,
            proposed_by_id=national_analyst.pk,
        )  # fmt: skip

        assert names(second) == {"releases": 1}
        assert names(national_analyst) == {}


class TestFilesForResearchers:
    def test_wait_for_who_neither_asked_nor_checked(self, national_analyst, force_analyst):
        second = another(Role.NATIONAL_ANALYST, None)
        project = ResearchProject.objects.create(asked_by=national_analyst, **PROJECT)

        assert names(second) == {"research": 1}
        assert names(national_analyst) == names(force_analyst) == {}
        ResearchProject.objects.filter(pk=project.pk).update(first_by=second)
        assert names(second) == {}


class TestSignatures:
    def test_wait_for_a_second_national_person(self, national_lead, operations_lead):
        signature = readiness.sign(ReadinessDuty.ETHICS)

        assert names(national_lead) == {"duties": 1}
        assert names(operations_lead) == {}
        DutySignature.objects.filter(pk=signature.pk).update(signed_by_id=national_lead.pk)
        assert names(national_lead) == {}


class TestVersionsOfTheQuestions:
    def test_wait_for_another_designer(self, designer, second_designer):
        draft = publishing.save_draft(raw=survey.raw_definition(), by=TESTER, at=NOW)
        type(draft).objects.filter(pk=draft.pk).update(
            proposed_at=NOW, proposed_by=designer, effective_from=TODAY
        )

        assert names(second_designer) == {"instruments": 1}
        assert names(designer) == {}


class TestFormsOfPaper:
    def test_wait_for_somebody_else_than_who_began_on_them(self, settings):
        settings.PAPER_KEYED_TWICE = 100
        one, other = forms.keyer(), forms.keyer("second")
        forms.key(forms.printed().form, by=forms.as_actor(one))

        assert names(other) == {"forms": 1}
        assert names(one) == {}


class TestCalls:
    def test_wait_for_interviewers_and_looks_for_who_supervises(self):
        at_the_phone.set_up()
        ash = at_the_phone.interviewer("Ash")
        elsewhere = at_the_phone.interviewer("Elm", force=KENT)
        oak = at_the_phone.interviewer("Oak", role=Role.INTERVIEW_SUPERVISOR)
        at_the_phone.an_interview_to_look_at(ash)
        at_the_phone.who_chose_a_call()

        assert names(ash) == {"calls": 1}
        assert names(oak) == {"calls": 1, "looks": 1}
        assert names(elsewhere) == {}


class TestTextsToCode:
    def test_wait_for_who_codes_in_the_force(self):
        coded.batch()

        assert names(coded.analyst("Ash")) == {"coding": 10}
        assert names(coded.analyst("Elm", force=KENT)) == {}


def test_every_matter_has_words_of_its_own_for_one_and_for_many():
    every = [selectors.Waiting(matter=one, count=count, oldest=NOW) for one in selectors.matters()
             for count in (1, 2)]  # fmt: skip
    told_lines = presenters.lines(every, at=NOW)

    assert len({line.sentence for line in told_lines}) == len(every)
