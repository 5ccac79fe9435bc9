import random
from collections import Counter
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from responses.case_files import file_kinds
from responses.case_files.case import CaseStage, EventKind
from responses.case_files.columns import CaseRow
from responses.case_files.faults import CaseFault, FaultCode, FaultsError
from responses.case_files.police_uk.cases import case_of
from responses.case_files.police_uk.counts import PoliceUkCounts
from responses.case_files.police_uk.reading import PoliceUkReading
from responses.case_files.police_uk.rows import SourceFile, read_file
from tests.responses.case_files.police_uk_files import (
    RULES,
    outcome_row,
    outcomes_file,
    street_file,
    street_row,
)


class Read(NamedTuple):
    rows: tuple[CaseRow, ...]
    counts: PoliceUkCounts
    faults: tuple[CaseFault, ...] = ()


def rows_of(files):
    return [row for file in files for row in read_file(file, rules=RULES)]


def read(*files):
    return read_rows(rows_of(files))


def read_rows(rows):
    try:
        with PoliceUkReading(rows, left_out={}) as reading:
            cases = tuple(case_of(filing) for filing in reading.filings())
            return Read(cases, reading.counts)
    except FaultsError as error:
        return Read((), PoliceUkCounts(), error.faults)


def by_key(rows):
    return {row.key: row for row in rows}


def only_case(*files):
    (row,) = read(*files).rows
    return row


@pytest.fixture(scope="module")
def city():
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "cases"
    paths = sorted(folder.glob("2016-*-city-of-london-*.csv.gz"))
    if not paths:
        pytest.skip("the folder of real public data is not beside the project")
    assert len(paths) == 24
    return [SourceFile(path.name, list(file_kinds.lines_of(path))) for path in paths]


@pytest.fixture(scope="module")
def reading(city):
    return read(*city)


class TestNoFiles:
    def test_count_nothing(self):
        assert set(astuple(read().counts)) == {0}


class TestCity2016:
    def test_has_no_bad_row(self, reading):
        assert reading.faults == ()

    @pytest.mark.parametrize(
        ("name", "figure"),
        [
            ("street_rows", 6_586),
            ("street_ids", 5_363),
            ("without_id", 1_223),
            ("outcome_rows", 6_147),
            ("outcome_ids", 5_335),
            ("joined", 4_203),
            ("outcome_only", 1_132),
            ("street_only", 1_160),
            ("ids_with_several_as_filed", 694),
            ("fewest_of_several_as_filed", 2),
            ("most_as_filed", 24),
            ("ids_with_two_in_a_month_as_filed", 328),
            ("distinct_outcomes", 6_003),
            ("ids_with_several", 640),
            ("fewest_of_several", 2),
            ("most", 6),
            ("ids_with_two_in_a_month", 250),
            ("outcomes_before_their_crime", 13),
            ("crimes_after_their_outcome", 12),
            ("street_differs", 493),
            ("repeated_outcome_rows", 144),
            ("repeated_street_rows", 0),
            ("ids_with_several_street_rows", 0),
            ("ids_with_several_months", 0),
            ("ids_with_several_types", 0),
            ("ids_with_several_areas", 0),
            ("ids_of_several_forces", 0),
        ],
    )
    def test_counts_as_the_specification_does(self, reading, name, figure):
        assert reading.counts.as_dict()[name] == figure

    def test_has_every_figure_tested(self, reading):
        assert len(reading.counts.as_dict()) == 27

    def test_has_one_case_an_id(self, reading):
        assert len(reading.rows) == 5_363 + 1_132
        assert len({row.key for row in reading.rows}) == len(reading.rows)

    def test_keeps_every_distinct_outcome_and_flags_the_early_ones(self, reading):
        events = [
            event for row in reading.rows for event in row.events if event.kind != EventKind.STAGE
        ]
        outcome_ids_street_only = 1_160 - sum(
            row.stage is CaseStage.REPORT and not row.events for row in reading.rows
        )

        assert len(events) == 6_003 + outcome_ids_street_only
        assert sum(event.is_before_report for event in events) == 13

    def test_does_not_know_the_type_of_crimes_that_only_outcomes_name(self, reading):
        assert Counter(row.crime_group for row in reading.rows)["unknown"] == 1_132

    def test_never_says_15_or_16_alone(self, reading):
        assert not [row for row in reading.rows if row.outcome_codes in {("15",), ("16",)}]

    @pytest.mark.slow
    def test_is_the_same_in_any_order_of_its_rows(self, city, reading):
        rows = rows_of(city)

        for order in (rows[::-1], random.Random(1).sample(rows, len(rows))):
            found = read_rows(order)
            assert by_key(found.rows) == by_key(reading.rows)
            assert found.counts == reading.counts

    def test_is_known_to_the_month_only(self, reading):
        assert all(row.is_month_only for row in reading.rows)
        assert all(row.reported_on.day == row.stage_on.day == 1 for row in reading.rows)


