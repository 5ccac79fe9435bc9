import json
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import quality
from responses.case_files.quality import QualityReport
from responses.case_files.reading import read_rows
from responses.case_files.tables import csv_rows
from responses.imports.presenters import quality as presenters
from tests.responses.case_files.examples import (
    RULES,
    TODAY,
    as_record,
    case_rows,
    csv_lines,
    record,
)

FORCES = frozenset({"city-of-london", "gwent"})


def report(*records):
    made = QualityReport(today=TODAY, force_codes=FORCES)
    for read in read_rows(csv_rows(csv_lines(*records), file="x"), file="x", rules=RULES):
        made.add(read)
    return made


def measured(*records):
    return report(*records).as_dict()["forces"]["city-of-london"]


def many(count, **columns):
    return [record(case_key=f"K{n}", **columns) for n in range(count)]


def ago(days):
    return (TODAY - timedelta(days=days)).isoformat()


class TestCompleteness:
    def test_is_the_share_of_rows_with_the_cell_filled(self):
        rows = [record(sex="female"), record(case_key="K2", sex=" "), record(case_key="K3")]

        assert measured(*rows)["completeness"]["sex"] == 0.3333

    def test_of_a_column_that_is_not_sent_is_nothing(self):
        assert measured(record())["completeness"]["birth_year"] == 0

    def test_counts_rejected_rows_too(self):
        assert measured(record(sex="f"))["completeness"]["sex"] == 1

    @given(st.lists(st.sets(st.sampled_from(["sex", "area", "birth_year"])), min_size=1))
    def test_is_so_however_many_ways_there_are_to_fill_a_row(self, rows):
        filled = {"sex": "female", "area": "E1", "birth_year": "1980"}
        records = [
            record(
                case_key=f"K{n}", **{name: filled[name] if name in row else "" for name in filled}
            )
            for n, row in enumerate(rows)
        ]

        with patch.object(quality, "MOST_ALIKE", 2):
            found = measured(*records)["completeness"]

        for name in filled:
            assert found[name] == round(sum(name in row for row in rows) / len(rows), 4)

    @pytest.mark.parametrize(("ways", "apart"), [(2, 2), (3, 0)])
    def test_counts_few_patterns_of_filled_columns(self, ways, apart):
        filled = ({"sex": "female"}, {"area": "E1"}, {"birth_year": "1980"})[:ways]
        records = [record(case_key=f"K{n}", **cells) for n, cells in enumerate(filled)]

        with patch.object(quality, "MOST_ALIKE", 2):
            made = report(*records)

        assert len(made.forces["city-of-london"].filled_alike) == apart

    def test_is_the_same_when_it_is_asked_for_again(self):
        made = report(record(sex="female"))

        assert made.as_dict() == made.as_dict()


class TestValidity:
    def test_of_codes_is_the_share_of_filled_cells_that_are_codes(self):
        rows = [record(sex="f"), record(case_key="K2", sex="male"), record(case_key="K3")]

        assert measured(*rows)["code_validity"]["sex"] == 0.5

    def test_of_other_columns_is_the_share_of_filled_cells_without_a_fault(self):
        rows = [record(case_key=f"K{at}", outcome_on=on, outcome_code="1")
                for at, on in enumerate(["soon", "2026-10-02", "2026-10-03", ""])]  # fmt: skip

        assert measured(*rows)["validity"]["outcome_on"] == 0.6667

    def test_of_codes_does_not_count_other_faults(self):
        found = measured(record(offence_code="x" * 41), record(case_key="K2"))

        assert found["code_validity"]["offence_code"] == 1
        assert found["validity"]["offence_code"] == 0.5

    def test_does_not_count_a_blank_that_is_at_fault(self):
        found = measured(record(stage=""), record(case_key="K2"))

        assert found["validity"]["stage"] == 1

    def test_of_a_blank_column_is_not_known(self):
        assert measured(record())["code_validity"]["sex"] is None

    def test_of_other_columns_counts_every_fault(self):
        assert measured(record(stage_on="soon"))["validity"]["stage_on"] == 0


class TestEthnicity:
    def test_is_stated_not_stated_or_blank(self):
        rows = [
            record(ethnicity="white_and_asian"),
            record(case_key="K2", ethnicity="not_stated"),
            record(case_key="K3"),
            record(case_key="K4"),
        ]

        assert measured(*rows)["ethnicity"] == {"stated": 0.25, "not_stated": 0.25, "blank": 0.5}


