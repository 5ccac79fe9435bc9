from survey.definition.types import Block, Section, details_key
from tests.survey import make


class TestInstrument:
    def test_counts_a_language_as_reviewed_unless_it_is_a_draft(self):
        assert make.instrument(drafts=frozenset({"cy"})).reviewed == {"en"}

    def test_finds_questions_and_sections_by_code(self):
        first, second = make.question("A"), make.question("B")
        sections = (Section("S"), Section("T"))
        instrument = make.instrument(first, second, sections=sections)

        assert instrument.question("B") is second
        assert instrument.section("T") is sections[1]

    def test_lists_the_questions_of_a_block(self):
        core, equality = make.question("A"), make.question("E", block=Block.EQUALITY)

        assert list(make.instrument(core, equality).in_block(Block.EQUALITY)) == [equality]


class TestDetailsKey:
    def test_is_no_code_of_a_question(self):
        assert details_key("Q1", "other") == "Q1.other"
