import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import api_records, reading
from responses.case_files.cells.contacts import NO_CONTACT, says_there_is_none
from responses.case_files.faults import FaultCode
from responses.case_files.workbooks.rows import CaseNote, NoteCode
from tests.each import for_each
from tests.responses.case_files.examples import RULES, record


def rules() -> reading.CaseFileRules:
    return reading.CaseFileRules(force_codes=RULES.force_codes, today=RULES.today)


class TestAWordForNoNumber:
    @pytest.mark.safety
    @for_each("word", ["N/A", "Withheld", "none", "UNKNOWN", "0", "-", "(none)"])
    @for_each("column", ["contact_mobile", "contact_email"])
    def test_is_read_as_blank_saf_17(self, column, word):
        [read] = api_records.read_records([record(**{column: word})], rules=rules())

        assert read.case
        assert getattr(read.case, column) == ""

    @pytest.mark.safety
    @for_each(
        "cell",
        [
            "DO NOT TEXT", "do not call", "partner", "unsafe", "deceased", "unknown 07700 900123",
            "n/a n/a", "none; 07700900123", "0 0", "#N/A", "refused",
        ],
    )  # fmt: skip
    def test_is_no_warning_and_nothing_beside_a_number_saf_17(self, cell):
        [read] = api_records.read_records([record(contact_mobile=cell)], rules=rules())

        assert read.case is None

    @pytest.mark.safety
    @given(st.text(max_size=20))
    def test_never_has_a_digit_but_a_lone_nought_saf_17(self, text):
        is_none = says_there_is_none("contact_mobile", text)

        assert not is_none or text.strip(" ()") == "0" or not any(map(str.isdigit, text))

    @pytest.mark.safety
    @pytest.mark.parametrize("column", ["deceased", "number_safe", "exclude_code", "case_key"])
    def test_is_one_in_no_other_column_saf_17(self, column):
        assert not any(says_there_is_none(column, word) for word in NO_CONTACT)

    def test_is_counted_and_told_once(self):
        ours = rules()
        rows = [record(case_key=f"K{n}", contact_mobile="N/A") for n in range(12)]

        for _again in range(2):
            assert all(read.case for read in api_records.read_records(rows, rules=ours))

        told = CaseNote(NoteCode.NO_CONTACT, {"column": "contact_mobile", "count": "12"})
        assert ours.notes == [told, told]

    @pytest.mark.safety
    def test_that_a_spreadsheet_could_not_compute_stays_a_fault_saf_17(self):
        [read] = api_records.read_records([record(contact_mobile="#N/A")], rules=rules())

        assert [fault.code for fault in read.faults] == [FaultCode.NOT_COMPUTED]
