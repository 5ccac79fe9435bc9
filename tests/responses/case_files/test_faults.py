import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.columns import PRIVATE_COLUMNS
from responses.case_files.faults import CaseFault, FaultCode, FaultsError
from responses.case_files.masked_values import mask_file_name, mask_sheet_name, mask_value
from tests.responses.case_files.examples import mobiles


class TestShown:
    def test_repeats_a_code_as_it_was_written(self):
        assert mask_value("stage", "REPORTED") == "REPORTED"

    @pytest.mark.parametrize("column", sorted(PRIVATE_COLUMNS))
    def test_never_repeats_what_may_be_personal_whole(self, column):
        assert mask_value(column, "abcdefgh") == "ab… (8)"

    @given(mobiles, st.sampled_from(["sex", "stage", "area", "reported_on"]))
    def test_never_repeats_a_number_that_slipped_into_another_column(self, number, column):
        assert number[3:] not in mask_value(column, number)

    @pytest.mark.parametrize("value", ["someone@example.org", "Jane Example", "1 High Street"])
    def test_never_repeats_an_address_or_a_name_that_slipped(self, value):
        assert mask_value("sex", value) == f"{value[:2]}… ({len(value)})"

    @pytest.mark.parametrize(
        ("value", "told"), [("12345678", "12345678"), ("123-456-789", "12… (11)")]
    )
    def test_takes_nine_digits_for_a_number_that_may_be_somebodys(self, value, told):
        assert mask_value("stage", value) == told

    @pytest.mark.parametrize(
        ("value", "told"), [("x" * 40, "x" * 40), ("x" * 41, "x" * 40 + "… (41)")]
    )
    def test_repeats_forty_characters(self, value, told):
        assert mask_value("stage", value) == told

    def test_still_repeats_a_date(self):
        assert mask_value("reported_on", "31/12/2026") == "31/12/2026"

    def test_cuts_what_is_long(self):
        assert mask_value("stage", "x" * 99) == "x" * 40 + "… (99)"

    @given(st.text(max_size=200))
    def test_shows_only_what_can_be_printed(self, value):
        assert mask_value("stage", value).isprintable()


class TestFaultsError:
    def test_counts_its_faults_where_no_count_is_given(self):
        faults = [CaseFault(FaultCode.NOT_A_ROW)] * 3

        assert FaultsError(faults).count == 3
        assert FaultsError(faults, count=7).count == 7
        assert str(FaultsError(faults, count=7)) == "7 faults"


class TestTheNameOfASheet:
    def test_is_shown_with_its_words(self):
        assert mask_sheet_name("Cases of October (2)") == "Cases of October (2)"

    @given(mobiles)
    def test_is_cut_where_it_may_hold_a_contact(self, number):
        assert number[3:] not in mask_sheet_name(f"Call {number}")
        assert mask_sheet_name("a.victim@example.org") == "a.…"

    def test_is_cut_where_it_is_long(self):
        assert len(mask_sheet_name("x" * 200)) == 40


class TestTheNameOfAFile:
    @pytest.mark.parametrize(
        "name",
        [
            "cases.csv", "extract 20261123_120000.csv.gz", "2026-08/2026-08-kent-street.csv",
            "Victims 2026-11-23 (2).xlsx", "niche-20261123-1200.csv",
        ],
    )  # fmt: skip
    def test_is_kept_with_its_day(self, name):
        assert mask_file_name(name) == name

    @pytest.mark.safety
    @given(mobiles)
    def test_is_cut_where_it_may_hold_a_contact_saf_15(self, number):
        for name in (f"J Smith {number} cases.csv", f"2026-08-{number}.csv", f"{number}.csv"):
            assert number[3:] not in mask_file_name(name)
        assert mask_file_name(f"J Smith {number} cases.csv.gz") == "J ….csv.gz"
        assert mask_file_name("a.victim@example.org") == "a.….org"

    @given(st.text(max_size=200))
    def test_can_be_printed(self, name):
        assert mask_file_name(name).isprintable()
