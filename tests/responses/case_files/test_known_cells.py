from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import known_cells
from responses.case_files.columns import COLUMNS, PRIVATE_COLUMNS, CaseRow
from responses.case_files.faults import CellError, FaultCode
from responses.case_files.known_cells import KnownCells
from responses.case_files.mapping_profile import parse_profile
from responses.case_files.reading import CaseFileRules, read_record
from tests.responses.case_files.examples import RULES, as_record, case_rows, record

PROFILE = parse_profile('[values.flag_fgm]\nPresent = "yes"\nNone = ""\n')
CELLS = (
    "", " ", "yes", " yes", "no", "Present", "None", "0", "n/a", "#N/A", "=1+1", "2026-10-01",
    "2026-11-30", "1980", "07700 900123", "+447700900123", "female", "CHARGED", "28E", "gwent",
    "white", "Do not contact", "two\nlines",
)  # fmt: skip
changes = st.dictionaries(st.sampled_from(list(COLUMNS)), st.sampled_from(CELLS), max_size=6)


def fresh() -> CaseFileRules:
    return replace(RULES, profile=PROFILE, known_cells=KnownCells(), no_contacts=Counter())


def read(one, rules):
    return read_record(one, file="cases.csv", row=2, rules=rules)


def plainly(one):
    values, faults = {}, []
    for name, cell in one.items():
        try:
            value = fresh().read(name, cell)
        except CellError as error:
            faults.append((name, error.code))
            continue
        if value is not None:
            values[name] = value
    return values, faults


class TestKnownCells:
    @pytest.mark.slow
    @given(st.lists(st.tuples(case_rows().map(as_record), changes), min_size=1, max_size=4))
    def test_change_nothing_of_what_a_row_is_read_as(self, rows):
        rules = fresh()
        records = [one | changed for one, changed in rows] * 2

        assert [read(one, rules) for one in records] == [read(one, fresh()) for one in records]

    @given(st.lists(changes, min_size=1, max_size=3))
    def test_give_each_cell_the_value_that_it_has_alone(self, rows):
        rules = fresh()
        for one in [record(**changed) for changed in rows] * 2:
            values, faults = plainly(one)

            found = read(one, rules)

            if isinstance(found, CaseRow):
                flags = {name: value for name, value in values.items() if name.startswith("flag_")}
                assert not faults
                assert {f"flag_{flag}": is_so for flag, is_so in found.flags.items()} == flags
                assert all(
                    getattr(found, COLUMNS[name].field) == value
                    for name, value in values.items()
                    if name not in flags
                )
            elif faults:
                assert [(fault.column, fault.code) for fault in found] == faults
            else:
                assert found

    def test_leave_faults_in_the_order_of_the_columns(self):
        one = record(flag_fgm="maybe", sex="x", flag_online="often", area="a\nb")

        assert [fault.column for fault in read(one, fresh())] == [
            "flag_fgm", "sex", "flag_online", "area",
        ]  # fmt: skip

    def test_find_the_same_fault_in_each_row_that_has_it(self):
        rules = fresh()

        found = [read(record(flag_fgm="maybe"), rules) for _ in range(2)]

        assert found[0] == found[1]
        assert [fault.code for fault in found[1]] == [FaultCode.UNKNOWN_CODE]

    def test_miss_a_column_that_some_rows_lack(self):
        rules = fresh()
        lacking = {name: cell for name, cell in record().items() if name != "stage"}

        assert isinstance(read(record(), rules), CaseRow)
        assert [(fault.code, fault.column) for fault in read(lacking, rules)] == [
            (FaultCode.MISSING_VALUE, "stage")
        ]

    def test_count_each_cell_that_says_that_there_is_no_number(self):
        rules = fresh()

        for _ in range(3):
            read(record(contact_mobile="withheld"), rules)

        assert rules.no_contacts["contact_mobile"] == 3

    @pytest.mark.slow
    @given(case_rows().map(as_record))
    def test_are_of_no_column_that_may_be_personal(self, one):
        rules = fresh()

        read(one, rules)

        kept = {(name, cell) for name, cells in rules.known_cells.values.items() for cell in cells}
        assert ("stage", one["stage"]) in kept
        assert not {name for name, cell in kept if cell} & PRIVATE_COLUMNS
        assert "known_cells" not in repr(rules)

    def test_are_no_more_than_may_be(self, monkeypatch):
        monkeypatch.setattr(known_cells, "MOST_CELLS", 2)
        rules = fresh()

        found = [read(record(case_key=f"K{n}", flag_fgm="yes"), rules) for n in range(3)]

        values = [cell for cells in rules.known_cells.values.values() for cell in cells if cell]
        shape = rules.known_cells.shape(record(flag_fgm="yes"))
        assert len(values) + len(shape.known_flags) == rules.known_cells.count == 2
        assert [row.flags for row in found] == [{"fgm": True}] * 3

    def test_hold_no_more_shapes_of_rows_than_may_be(self, monkeypatch):
        monkeypatch.setattr(known_cells, "MOST_SHAPES", 1)
        rules = fresh()

        found = [read(record(**{column: "yes"}), rules) for column in ("flag_fgm", "deceased") * 2]

        assert [(row.flags, row.is_deceased) for row in found] == [
            ({"fgm": True}, False), ({}, True),
        ] * 2  # fmt: skip
        assert rules.known_cells.shape(record(flag_fgm="")) is not rules.known_cells.shape(
            record(flag_fgm="no", sex="")
        )
        assert len(rules.known_cells._shapes) == 1
