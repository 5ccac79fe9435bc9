from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.police_uk.rows import OutcomeRow, SourceFile, StreetRow, read_file
from tests.each import for_each
from tests.responses.case_files.police_uk_files import (
    RULES,
    outcome_row,
    outcomes_file,
    outcomes_text,
    street_file,
    street_row,
    street_text,
)


def read(file):
    return list(read_file(file, rules=RULES))


class TestRows:
    def test_of_a_street_file_are_read(self):
        (row,) = read(street_file(street_row(**{"Last outcome category": "Local resolution"})))

        assert isinstance(row, StreetRow)
        assert (row.crime_id, row.month, row.force) == ("a1", date(2016, 3, 1), "city-of-london")
        assert (row.area, row.crime_type.crime_group) == ("E01000914", "burglary")
        assert row.last_outcome.codes == ("8",)

    def test_of_an_outcomes_file_are_read(self):
        (row,) = read(outcomes_file(outcome_row()))

        assert isinstance(row, OutcomeRow)
        assert row.outcome.codes == ("1", "1A")

    def test_belong_to_the_force_they_fall_within_not_to_that_which_reports(self):
        row = street_row(**{"Falls within": "Avon and Somerset Constabulary"})

        assert read(street_file(row))[0].force == "avon-and-somerset"

    def test_may_have_no_small_area(self):
        assert read(street_file(street_row(**{"LSOA code": ""})))[0].area == ""

    def test_of_anti_social_behaviour_have_no_id(self):
        (row,) = read(street_file(street_row("", **{"Crime type": "Anti-social behaviour"})))

        assert row.crime_id == ""

    def test_may_lack_the_cell_that_is_always_blank(self):
        lines = street_text(street_row()).splitlines()

        (row,) = read(SourceFile("x", [lines[0], lines[1].removesuffix(",")]))

        assert isinstance(row, StreetRow)


class TestFaults:
    @for_each(
        ("column", "value", "code"),
        [
            ("Falls within", "Atlantis Police", FaultCode.UNKNOWN_FORCE),
            ("Crime type", "Piracy", FaultCode.UNKNOWN_CRIME_TYPE),
            ("Last outcome category", "Suspect vanished", FaultCode.UNKNOWN_WORDING),
            ("Month", "2016-13", FaultCode.WRONG_MONTH),
            ("Month", "2016-01-04", FaultCode.WRONG_MONTH),
            ("Month", "0000-01", FaultCode.WRONG_MONTH),
            ("Month", "2026-12", FaultCode.FUTURE_DATE),
            ("Crime ID", "", FaultCode.MISSING_VALUE),
            ("LSOA code", "Camden", FaultCode.WRONG_AREA),
        ],
    )
    def test_of_a_street_row_are_named(self, column, value, code):
        good, bad = street_row(), street_row(**{column: value})

        _, fault = read(street_file(good, bad, name="2016-01-street.csv"))

        assert (fault.file, fault.row, fault.column) == ("2016-01-street.csv", 3, column)
        assert (fault.code, fault.value) == (code, value)

    @pytest.mark.parametrize(
        ("crime_id", "code"),
        [
            ("x" * 65, FaultCode.TOO_LONG),
            ("a\0", FaultCode.WRONG_TEXT),
            ('=HYPERLINK("x")', FaultCode.FORMULA),
            ("#N/A", FaultCode.NOT_COMPUTED),
            ("1.23E+45", FaultCode.ROUNDED_KEY),
            ("Alex Example", FaultCode.NAME_AS_KEY),
        ],
    )
    def test_of_an_id_that_can_be_no_key_show_little_of_it(self, crime_id, code):
        (fault,) = read(street_file(street_row(crime_id)))

        assert (fault.code, fault.column) == (code, "Crime ID")
        assert len(fault.value) < 12

    def test_of_a_wording_never_seen_give_it_whole(self):
        (fault,) = read(outcomes_file(outcome_row(outcome="Suspect turned to stone")))

        assert fault.code is FaultCode.UNKNOWN_WORDING
        assert fault.value == "Suspect turned to stone"

    def test_are_all_found(self):
        row = outcome_row("", "March", "Nothing", **{"Falls within": "x"})

        assert len(read(outcomes_file(row))) == 4

    def test_of_an_outcome_without_an_id_are_named(self):
        (fault,) = read(outcomes_file(outcome_row("")))

        assert (fault.code, fault.column) == (FaultCode.MISSING_VALUE, "Crime ID")

    def test_of_a_header_are_named(self):
        header = street_text().replace("Context", "Comment").replace("Month,", "")

        faults = read(SourceFile("x", [header]))

        assert {fault.row for fault in faults} == {1}
        assert {(fault.code, fault.column) for fault in faults} == {
            (FaultCode.MISSING_COLUMN, "Context"),
            (FaultCode.MISSING_COLUMN, "Month"),
            (FaultCode.UNKNOWN_COLUMN, "Comment"),
        }

    def test_of_a_column_twice_are_named(self):
        header = street_text().replace("Context", "Context,Context")

        (fault,) = read(SourceFile("x", [header]))

        assert (fault.code, fault.row) == (FaultCode.DUPLICATE_COLUMN, 1)

    def test_of_an_outcomes_row_without_its_last_cell_are_named(self):
        lines = outcomes_text(outcome_row()).splitlines()

        (fault,) = read(SourceFile("x", [lines[0], lines[1].rsplit(",", 1)[0]]))

        assert (fault.code, fault.row) == (FaultCode.ROW_LENGTH, 2)
        assert fault.terms == {"found": "9", "expected": "10"}

    def test_of_a_row_do_not_keep_the_next_from_being_read(self):
        lines = outcomes_text(outcome_row(), outcome_row("a2")).splitlines()

        reads = read(SourceFile("x", [lines[0], "", lines[1][:40], lines[2]]))

        assert [type(one) for one in reads] == [CaseFault, OutcomeRow]
        assert reads[0].row == 3

    @pytest.mark.parametrize(("long", "is_read"), [(64, True), (65, False)])
    def test_are_none_for_an_id_of_sixty_four_characters(self, long, is_read):
        (one,) = read(outcomes_file(outcome_row("x" * long)))

        assert isinstance(one, OutcomeRow) is is_read

    def test_show_no_more_than_eighty_characters(self):
        (fault,) = read(outcomes_file(outcome_row(outcome="x" * 99)))

        assert fault.value == "x" * 80

    def test_are_none_for_a_month_of_1900(self):
        (row,) = read(street_file(street_row(Month="1900-01")))

        assert row.month == date(1900, 1, 1)

    def test_of_a_row_cut_short_are_named(self):
        lines = outcomes_text(outcome_row()).splitlines()

        (fault,) = read(SourceFile("x", [lines[0], lines[1][:40]]))

        assert fault.code is FaultCode.ROW_LENGTH

    @given(st.lists(st.text(max_size=60), max_size=6), st.booleans())
    def test_or_rows_come_of_any_text(self, lines, is_street):
        header = street_text() if is_street else outcomes_text()

        reads = read(SourceFile("x", [header, *lines]))

        assert all(isinstance(one, StreetRow | OutcomeRow | CaseFault) for one in reads)
