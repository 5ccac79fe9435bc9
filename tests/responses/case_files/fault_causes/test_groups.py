import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import reading, tables
from responses.case_files.fault_causes.groups import (
    MOST_PLACES,
    MOST_SEARCHED,
    MOST_VALUES,
    CaseFaultGroup,
    CaseFaultGroups,
    FaultCause,
    ForceNames,
    group_from,
)
from responses.case_files.fault_causes.value_shapes import ValueShape
from responses.case_files.faults import CaseFault, FaultCode
from tests.responses.case_files.examples import RULES, csv_lines, record

FORCES = ForceNames(
    names={"gwent": "gwent", "heddlu gwent": "gwent", "kent": "kent"},
    allowed=RULES.force_codes,
)


def groups_of(*records: dict[str, str]) -> list[CaseFaultGroup]:
    groups = CaseFaultGroups(FORCES)
    raws = tables.csv_rows(csv_lines(*records), file="a.csv")
    for result in reading.read_rows(raws, file="a.csv", rules=RULES):
        groups.add(result)
    return groups.groups()


def one(*records: dict[str, str]) -> CaseFaultGroup:
    (group,) = groups_of(*records)
    return group


class TestGroups:
    def test_count_all_and_keep_the_first_places_and_values(self):
        days = [f"{day}/03/2026" for day in range(13, 31)]
        group = one(*(record(case_key=f"K{day}", reported_on=day) for day in days))

        assert group.cause == FaultCause(
            FaultCode.WRONG_DATE, "reported_on", ValueShape.DAY_FIRST, "DD/MM/YYYY"
        )
        assert group.count == len(days)
        assert [place.row for place in group.places] == [2, 3, 4, 5, 6]
        assert group.values == ("13/03/2026", "14/03/2026", "15/03/2026")

    def test_put_dates_that_may_be_either_to_those_that_are_not(self):
        group = one(record(stage_on="03/04/2026"), record(case_key="K2", stage_on="31/03/2026"))

        assert (group.cause.shape, group.count) == (ValueShape.DAY_FIRST, 2)
        assert [place.row for place in group.places] == [2, 3]

    def test_of_dates_count_the_cells_of_the_column_that_are_written_otherwise(self):
        good = [record(case_key=f"K{n}") for n in range(5)]

        assert one(*good, record(reported_on="31/03/2026")).others == 5
        assert one(record(reported_on="31/03/2026")).others == 0
        found = groups_of(record(stage_on="31/08/2026"), record(stage_on="31/09/2026"))
        assert {(group.cause.shape, group.others) for group in found} == {
            (ValueShape.DAY_FIRST, 1), (ValueShape.NO_SUCH_DAY, 1),
        }  # fmt: skip

    def test_leave_them_apart_where_the_month_stands_first_in_others(self):
        days = ("03/04/2026", "31/03/2026", "03/31/2026")
        found = groups_of(*(record(case_key=day, stage_on=day) for day in days))

        assert {group.cause.shape for group in found} == {
            ValueShape.DAY_OR_MONTH_FIRST, ValueShape.DAY_FIRST, ValueShape.MONTH_FIRST,
        }  # fmt: skip

    def test_stand_with_the_largest_first(self):
        found = groups_of(
            record(sex="x"), record(case_key="K2", sex="x"), record(case_key="K3", stage="x")
        )

        assert [(group.cause.column, group.count) for group in found] == [("sex", 2), ("stage", 1)]

    @pytest.mark.parametrize(
        ("changes", "instead"),
        [
            ({"report_channel": "Front counter"}, "front_counter"),
            ({"flag_fgm": "YES"}, "yes"),
            ({"flag_fgm": "N"}, ""),
            ({"force": "Heddlu Gwent"}, "gwent"),
            ({"ethnicity": "Chinese"}, "chinese"),
        ],
    )
    def test_name_what_may_be_meant(self, changes, instead):
        assert one(record(**changes)).cause.instead == instead

    def test_name_the_force_of_rows_that_are_of_another(self):
        cause = one(record(force="kent")).cause

        assert (cause.shape, cause.instead) == (ValueShape.OTHER_FORCE, "kent")

    def test_name_the_column_that_a_heading_is_nearly_called(self):
        found = groups_of({**record(), "Victim told on": "2026-10-01"})

        assert found[0].cause.instead == "victim_told_on"

    def test_hold_headings_that_are_like_none_together(self):
        group = one({**record(), "weather": "", "moon": "", "tide": "", "wind": ""})

        assert (group.count, group.values) == (4, ("weather", "moon", "tide"))

    def test_show_no_value_that_may_be_personal(self):
        group = one(record(contact_mobile="07700 900 12 mother"))

        assert "900" not in json.dumps(group.as_dict())

    @pytest.mark.slow
    def test_do_not_grow_with_what_is_sent(self):
        groups = CaseFaultGroups(FORCES)
        for number in range(3 * MOST_SEARCHED):
            fault = CaseFault(FaultCode.UNKNOWN_COLUMN, "a", number, column=f"colour{number}")
            groups.add_fault(fault)

        (group,) = groups.groups()
        assert group.count == 3 * MOST_SEARCHED
        assert (len(group.places), len(group.values)) == (MOST_PLACES, MOST_VALUES)

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["stage_on", "sex", "force", "birth_year", "offence_code"]),
                st.sampled_from(["31/03/2026", "03/04/2026", "n/a", "Kent", "", "x" * 70, "YES"]),
            ),
            max_size=30,
        )
    )
    def test_count_each_fault_once(self, cells):
        rows = [record(case_key=f"K{n}", **{name: text}) for n, (name, text) in enumerate(cells)]
        raws = list(tables.csv_rows(csv_lines(*rows or [record()]), file="a.csv"))
        results = list(reading.read_rows(raws, file="a.csv", rules=RULES))
        groups = CaseFaultGroups(FORCES)
        for result in results:
            groups.add(result)

        found = groups.groups()
        assert sum(group.count for group in found) == sum(len(each.faults) for each in results)
        assert [group_from(json.loads(json.dumps(each.as_dict()))) for each in found] == found
