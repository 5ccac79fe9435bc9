"""How a force says in what words and forms its own extract is written."""

import pytest

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

    def test_may_be_empty(self):
        profile = parse_profile("")

        assert profile.standard_cell("reported_on", "2026-10-05") == "2026-10-05"

    def test_of_a_force_knows_the_force(self):
        assert force_profile(WHOLE, force="kent").force == "kent"
        assert parse_profile(WHOLE).force == ""


class TestDates:
    @pytest.mark.parametrize(
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

    def test_leave_other_columns_alone(self):
        assert parse_profile('dates = "DD/MM/YYYY"').standard_cell("case_key", "x") == "x"

    @pytest.mark.parametrize(
        "form",
        ["DD/MM", "DD/MM/YYYY/DD", "DD/MM/MON/YYYY", "DD and MM and YYYY", "DD/MM/YY", "xDDMMYYYY"],
    )
    def test_have_no_pattern_in_a_form_that_lacks_or_repeats_a_part(self, form):
        assert date_pattern(form) is None


class TestFaults:
    @pytest.mark.parametrize(
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
            ('ignore = ["Surname"]', ProfileFaultCode.PERSON_COLUMN, "ignore", "Surname"),
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

    def test_are_none_in_a_code_that_stands_for_nothing(self):
        assert parse_profile('[values.sex]\nU = ""').standard_cell("sex", "U") == ""
