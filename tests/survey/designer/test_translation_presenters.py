import pytest
from django.utils import translation

from survey.bank.translation_status import parse_translation_statuses
from survey.designer.translation_presenters import translation_rows
from tests.survey.make import instrument, question

RECORD = """
[cy.interface]
status = "cognitively_tested"
by = "A speaker"
on = 2026-10-01

[cy.sample.1]
status = "reviewed"
by = "A reader"
on = 2026-10-02
note = "Mutations mended."
"""


class TestRows:
    def test_say_who_reviewed_what_and_when(self):
        [welsh] = translation_rows(instrument(question("A")), parse_translation_statuses(RECORD))

        assert welsh.questions == "Reviewed by a native speaker (A reader, 2 October 2026)"
        assert welsh.pages == "Tested with people who speak it (A speaker, 1 October 2026)"
        assert (welsh.is_asked, welsh.notes) == (True, ("Mutations mended.",))

    @pytest.mark.parametrize("part", ["[cy.interface]", "[cy.sample.1]"])
    def test_say_that_nobody_is_asked_while_one_part_is_a_draft(self, part):
        [welsh] = translation_rows(
            instrument(question("A")), parse_translation_statuses(RECORD.replace(part, "[pl.x.1]"))
        )

        assert "Not reviewed yet" in {welsh.questions, welsh.pages}
        assert not welsh.is_asked

    def test_leave_out_english(self):
        assert [
            row.offer.code
            for row in translation_rows(instrument(question("A")), parse_translation_statuses(""))
        ] == ["cy"]

    def test_are_in_the_readers_language(self):
        with translation.override("cy"):
            [welsh] = translation_rows(
                instrument(question("A")), parse_translation_statuses(RECORD)
            )

        assert "2 Hydref 2026" in welsh.questions
