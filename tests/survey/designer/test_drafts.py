from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from access.actor import Actor
from access.approval.decisions import NotAPersonError, OwnRequestError, RequestDecidedError
from access.audit import AuditKind
from access.models import AuditEvent
from survey import selectors
from survey.definition.json_entry import DefinitionError
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import actions as publishing_actions
from survey.publishing import checks
from tests.conftest import NOW, TESTER
from tests.survey import make

LATER = NOW + timedelta(days=1)
SPRING = date(2027, 3, 1)

pytestmark = pytest.mark.django_db


def save(**changes):
    return publishing_actions.save_draft(raw=make.raw_definition(**changes), by=TESTER, at=NOW)


def propose(draft, by, *, on=SPRING):
    publishing_actions.propose_draft(draft=draft, effective_from=on, by=by, at=NOW)
    draft.refresh_from_db()
    return draft


@pytest.fixture(autouse=True)
def pages_around(monkeypatch):
    missing = []
    monkeypatch.setattr(checks, "faults_around", lambda languages: missing)
    return missing


@pytest.fixture
def first(designer):
    return Actor.user(user_id=designer.pk, name=designer.name)


@pytest.fixture
def second(second_designer):
    return Actor.user(user_id=second_designer.pk, name=second_designer.name)


class TestSaveDraft:
    def test_keeps_what_is_not_fit_to_be_published(self):
        draft = save(
            questions=[
                make.raw_question(
                    "A",
                    kind="text",
                    choices=[{"code": "x", "text": {"en": "X"}, "meaning": "neutral"}],
                )
            ]
        )

        assert selectors.draft_instrument(draft).question("A").kind == "text"
        assert not InstrumentVersion.objects.filter(code="sample").exists()

    def test_refuses_what_is_no_definition(self):
        with pytest.raises(DefinitionError):
            save(questions=[])

        assert not InstrumentDraft.objects.exists()

    def test_writes_over_the_draft_of_the_same_version(self):
        save()

        draft = save(questions=[make.raw_question("Z")])

        assert InstrumentDraft.objects.get() == draft
        assert [q.code for q in selectors.draft_instrument(draft).questions] == ["Z"]

    def test_ends_a_proposal(self, first):
        propose(save(), first)

        assert save(questions=[make.raw_question("Z")]).proposed_at is None


class TestDiscardDraft:
    def test_takes_the_draft_away(self):
        publishing_actions.discard_draft(draft=save(), by=TESTER, at=NOW)

        assert not InstrumentDraft.objects.exists()

    def test_leaves_a_proposal_alone(self, first):
        draft = propose(save(), first)

        with pytest.raises(RequestDecidedError):
            publishing_actions.discard_draft(draft=draft, by=TESTER, at=NOW)


class TestProposeDraft:
    def test_names_the_person_and_the_day(self, first, designer):
        draft = propose(save(), first)

        assert (draft.proposed_by, draft.effective_from) == (designer, SPRING)

    def test_refuses_what_is_not_fit_to_be_published(self, first):
        draft = save(questions=[make.raw_question("A", right="6")])

        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError, match="a right of the Victims' Code"
        ):
            propose(draft, first)

    def test_refuses_a_language_that_the_pages_do_not_speak(self, first, pages_around):
        pages_around.append("the interface has no catalogue cy/LC_MESSAGES/django.po")

        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError,
            match="the interface has no catalogue",
        ):
            propose(save(), first)

    def test_refuses_a_draft_saved_anew_meanwhile(self, first):
        seen = save()
        save(questions=[make.raw_question("Z")])

        with pytest.raises(RequestDecidedError):
            propose(seen, first)

    def test_refuses_the_second_time(self, first, second):
        draft = propose(save(), first)

        with pytest.raises(RequestDecidedError):
            propose(draft, second)

    def test_is_a_persons_to_do(self):
        with pytest.raises(NotAPersonError):
            propose(save(), TESTER)


class TestWithdrawProposal:
    def test_leaves_a_draft(self, first):
        draft = propose(save(), first)

        publishing_actions.withdraw_proposal(draft=draft, by=first, at=LATER)

        draft.refresh_from_db()
        assert draft.proposed_by is None

    def test_needs_a_proposal(self, first):
        with pytest.raises(RequestDecidedError):
            publishing_actions.withdraw_proposal(draft=save(), by=first, at=LATER)


