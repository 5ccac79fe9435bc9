import pytest
from django.db import IntegrityError, transaction

from access.audit import AuditKind
from access.models import AuditEvent
from survey.evidence import actions, selectors
from survey.evidence.records import EvidenceKind
from survey.models import WordingEvidence
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.survey import make

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def record(question, **changes):
    given = {
        "kind": EvidenceKind.PANEL, "people": 6, "on": TODAY, "languages": ["en"],
        "found": "They understood it.", "changed": "nothing",
    }  # fmt: skip
    return actions.record_evidence(question=question, **given | changes, by=TESTER, at=NOW)


def new_core():
    new = make.raw_question("C", text={"en": "Did they listen?", "cy": "Wnaethon nhw wrando?"})
    questions = [make.raw_question("A"), make.raw_question("B"), new]
    return make.raw_definition(version=2, questions=questions)


def publish(raw):
    return publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)


class TestRecording:
    def test_keeps_what_was_said_with_who_wrote_it_down(self):
        record(make.question("A"))

        (found,) = selectors.evidence_on(["A", "B"])
        assert (found.people, found.on, found.recorded_by) == (6, TODAY, TESTER.name)
        assert found.is_about(make.question("A"))
        assert AuditEvent.objects.filter(kind=AuditKind.EVIDENCE_RECORDED).count() == 1

    def test_is_taken_back_once(self):
        row = record(make.question("A"))

        taken = [
            actions.take_back_evidence(question="A", evidence_id=row.pk, by=TESTER, at=NOW)
            for _press in range(2)
        ]

        assert taken == [True, False]
        assert not selectors.evidence_on(["A"])
        assert AuditEvent.objects.filter(kind=AuditKind.EVIDENCE_TAKEN_BACK).count() == 1

    def test_is_not_taken_back_from_the_page_of_another_question(self):
        row = record(make.question("A"))

        assert not actions.take_back_evidence(question="B", evidence_id=row.pk, by=TESTER, at=NOW)

    @pytest.mark.databases
    @pytest.mark.parametrize("changes", [{"people": 0}, {"found": ""}, {"changed": ""}])
    def test_of_nobody_or_nothing_is_refused_by_the_database(self, changes):
        with pytest.raises(IntegrityError), transaction.atomic():
            record(make.question("A"), **changes)

        assert not WordingEvidence.objects.exists()


class TestTheGate:
    def test_refuses_a_new_wording_of_the_core_without_evidence(self):
        publish(make.raw_definition())

        with pytest.raises(
            publishing_actions.UnableToPublishInstrumentError, match="question C: a new wording"
        ):
            publish(new_core())

    def test_lets_it_pass_once_there_is_some(self):
        publish(make.raw_definition())
        record(make.question("C", text={"en": "Did they listen?"}, choices=_yes_or_no()))

        assert publish(new_core()).version == 2

    def test_lets_a_translation_of_it_be_mended_later(self):
        publish(make.raw_definition())
        row = record(make.question("C", text={"en": "Did they listen?"}, choices=_yes_or_no()))
        publish(new_core())
        actions.take_back_evidence(question="C", evidence_id=row.pk, by=TESTER, at=NOW)
        mended = new_core()
        mended["questions"][2]["text"]["cy"] = "A wnaethon nhw wrando?"

        assert publish(mended).revision == 2


def _yes_or_no():
    return (make.choice("yes", text={"en": "Yes"}), make.choice("no", text={"en": "No"}))