class TestTimeliness:
    def test_is_told_in_the_bands_in_which_people_are_asked(self):
        days = [0, 13, 14, 42, 43, 91, 181]
        rows = [record(case_key=f"K{day}", reported_on=ago(day), stage_on=ago(day)) for day in days]

        assert measured(*rows)["days_from_report"] == {
            "median": 42,
            "rows": {"0-13": 2, "14-42": 2, "43-90": 1, "91-180": 1, "181+": 1},
        }

    @pytest.mark.parametrize(
        ("day", "band"),
        [(90, "43-90"), (91, "91-180"), (180, "91-180"), (181, "181+")],
    )
    def test_puts_the_last_day_of_a_band_into_it(self, day, band):
        found = measured(record(reported_on=ago(day), stage_on=ago(day)))["days_from_report"]

        assert found["rows"][band] == 1
        assert sum(found["rows"].values()) == 1

    def test_takes_the_lower_of_two_in_the_middle(self):
        rows = [
            record(case_key=f"K{day}", reported_on=ago(day), stage_on=ago(day))
            for day in (1, 5, 8, 20)
        ]

        assert measured(*rows)["days_from_report"]["median"] == 5

    def test_is_not_known_where_no_row_is_good(self):
        assert measured(record(sex="f"))["days_from_report"]["median"] is None


class TestDuplicates:
    def test_are_rows_with_the_key_of_an_earlier_one(self):
        assert measured(record(), record(), record())["duplicate_keys"] == 2


class TestSuspiciousDates:
    def test_are_counted_by_kind(self):
        rows = [
            record(case_key="K1", stage_on=ago(-1)),
            record(case_key="K2", reported_on="1899-12-31"),
            record(case_key="K3", stage_on="2026-09-30"),
            record(case_key="K4", outcome_code="1", outcome_on="2026-09-30"),
            record(case_key="K5", birth_year="1900"),
        ]

        assert measured(*rows)["suspicious_dates"] == {
            "future": 1,
            "before_1900": 1,
            "stage_before_report": 1,
            "outcome_before_report": 1,
            "born_after_report": 0,
            "born_1900": 1,
            "mostly_one_day": [],
        }

    def test_are_columns_of_which_most_rows_have_one_day(self):
        found = measured(*many(20))["suspicious_dates"]["mostly_one_day"]

        assert found == ["reported_on", "stage_on"]

    @pytest.mark.parametrize(("same", "is_found"), [(10, False), (11, True)])
    def test_are_columns_of_which_more_than_half_have_one_day(self, same, is_found):
        days = ["2026-10-01"] * same + [f"2026-09-{1 + at:02}" for at in range(20 - same)]
        rows = [
            record(case_key=f"K{at}", reported_on="2026-09-01", stage_on=day)
            for at, day in enumerate(days)
        ]

        found = measured(*rows)["suspicious_dates"]["mostly_one_day"]

        assert ("stage_on" in found) is is_found

    @pytest.mark.parametrize(
        ("columns", "sign"),
        [
            ({"birth_year": "2027", "reported_on": "2026-10-01"}, None),
            ({"birth_year": "2026", "reported_on": "2026-10-01"}, None),
            ({"birth_year": "2026", "reported_on": "2025-10-01"}, "born_after_report"),
            ({"reported_on": "1900-01-01"}, None),
            ({"outcome_code": "1", "outcome_on": "2026-10-01"}, None),
            ({"reported_on": "2026-10-01", "stage_on": "2026-10-01"}, None),
        ],
    )
    def test_are_so_from_the_first_day_or_year_on(self, columns, sign):
        found = measured(record(**columns))["suspicious_dates"]

        assert [name for name, count in found.items() if count] == ([sign] if sign else [])

    def test_are_not_looked_for_in_a_few_rows(self):
        assert measured(*many(19))["suspicious_dates"]["mostly_one_day"] == []


class TestReport:
    def test_has_the_same_keys_for_every_force(self):
        made = report(record(force="gwent"), record(sex="f")).as_dict()["forces"]

        assert set(made) == {"gwent", "city-of-london"}
        assert _keys(made["gwent"]) == _keys(made["city-of-london"])

    def test_puts_rows_of_no_known_force_under_none(self):
        assert set(report(record(force="nowhere")).forces) == {""}

    @pytest.mark.slow
    @given(st.lists(case_rows(), min_size=1, max_size=3, unique_by=lambda row: row.key))
    def test_holds_no_value_of_a_row(self, rows):
        made = report(*map(as_record, rows))

        told = json.dumps(made.as_dict()) + "\n".join(presenters.lines(made.as_dict()))
        for row in rows:
            assert f'"{row.case_key}"' not in told
            assert not row.contact_mobile or row.contact_mobile not in told
            assert not row.contact_email or row.contact_email not in told

    def test_names_a_force_that_is_not_known_as_such(self):
        assert "Data quality: force not known" in list(
            presenters.lines(report(record(force="x")).as_dict())
        )


def _keys(measures):
    return {
        (name, inner)
        for name, value in measures.items()
        for inner in (value if isinstance(value, dict) else [None])
    }