class TestConfirmDraft:
    def test_publishes_what_another_person_proposed(self, first, second, designer, second_designer):
        version = publishing_actions.confirm_draft(
            draft=propose(save(), first), by=second, at=LATER
        )

        assert (version.proposed_by, version.confirmed_by) == (designer, second_designer)
        assert (version.published_by, version.effective_from) == (second_designer.name, SPRING)
        assert not InstrumentDraft.objects.exists()

    def test_asks_nobody_before_the_day(self, first, second):
        version = publishing_actions.confirm_draft(
            draft=propose(save(), first), by=second, at=LATER
        )

        with pytest.raises(selectors.NoVersionInForceError):
            selectors.version_in_force("sample", on=SPRING - timedelta(days=1))
        assert selectors.version_in_force("sample", on=SPRING) == version

    def test_asks_from_today_where_the_day_has_passed(self, first, second):
        draft = propose(save(), first, on=NOW.date())

        version = publishing_actions.confirm_draft(draft=draft, by=second, at=LATER)

        assert version.effective_from == LATER.date()

    def test_is_not_for_the_person_who_proposed(self, first):
        draft = propose(save(), first)

        with pytest.raises(OwnRequestError):
            publishing_actions.confirm_draft(draft=draft, by=first, at=LATER)

        assert not InstrumentVersion.objects.filter(code="sample").exists()
        assert InstrumentDraft.objects.exists()

    def test_needs_a_proposal(self, second):
        with pytest.raises(RequestDecidedError):
            publishing_actions.confirm_draft(draft=save(), by=second, at=LATER)

    def test_publishes_only_what_the_person_has_seen(self, first, second):
        seen = propose(save(), first)
        propose(save(questions=[make.raw_question("Z")]), first)

        with pytest.raises(RequestDecidedError):
            publishing_actions.confirm_draft(draft=seen, by=second, at=LATER)

    def test_makes_a_mended_translation_a_revision(self, first, second):
        publishing_actions.publish_version(raw=make.raw_definition(), by=TESTER, at=NOW)
        mended = make.raw_question("A", text={"en": "Did it help?", "cy": "A oedd o help?"})
        draft = propose(save(questions=[mended, make.raw_question("B")]), first)

        version = publishing_actions.confirm_draft(draft=draft, by=second, at=LATER)

        assert (version.version, version.revision) == (1, 2)

    def test_is_on_the_audit_trail_from_beginning_to_end(self, first, second):
        publishing_actions.confirm_draft(draft=propose(save(), first), by=second, at=LATER)

        trail = AuditEvent.objects.filter(kind__startswith="instrument.").order_by("pk")
        assert list(trail.values_list("kind", "actor_name"))[-3:] == [
            (AuditKind.INSTRUMENT_DRAFT_SAVED, TESTER.name),
            (AuditKind.INSTRUMENT_PROPOSED, first.name),
            (AuditKind.INSTRUMENT_PUBLISHED, second.name),
        ]


class TestPublishVersion:
    def test_takes_one_person_alone_for_nobody(self, first):
        for people in ({"by": first}, {"by": first, "proposed_by": first.user_id}):
            with pytest.raises(OwnRequestError):
                publishing_actions.publish_version(raw=make.raw_definition(), at=NOW, **people)

    def test_takes_no_job_for_the_second_person(self, first):
        with pytest.raises(OwnRequestError):
            publishing_actions.publish_version(
                raw=make.raw_definition(), proposed_by=first.user_id, by=TESTER, at=NOW
            )


@pytest.mark.databases
class TestTheDatabase:
    def test_holds_no_version_that_one_person_published(self, designer):
        version = publishing_actions.publish_version(raw=make.raw_definition(), by=TESTER, at=NOW)

        for one in ({"proposed_by": designer, "confirmed_by": designer}, {"proposed_by": designer}):
            with pytest.raises(IntegrityError), transaction.atomic():
                InstrumentVersion.objects.filter(pk=version.pk).update(**one)

    def test_holds_no_proposal_without_a_person_and_a_day(self, designer):
        for half in ({"proposed_at": NOW}, {"proposed_by": designer}, {"effective_from": SPRING}):
            draft = save()
            with pytest.raises(IntegrityError), transaction.atomic():
                InstrumentDraft.objects.filter(pk=draft.pk).update(**half)
