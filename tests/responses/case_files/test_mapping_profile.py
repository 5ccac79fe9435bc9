import pytest

from responses.case_files.extracts.layout import Delimiter
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.faults import CellError, FaultCode
from responses.case_files.mapping_profile import (
    LONGEST,
    ProfileError,
    ProfileFault,
    ProfileFaultCode,
    date_pattern,
    force_profile,
    parse_profile,
)
from tests.each import for_each

WHOLE = """
dates = "DD/MM/YYYY"
ignore = ["Batch"]
[columns]
"Crime Ref" = "case_key"
"Reported" = "reported_on"
[values.sex]
F = "female"
M = "male"
"""


def faults(text: str) -> list[ProfileFault]:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text)
    assert str(caught.value).startswith(str(len(caught.value.faults)))
    return list(caught.value.faults)


def cell(dates: str, text: str) -> str:
    return parse_profile(f'dates = "{dates}"').standard_cell("reported_on", text)


class TestAProfile:
    def test_names_columns_either_way(self):
        profile = parse_profile(WHOLE)

        assert profile.standard_name("Crime Ref") == "case_key"
        assert profile.own_name("case_key") == "Crime Ref"
        assert profile.standard_name("sex") == profile.own_name("sex") == "sex"

    def test_reads_codes_of_its_column_alone(self):
        profile = parse_profile(WHOLE)

        assert profile.standard_cell("sex", "F") == "female"
        assert profile.standard_cell("sex", "X") == "X"
        assert profile.standard_cell("disability", "F") == "F"

    def test_ignores_what_it_names(self):
        assert parse_profile(WHOLE).ignored == {"Batch"}

    def test_may_leave_unread_what_names_a_person(self):
        assert parse_profile('ignore = ["Surname"]').ignored == {"Surname"}

    def test_says_how_the_file_is_laid_out(self):
        text = (
            'sheet = "Data"\nheading_row = 3\nheading_rows = 2\n'
            'delimiter = "semicolon"\nencoding = "windows-1252"'
        )

        profile = parse_profile(text)

        assert (profile.sheet, profile.heading_row, profile.heading_rows) == ("Data", 3, 2)
        assert profile.delimiter is Delimiter.SEMICOLON
        assert profile.encoding is TextEncoding.WINDOWS_1252

    def test_names_a_column_by_its_place_where_its_name_stands_twice(self):
        profile = parse_profile('ignore = ["column B"]\n[columns]\n"Date column C" = "stage_on"')

        assert profile.column_names(["Date", "", "Date", ""]) == [
            "Date", "column B", "Date column C", "",
        ]  # fmt: skip

    def test_may_be_empty(self):
        profile = parse_profile("")

        assert profile.standard_cell("reported_on", "2026-10-05") == "2026-10-05"

    def test_of_a_force_knows_the_force(self):
        assert force_profile(WHOLE, force="kent").force == "kent"
        assert parse_profile(WHOLE).force == ""


