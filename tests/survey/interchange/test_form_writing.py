import io
import zipfile
from dataclasses import fields, replace

import pytest
from hypothesis import given

from survey.definition.expressions import Answer, AnyOf, Picked, Value
from survey.definition.parsing import parse_definition
from survey.definition.serialising import content_hash
from survey.definition.types import Choice, Instrument, Question, QuestionKind, Section
from survey.interchange.faults import FormError, Reason
from survey.interchange.workbooks.opening import read_sheets
from survey.interchange.workbooks.reading import read_content
from survey.interchange.workbooks.writing import workbook_of
from survey.interchange.xlsform.reading import read_form
from survey.interchange.xlsform.writing import normalised, write_form
from tests.each import for_each
from tests.survey import make as instruments
from tests.survey import shipped
from tests.survey.interchange import make


def through_a_workbook(instrument):
    return read_form(read_content(workbook_of(write_form(instrument)), is_csv=False))


def refusals(instrument):
    with pytest.raises(FormError) as error:
        write_form(instrument)
    return [(fault.reason, fault.terms.get("what")) for fault in error.value.faults]


SHIPPED = {raw["code"]: parse_definition(raw) for raw in shipped.definitions()}


class TestRoundTrip:
    @pytest.mark.slow
    @given(make.instruments())
    def test_gives_back_any_instrument(self, instrument):
        assert through_a_workbook(instrument) == normalised(instrument)

    def test_gives_back_a_title_with_braces_that_are_shown_as_written(self):
        plain = instruments.instrument(instruments.question("A"))
        instrument = replace(plain, title=dict.fromkeys(("en", "cy"), "100 % $5 \\{nothing}"))

        assert through_a_workbook(instrument) == normalised(instrument)

    @pytest.mark.slow
    @pytest.mark.parametrize("code", SHIPPED)
    def test_gives_back_what_ships_to_the_last_letter(self, code):
        content = workbook_of(write_form(SHIPPED[code]))

        read = read_form(read_sheets("form.xlsx", content))

        assert read == SHIPPED[code]
        assert content_hash(read) == content_hash(SHIPPED[code])

    def test_is_tried_with_every_field_that_a_definition_has(self):
        known = {
            Instrument: "code version revision languages questions drafts title sections rotating",
            Section: "code text parent shown_if is_page",
            Choice: "code text meaning is_apart is_exclusive details symbol tags mends",
            Question: (
                "code block kind text choices hint privacy rank section shown_if is_required "
                "required_text constraint constraint_text calculation default choice_filter "
                "is_shuffled seed appearance"
            ),
        }

        assert {kind: {each.name for each in fields(kind)} for kind in known} == {
            kind: {*names.split(), *(make.OWN_WORDS if kind is Question else ())}
            for kind, names in known.items()
        }

    def test_writes_a_choice_of_several_as_xlsform_does(self):
        either = Picked("A", frozenset({"yes", "no"}))
        instrument = instruments.instrument(
            instruments.question("A"),
            instruments.question("B", shown_if=AnyOf((either, either))),
        )

        tables = write_form(instrument)

        column = tables["survey"][0].index("relevant")
        assert tables["survey"][2][column] == " or ".join(
            2 * ["selected(${A}, 'no') or selected(${A}, 'yes')"]
        )
        assert through_a_workbook(instrument).question("B").shown_if == either


class TestWriting:
    def test_shares_lists_among_questions_with_the_same_choices(self):
        instrument = instruments.instrument(
            instruments.question("A"),
            instruments.question("B"),
            instruments.question("C", choices="ab"),
        )

        tables = write_form(instrument)

        assert [row[0] for row in tables["survey"][1:]] == [
            "select_one A", "select_one A", "select_one C",
        ]  # fmt: skip
        assert [row[0] for row in tables["choices"][1:]] == ["A", "A", "C", "C"]

    def test_leaves_out_columns_that_say_nothing(self):
        tables = write_form(instruments.instrument(instruments.question("A")))

        assert tables["survey"][0] == [
            "type", "name", "label::English (en)", "label::Welsh (cy)", "vss_block",
        ]  # fmt: skip

    @for_each(
        ("changes", "refusal"),
        [
            ({"appearance": "signature"}, (Reason.CANNOT_BE_SAID, "appearance")),
            ({"text": {"en": "Only English"}}, (Reason.CANNOT_BE_SAID, "drafts")),
            ({"text": {"en": " A", "cy": "B"}}, (Reason.CANNOT_BE_SAID, "text")),
            ({"text": {"en": "A", "cy": "B", "pl": "C"}}, (Reason.CANNOT_BE_SAID, "text")),
            ({"seed": "1"}, None),
            ({"is_shuffled": True, "seed": " x"}, (Reason.CANNOT_BE_SAID, "seed")),
            (
                {"shown_if": Value("' and \"")},
                (Reason.CANNOT_BE_SAID, "text with both kinds of quotation mark: ' and \""),
            ),
            ({"shown_if": Answer("A")}, (Reason.CIRCULAR, None)),
            ({"code": "two words"}, (Reason.WRONG_NAME, None)),
            ({"section": "gone"}, (Reason.CANNOT_BE_SAID, "section")),
        ],
    )
    def test_refuses_what_would_be_lost(self, changes, refusal):
        question = replace(instruments.question("A"), **changes)
        instrument = instruments.instrument(question)

        if refusal:
            assert refusal in refusals(instrument)
        else:
            assert through_a_workbook(instrument) == instrument

    def test_refuses_sections_that_no_group_can_hold(self):
        split = instruments.instrument(
            instruments.question("A", section="S"),
            instruments.question("B"),
            instruments.question("C", section="S"),
            sections=(Section("S"),),
        )
        empty = instruments.instrument(instruments.question("A"), sections=(Section("S"),))

        assert refusals(split) == [(Reason.NAME_TWICE, None)]
        assert refusals(empty) == [(Reason.CANNOT_BE_SAID, "sections")]

    def test_refuses_choices_of_a_question_that_shows_none(self):
        note = instruments.question("A", kind=QuestionKind.NOTE)

        assert refusals(instruments.instrument(note)) != []


class TestWorkbook:
    def test_holds_text_and_no_formula(self):
        wording = {"en": "=HYPERLINK(1)", "cy": "+1"}
        instrument = instruments.instrument(instruments.question("A", text=wording))

        content = workbook_of(write_form(instrument))

        with zipfile.ZipFile(io.BytesIO(content)) as package:
            sheet = package.read("xl/worksheets/sheet1.xml").decode()
            styles = package.read("xl/styles.xml").decode()
        kinds = {cell[0] for cell in sheet.split(' t="')[1:]}
        assert (kinds, "<f>" in sheet) == ({"s"}, False)
        assert 'quotePrefix="1"' in styles

    def test_is_the_same_for_the_same_instrument(self):
        tables = write_form(instruments.instrument(instruments.question("A")))

        assert workbook_of(tables) == workbook_of(tables)
