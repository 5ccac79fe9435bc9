from django.utils import translation

from responses.case_files.columns import COLUMNS
from responses.imports.standard_file import document, presenters
from tests.each import for_each


class TestTheWords:
    @for_each("name", COLUMNS)
    def test_are_there_for_every_code(self, name):
        words = presenters.code_words(name)

        assert [code for code, _meaning in words] == list(COLUMNS[name].codes)
        assert all(meaning for _code, meaning in words)

    def test_are_in_the_language_of_the_reader(self):
        english = presenters.column_words("case_key").meaning

        with translation.override("cy"):
            welsh = presenters.column_words("case_key").meaning

        assert welsh != english


class TestTheDocument:
    def test_says_of_a_column_all_that_a_sender_needs(self):
        page = document.markdown()
        section = page.split("### risk_level\n", 1)[1].split("\n##", 1)[0].strip()

        assert section == (
            "The risk found by the force’s own assessment (DASH or DARA).\n\n"
            "- Holds: one of the codes; not required\n"
            "- Codes: `standard` Standard · `medium` Medium · `high` High: the case counts as "
            "sensitive\n"
            "- Example: `medium`\n"
            "- Blank: Not known.\n"
            "- Privacy: Kept with the case; counted in figures that name nobody."
        )

    def test_has_every_column_once(self):
        headings = [line[4:] for line in document.markdown().splitlines() if line[:4] == "### "]

        assert sorted(headings) == sorted(COLUMNS)


class TestTheSchema:
    def test_says_what_a_column_and_a_blank_cell_mean(self):
        fields = {field["name"]: field for field in presenters.schema()["fields"]}

        assert fields["deceased"]["description"] == "The victim has died. Blank: No."