class TestDates:
    @for_each(
        ("form", "text"),
        [
            ("DD/MM/YYYY", "05/10/2026"),
            ("DD/MM/YYYY", "5/10/2026"),
            ("DD-MON-YYYY", "05-OCT-2026"),
            ("DD-MON-YYYY", "05-oct-2026"),
            ("YYYYMMDD", "20261005"),
            ("MM.DD.YYYY", "10.05.2026"),
            ("DD/MM/YYYY", "05/10/2026 23:59"),
            ("DD/MM/YYYY", "05/10/2026T23:59:59"),
        ],
    )
    def test_are_read_as_they_are_written(self, form, text):
        assert cell(form, text) == "2026-10-05"

    def test_know_every_month(self):
        names = "jan feb mar apr may jun jul aug sep oct nov dec"

        months = [cell("DD-MON-YYYY", f"01-{name}-2026")[5:7] for name in names.split()]

        assert months == [f"{number:02}" for number in range(1, 13)]

    @pytest.mark.parametrize(
        "text", ["2026-10-05", "31/02/2026", "05/13/2026", "05/10/26", "05/10/2026 late", "x"]
    )
    def test_in_another_form_are_refused(self, text):
        with pytest.raises(CellError) as caught:
            cell("DD/MM/YYYY", text)

        assert caught.value.code is FaultCode.WRONG_PROFILE_DATE

    def test_with_an_unknown_name_of_a_month_are_refused(self):
        with pytest.raises(CellError):
            cell("DD-MON-YYYY", "05-ABC-2026")

    def test_may_be_missing(self):
        assert cell("DD/MM/YYYY", "") == ""

    def test_may_be_written_differently_in_each_column(self):
        profile = parse_profile('[dates]\nstage_on = "DD/MM/YYYY"')

        assert profile.standard_cell("stage_on", "05/10/2026") == "2026-10-05"
        assert profile.standard_cell("reported_on", "2026-10-05") == "2026-10-05"

    def test_of_birth_give_the_year_alone(self):
        profile = parse_profile('[dates]\nbirth_year = "DD/MM/YYYY"')

        assert profile.standard_cell("birth_year", "05/10/1986") == "1986"
        assert profile.standard_cell("birth_year", "1986") == "1986"

    def test_of_birth_in_another_form_are_refused(self):
        profile = parse_profile('[dates]\nbirth_year = "DD/MM/YYYY"')

        with pytest.raises(CellError):
            profile.standard_cell("birth_year", "05/10/86")

    def test_leave_other_columns_alone(self):
        assert parse_profile('dates = "DD/MM/YYYY"').standard_cell("case_key", "x") == "x"

    @pytest.mark.parametrize(
        "form",
        ["DD/MM", "DD/MM/YYYY/DD", "DD/MM/MON/YYYY", "DD and MM and YYYY", "DD/MM/YY", "xDDMMYYYY"],
    )
    def test_have_no_pattern_in_a_form_that_lacks_or_repeats_a_part(self, form):
        assert date_pattern(form) is None


