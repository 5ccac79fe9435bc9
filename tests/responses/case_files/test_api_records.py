import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.api_records import read_records
from responses.case_files.columns import CaseRow
from responses.case_files.faults import CaseFault, FaultCode
from tests.responses.case_files.examples import RULES, as_record, case_rows, record


def read(*records):
    """For each record its case or the list of its faults."""
    reads = read_records(records, rules=RULES)
    return [read.case or list(read.faults) for read in reads]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class TestReadRecords:
    @pytest.mark.slow
    @given(st.lists(case_rows(), min_size=1, max_size=3, unique_by=lambda row: row.key))
    def test_gives_back_what_was_posted(self, rows):
        assert read(*map(as_record, rows)) == rows

    def test_takes_the_values_that_json_has(self):
        (row,) = read(
            record() | {"birth_year": 1980, "flag_fgm": True, "deceased": False, "sex": None}
        )

        assert row.birth_year == 1980
        assert row.flags == {"fgm": True}
        assert not row.is_deceased
        assert row.sex == ""

    def test_takes_a_value_that_is_absent_as_blank(self):
        assert read({**record(), "area": ""}) == read(record())

    def test_answers_for_each_row_in_turn(self):
        reads = read(record(), record(case_key="K2", sex="x", stage="y"), record(case_key="K3"))

        assert isinstance(reads[0], CaseRow)
        assert [(fault.row, fault.column) for fault in reads[1]] == [(2, "stage"), (2, "sex")]
        assert isinstance(reads[2], CaseRow)

    def test_names_what_is_missing(self):
        (faults,) = read({"case_key": "K1"})

        assert {fault.code for fault in faults} == {FaultCode.MISSING_VALUE}
        assert {fault.column for fault in faults} >= {"force", "stage"}

    def test_refuses_the_same_case_twice(self):
        _, faults = read(record(), record(sex="male"))

        assert [fault.code for fault in faults] == [FaultCode.DUPLICATE_KEY]

    @pytest.mark.parametrize(
        ("column", "code"),
        [("surname", FaultCode.PERSON_COLUMN), ("notes", FaultCode.UNKNOWN_COLUMN)],
    )
    def test_refuses_columns_that_are_not_ours(self, column, code):
        (faults,) = read({**record(), column: "x"})

        assert [(fault.code, fault.column) for fault in faults] == [(code, column)]

    @pytest.mark.parametrize("value", [["bsl"], {"a": 1}, 1.5])
    def test_refuses_values_that_no_column_has(self, value):
        (faults,) = read({**record(), "access_needs": value})

        assert [fault.code for fault in faults] == [FaultCode.NOT_TEXT]

    @pytest.mark.parametrize("row", ["x", 1, None, ["a"]])
    def test_refuses_a_row_that_is_no_object(self, row):
        assert [fault.code for fault in read(row)[0]] == [FaultCode.NOT_A_ROW]

    @pytest.mark.slow
    @given(st.lists(json_values, max_size=4))
    def test_gives_cases_or_faults_for_any_json(self, records):
        reads = read(*records)

        assert len(reads) == len(records)
        assert all(one and isinstance(one[0], CaseFault) for one in reads)

    def test_gives_faults_for_half_a_character(self):
        (faults,) = read({**record(), **json.loads('{"area": "\\ud800", "\\udfff": "x"}')})

        assert [fault.code for fault in faults] == [FaultCode.UNKNOWN_COLUMN]
