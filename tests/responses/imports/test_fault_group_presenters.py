import itertools
import string
from dataclasses import replace

from responses.case_files.columns import COLUMNS
from responses.case_files.fault_causes.groups import CaseFaultGroup, FaultCause, FaultPlace
from responses.case_files.fault_causes.value_shapes import ValueShape
from responses.case_files.faults import FaultCode
from responses.imports.presenters import fault_groups as presenters
from tests.each import for_each
from tests.responses.imports.test_fault_presenters import TERMS

FORTY = CaseFaultGroup(
    cause=FaultCause(FaultCode.WRONG_DATE, "reported_on", ValueShape.DAY_FIRST, "DD/MM/YYYY"),
    count=40,
    places=tuple(FaultPlace("a.csv", row) for row in range(2, 7)),
    values=("31/03/2026", "30/03/2026"),
)


class TestALine:
    def test_says_how_many_where_why_and_what_to_do(self):
        assert presenters.group_line(FORTY) == (
            "40 × reported_on “31/03/2026”, “30/03/2026” …: This is not a date written "
            "year-month-day, as in 2026-03-31. They are written DD/MM/YYYY. Say so in a mapping "
            "profile (dates), and the file loads as it is. (a.csv – Rows 2, 3, 4, 5, 6 …)"
        )

    def test_leaves_out_what_there_is_not(self):
        group = CaseFaultGroup(FaultCause(FaultCode.EMPTY_FILE), 1)

        assert presenters.group_line(group) == "1 ×: The file is empty."


class TestDatesOfOneForm:
    def test_are_for_a_profile_alone_where_every_cell_of_the_column_has_it(self):
        partly = presenters.remedy(replace(FORTY, others=460))

        assert "the file loads as it is" in presenters.remedy(FORTY)
        assert "the file loads as it is" not in partly
        assert "40 cells of this column are written DD/MM/YYYY, and 460 otherwise." in partly

    def test_are_not_told_as_sure_where_others_differ(self):
        cause = FORTY.cause._replace(shape=ValueShape.DAY_OR_MONTH_FIRST)

        assert "460 other cells" in presenters.remedy(replace(FORTY, cause=cause, others=460))


class TestEveryCause:
    @for_each(
        ("code", "shape", "instead"),
        list(itertools.product(FaultCode, ["", "day_first", "word_for_unknown"], ["", "kent"])),
    )
    def test_is_told_in_sentences(self, code, shape, instead):
        cause = FaultCause(code, "stage_on", ValueShape(shape), instead)

        row = presenters.group_row(CaseFaultGroup(cause, 1, terms=TERMS))

        for told in filter(None, (row.reason, row.remedy)):
            assert told[0] in string.ascii_uppercase
            assert told.endswith(".")
            assert "%" not in told

    @for_each("name", COLUMNS)
    def test_of_a_word_for_unknown_says_what_a_blank_says(self, name):
        cause = FaultCause(FaultCode.UNKNOWN_CODE, name, ValueShape.WORD_FOR_UNKNOWN)

        assert "What a blank cell says here: " in presenters.remedy(CaseFaultGroup(cause, 1))

    def test_of_another_force_names_it(self):
        cause = FaultCause(FaultCode.UNKNOWN_FORCE, "force", ValueShape.OTHER_FORCE, "essex")

        assert "These rows are of essex" in presenters.remedy(CaseFaultGroup(cause, 1))


class TestFieldsForOtherSystems:
    def test_have_no_value(self):
        assert presenters.cause_fields(FORTY) == {
            "code": "wrong_date",
            "column": "reported_on",
            "count": 40,
        }