class TestFaults:
    @for_each(
        ("text", "code", "place", "value"),
        [
            ('dates = "DD/MM"', ProfileFaultCode.WRONG_DATES, "dates", "DD/MM"),
            ("colours = 1", ProfileFaultCode.UNKNOWN_PART, "", "colours"),
            ("dates = 1", ProfileFaultCode.WRONG_SHAPE, "dates", ""),
            ('ignore = "Batch"', ProfileFaultCode.WRONG_SHAPE, "ignore", ""),
            ("ignore = [1]", ProfileFaultCode.WRONG_SHAPE, "ignore", ""),
            ("columns = 1", ProfileFaultCode.WRONG_SHAPE, "columns", ""),
            ("[columns]\na = 1", ProfileFaultCode.WRONG_SHAPE, "columns", ""),
            ("values = 1", ProfileFaultCode.WRONG_SHAPE, "values", ""),
            ("[values.sex]\nF = 1", ProfileFaultCode.WRONG_SHAPE, "values", ""),
            ('[columns]\na = "colour"', ProfileFaultCode.UNKNOWN_COLUMN, "columns", "colour"),
            ('[columns]\na = "sex"\nb = "sex"', ProfileFaultCode.COLUMN_TWICE, "columns", "sex"),
            ('ignore = ["a"]\n[columns]\na = "sex"', ProfileFaultCode.MAPPED_AND_IGNORED,
             "ignore", "a"),
            ('dates = ""\ncolumns = {}\nheading_row = 0', ProfileFaultCode.WRONG_LAYOUT,
             "heading_row", "0"),
            ("heading_rows = 3", ProfileFaultCode.WRONG_LAYOUT, "heading_rows", "3"),
            ("heading_row = true", ProfileFaultCode.WRONG_SHAPE, "heading_row", ""),
            ('heading_row = "2"', ProfileFaultCode.WRONG_SHAPE, "heading_row", ""),
            ('delimiter = ";"', ProfileFaultCode.WRONG_LAYOUT, "delimiter", ";"),
            ('encoding = "latin"', ProfileFaultCode.WRONG_LAYOUT, "encoding", "latin"),
            ("sheet = 1", ProfileFaultCode.WRONG_SHAPE, "sheet", ""),
            ('[dates]\nsex = "DD/MM/YYYY"', ProfileFaultCode.UNKNOWN_COLUMN, "dates", "sex"),
            ('[dates]\nstage_on = "DD/MM/YY"', ProfileFaultCode.WRONG_DATES,
             "dates.stage_on", "DD/MM/YY"),
            ('[values.flag_fgm]\n"" = "no"', ProfileFaultCode.LESS_CAREFUL,
             "values.flag_fgm, ", "no"),
            ('[values.flag_fgm]\n" " = "no"', ProfileFaultCode.LESS_CAREFUL,
             "values.flag_fgm,  ", "no"),
            ('[values.flag_fgm]\n"\u200b" = "no"', ProfileFaultCode.LESS_CAREFUL,
             "values.flag_fgm, \u200b", "no"),
            ('[values.flag_fgm]\nUnknown = "no"', ProfileFaultCode.LESS_CAREFUL,
             "values.flag_fgm, Unknown", "no"),
            ('[values.number_safe]\n"N/A" = "yes"', ProfileFaultCode.LESS_CAREFUL,
             "values.number_safe, N/A", "yes"),
            ('[columns]\n"Suspect mob" = "contact_mobile"', ProfileFaultCode.SOMEBODY_ELSE,
             "columns", "Suspect mob"),
            ('[columns]\nSUSPECTMOBILE = "contact_mobile"', ProfileFaultCode.SOMEBODY_ELSE,
             "columns", "SUSPECTMOBILE"),
            ('[values.deceased]\nyes = "no"', ProfileFaultCode.LESS_CAREFUL,
             "values.deceased, yes", "no"),
            ('[values.exclude_code]\n"DO NOT CONTACT" = "FATIGUE"', ProfileFaultCode.LESS_CAREFUL,
             "values.exclude_code, DO NOT CONTACT", "FATIGUE"),
            ('[values.flag_fgm]\n0 = "no"', ProfileFaultCode.NOUGHT_ALONE,
             "values.flag_fgm, 0", "no"),
            ('[values.deceased]\nY = ""', ProfileFaultCode.LESS_CAREFUL,
             "values.deceased, Y", ""),
            ('[values.colour]\na = "b"', ProfileFaultCode.UNKNOWN_COLUMN, "values", "colour"),
            ('[values.sex]\nF = "fem"', ProfileFaultCode.WRONG_VALUE, "values.sex, F", "fem"),
        ],
    )  # fmt: skip
    def test_name_their_place_and_value(self, text, code, place, value):
        assert faults(text) == [ProfileFault(code, place, value)]

    def test_are_all_told_at_once(self):
        found = faults('dates = "x"\n[columns]\na = "colour"\n[values.sex]\nF = "fem"')

        assert [fault.code for fault in found] == [
            ProfileFaultCode.UNKNOWN_COLUMN,
            ProfileFaultCode.WRONG_DATES,
            ProfileFaultCode.WRONG_VALUE,
        ]

    def test_of_what_is_no_toml_say_where(self):
        (fault,) = faults("columns = ")

        assert fault.code is ProfileFaultCode.NOT_TOML
        assert 0 < len(fault.value) <= 100

    def test_end_at_what_is_too_long(self):
        padding = "#" * (LONGEST - len(WHOLE))

        assert parse_profile(WHOLE + padding)
        assert faults(WHOLE + padding + "#") == [ProfileFault(ProfileFaultCode.TOO_LONG)]

    def test_are_none_in_noughts_and_ones(self):
        profile = parse_profile('[values.flag_fgm]\n0 = "no"\n1 = "yes"')

        assert profile.standard_cell("flag_fgm", "0") == "no"

    def test_are_none_in_a_code_that_stands_for_nothing(self):
        assert parse_profile('[values.sex]\nU = ""').standard_cell("sex", "U") == ""
