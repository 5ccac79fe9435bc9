from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from access.actor import Actor
from access.models import User
from responses.answering.actions import gate
from responses.invitations.selectors import outbox
from responses.models import CodeAttempt, Invitation, Response, Trial, TrialPlace
from responses.trials import actions, rules, selectors
from responses.trials.rules import TrialKind, TrialOutcome
from survey.definition.parsing import parse_definition
from survey.evidence import actions as evidence
from survey.evidence.records import EvidenceKind
from survey.publishing import actions as publishing
from survey.publishing import shipped
from tests.conftest import NOW, TESTER
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, decide, load, queue, row
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
OLD, NEW = "Q-INF-3", "Q-INF-3n"


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def running(kind: TrialKind, outcome: TrialOutcome) -> Trial:
    one, other = (
        Actor.user(user_id=User.objects.create(email=f"{name}@example.org").pk, name=name)
        for name in ("one", "other")
    )
    trial = actions.propose(
        kind=kind, arms=[rules.ARMS[kind][1]], outcome=outcome, why="To see.", planned_each=200,
        first_day=TODAY, last_day=TODAY + timedelta(days=30), by=one, at=NOW,
    )  # fmt: skip
    actions.confirm(trial_id=trial.pk, by=other, at=NOW)
    return trial


def first_offered(invitation: Invitation) -> str:
    browser = Client()
    browser.get(f"/{outbox.token_of(invitation)}")
    return str(Page(browser.get("/s/")).all("button", name="language")[0]["value"])


class TestTheOrderOfLanguages:
    @pytest.mark.slow
    def test_is_that_of_the_place_and_drawn_alike_in_sensitive_cases_which_have_none(self) -> None:
        running(TrialKind.LANGUAGES, TrialOutcome.ANSWERED)
        load(*(row() for _ in range(20)))
        load(*(row(flags=NO_FLAGS | {"stalking": True}, **SAFE) for _ in range(20)))
        decide()
        queue()

        arms = dict(TrialPlace.objects.values_list("invitation_id", "arm"))
        seen = {each: first_offered(each) for each in Invitation.objects.all()}

        placed = {each.pk: first for each, first in seen.items() if each.pk in arms}
        assert len(placed) == 20
        assert all((arm == rules.USUAL) is (placed[pk] == "cy") for pk, arm in arms.items())
        sensitive = Counter(first for each, first in seen.items() if each.pk not in arms)
        assert set(sensitive) == set(placed.values()) == {"cy", "pl"}

    @pytest.mark.slow
    def test_is_the_usual_one_for_who_was_invited_before_it(self) -> None:
        load(*(row() for _ in range(8)))
        decide()
        queue(NOW - timedelta(hours=1))
        running(TrialKind.LANGUAGES, TrialOutcome.ANSWERED)

        assert {first_offered(each) for each in Invitation.objects.all()} == {"cy"}


class TestWordings:
    @pytest.fixture
    def _versions(self) -> None:
        raw = next(
            each
            for each in shipped.definitions()
            if (each["code"], each["version"]) == ("short-core", 3)
        )
        publishing.publish_version(raw=raw, by=TESTER, at=NOW)
        questions = [
            each | {"code": NEW, "replaces": OLD, "text": each["text"] | {"en": "In other words"}}
            if each["code"] == OLD
            else each
            for each in raw["questions"]
        ]
        rotating = [NEW if code == OLD else code for code in raw["rotating"]]
        next_one = raw | {"version": 4, "questions": questions, "rotating": rotating}
        evidence.record_evidence(
            question=parse_definition(next_one).question(NEW), kind=EvidenceKind.INTERVIEW,
            people=8, on=TODAY, languages=["en"], found="Understood.", changed="Nothing.",
            by=TESTER, at=NOW,
        )  # fmt: skip
        publishing.publish_version(
            raw=next_one, effective_from=TODAY + timedelta(days=90), by=TESTER, at=NOW
        )

    def test_are_refused_where_no_version_has_any(self) -> None:
        with pytest.raises(actions.NoNewWordingsError):
            running(TrialKind.WORDINGS, TrialOutcome.LEFT_OUT)

    @pytest.mark.slow
    @pytest.mark.usefixtures("_versions")
    def test_are_those_of_the_arm_and_counted_by_who_leaves_them_out(self) -> None:
        with pytest.raises(actions.OutcomeError):
            running(TrialKind.WORDINGS, TrialOutcome.ANSWERED)
        User.objects.all().delete()
        trial = running(TrialKind.WORDINGS, TrialOutcome.LEFT_OUT)
        load(*(row() for _ in range(24)))
        decide()
        queue()

        arms = dict(TrialPlace.objects.values_list("invitation_id", "arm"))
        for each in Invitation.objects.all():
            passed = gate.answer_gate(
                invitation_id=each.pk, given="1980", language="en", by=TESTER, at=NOW
            )
            assert passed.response is not None
            assert passed.response.instrument.version == {"usual": 3, "new": 4}[arms[each.pk]]
        self._answer_the_ten_and_some_more()

        counts = selectors.counts(trial)
        expected = Counter(
            (arms[each.invitation_id], bool(each.answers.get(code)))
            for each in Response.objects.all()
            for code in {OLD, NEW} & each.chances.keys()
        )
        self._answer_by_code_as_well()

        assert selectors.counts(trial) == counts
        for arm, count in counts.items():
            assert count.left_out == expected[arm, False]
            assert count.asked == expected[arm, False] + expected[arm, True]
        assert sum(each.asked for each in counts.values()) > 0

    def _answer_by_code_as_well(self) -> None:
        for number, first in enumerate(Response.objects.order_by("pk")):
            attempt = CodeAttempt.objects.create(
                invitation_id=first.invitation_id, token_hash=f"{number:064}", role="IDVA",
                drawn_at=NOW, drawn_by="tests", expires_at=NOW,
            )  # fmt: skip
            Response.objects.create(
                invitation_id=first.invitation_id, attempt=attempt, instrument=first.instrument,
                language="en", mode="web_code", chances=first.chances, answers={},
                started_at=NOW, core_done_at=NOW,
            )  # fmt: skip

    def _answer_the_ten_and_some_more(self) -> None:
        Response.objects.update(core_done_at=NOW)
        drawn = [
            each for each in Response.objects.order_by("pk") if {OLD, NEW} & each.chances.keys()
        ]
        for each in drawn[::2]:
            [code] = {OLD, NEW} & each.chances.keys()
            Response.objects.filter(pk=each.pk).update(answers={code: ["yes"]})