class TestJoining:
    def test_takes_type_place_and_month_from_the_street_file(self):
        row = only_case(
            outcomes_file(outcome_row(month="2016-05")), street_file(street_row(month="2016-03"))
        )

        assert row.crime_group == "burglary"
        assert row.reported_on == date(2016, 3, 1)
        assert (row.stage, row.stage_on) == (CaseStage.CHARGED, date(2016, 5, 1))

    def test_lets_the_outcomes_file_win(self):
        row = only_case(
            street_file(street_row(**{"Last outcome category": "Local resolution"})),
            outcomes_file(outcome_row()),
        )

        assert row.stage is CaseStage.CHARGED

    def test_fills_in_from_the_street_file_where_there_is_no_outcome(self):
        row = only_case(street_file(street_row(**{"Last outcome category": "Local resolution"})))

        assert (row.stage, row.outcome_codes) == (CaseStage.OUT_OF_COURT, ("8",))

    def test_leaves_a_crime_without_any_outcome_at_its_report(self):
        row = only_case(street_file(street_row()))

        assert (row.stage, row.stage_on) == (CaseStage.REPORT, date(2016, 3, 1))

    def test_keeps_a_crime_that_only_outcomes_name(self):
        row = only_case(outcomes_file(outcome_row(month="2016-05"), outcome_row(month="2016-04")))

        assert row.crime_group == "unknown"
        assert row.reported_on == date(2016, 4, 1)

    def test_counts_identical_rows_once_within_and_between_files(self):
        reading = read(
            outcomes_file(outcome_row(), outcome_row(), name="a"),
            outcomes_file(outcome_row(), name="b"),
        )

        assert reading.counts.outcome_rows == 3
        assert reading.counts.distinct_outcomes == 1
        assert len([e for e in reading.rows[0].events if e.kind is EventKind.OUTCOME]) == 1

    def test_keeps_two_outcomes_of_one_month(self):
        reading = read(outcomes_file(outcome_row(), outcome_row(outcome="Local resolution")))

        assert reading.counts.ids_with_two_in_a_month == 1
        assert {e.codes for e in reading.rows[0].events if e.kind is EventKind.OUTCOME} == {
            ("1", "1A"),
            ("8",),
        }

    def test_flags_an_outcome_before_its_crime(self):
        reading = read(
            street_file(street_row(month="2016-03")), outcomes_file(outcome_row(month="2016-02"))
        )

        assert reading.counts.outcomes_before_their_crime == 1
        assert all(event.is_before_report for event in reading.rows[0].events)

    def test_takes_the_latest_month_of_an_id_filed_twice(self):
        reading = read(street_file(street_row(month="2016-04"), street_row(month="2016-02")))

        assert [row.reported_on for row in reading.rows] == [date(2016, 4, 1)]


class TestScope:
    def test_counts_anti_social_behaviour_and_makes_no_case_of_it(self):
        reading = read(street_file(street_row("", **{"Crime type": "Anti-social behaviour"})))

        assert reading.rows == ()
        assert reading.faults == ()
        assert reading.counts.without_id == 1

    @pytest.mark.parametrize(
        "crime_type", ["Drugs", "Possession of weapons", "Public order", "Other crime"]
    )
    def test_has_no_individual_victim_of_crimes_against_society(self, crime_type):
        assert only_case(street_file(street_row(**{"Crime type": crime_type}))).is_victimless

    def test_takes_the_victim_of_shoplifting_as_a_business(self):
        row = only_case(street_file(street_row(**{"Crime type": "Shoplifting"})))

        assert row.is_business
        assert not row.is_victimless

    def test_leaves_violence_and_sexual_offences_together_and_every_flag_unknown(self):
        row = only_case(street_file(street_row(**{"Crime type": "Violence and sexual offences"})))

        assert row.crime_group == "violence_or_sexual"
        assert row.flags == {}


class TestFaults:
    def test_of_any_file_leave_no_case(self):
        reading = read(street_file(street_row()), outcomes_file(outcome_row(outcome="Never heard")))

        assert reading.rows == ()
        assert [fault.code for fault in reading.faults] == [FaultCode.UNKNOWN_WORDING]

    def test_of_all_files_are_found(self):
        reading = read(
            street_file(street_row(month="x"), name="a"), outcomes_file(outcome_row(""), name="b")
        )

        assert [fault.file for fault in reading.faults] == ["a", "b"]

    def test_of_an_empty_call_are_none(self):
        assert read().rows == ()
        assert read().counts.most == 0
