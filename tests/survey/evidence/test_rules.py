from datetime import date

import pytest

from survey.definition.types import Block
from survey.evidence import rules
from survey.evidence.records import Evidence, EvidenceFile, EvidenceKind, wording_of, words_of
from tests.survey import make

OLD, NEW = make.question("A"), make.question("B", text={"en": "Did they listen?"})
PUBLISHED = [make.instrument(OLD)]


def evidence(question=NEW, kind=EvidenceKind.INTERVIEW, words=None):
    return Evidence(
        question=question.code, words=words or words_of(question), kind=kind, people=5,
        on=date(2027, 3, 1), languages=("en",), found="Understood.", changed="nothing",
        recorded_by="A designer",
    )  # fmt: skip


def faults(*questions, published=PUBLISHED, known=(), before=frozenset(), **more):
    asked = make.instrument(*questions, version=2, **more)
    shipped = EvidenceFile(entries=(), asked_before=before)
    return rules.faults(asked, published=published, shipped=shipped, entered=known)


class TestANewWordingOfTheCore:
    def test_is_refused_by_place_reason_and_remedy(self):
        (fault,) = faults(OLD, NEW)

        assert fault == (
            "sample version 2, question B: a new wording of the core needs evidence that people "
            "understand it (a panel, interviews or a test, entered beside the question), and there "
            "is none for these words"
        )

    def test_passes_with_evidence_on_these_words(self):
        assert not faults(OLD, NEW, known=[evidence()])

    def test_does_not_pass_with_evidence_on_other_words(self):
        assert faults(OLD, NEW, known=[evidence(words="0123456789abcdef")])

    def test_does_not_pass_with_a_review_of_a_translation(self):
        assert faults(OLD, NEW, known=[evidence(kind=EvidenceKind.TRANSLATION)])

    def test_is_no_exception_where_it_is_drawn_by_chance(self):
        assert faults(OLD, NEW, rotating=("B",))


class TestWhatNeedsNone:
    def test_is_a_wording_that_another_instrument_asked_before(self):
        elsewhere = make.instrument(NEW, code="elsewhere")

        assert not faults(OLD, NEW, published=[*PUBLISHED, elsewhere])

    @pytest.mark.parametrize("block", [block for block in Block if block is not Block.CORE])
    def test_is_a_question_outside_the_core(self, block):
        assert not faults(OLD, make.question("C", block=block))

    def test_is_a_wording_that_was_in_the_core_before_evidence_was_asked_for(self):
        assert not faults(OLD, NEW, before=frozenset({wording_of(NEW)}))

    def test_is_the_first_version_of_an_instrument(self):
        assert not faults(OLD, NEW, published=[make.instrument(NEW, code="elsewhere")])
