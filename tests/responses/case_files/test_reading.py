import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.forces.life import ForceLife
from responses.case_files.case import CaseStage
from responses.case_files.columns import COLUMNS, REQUIRED, CaseRow, is_case_file
from responses.case_files.faults import CaseFault, FaultCode, FaultsError
from responses.case_files.known_cells import KnownCells
from responses.case_files.mapping_profile import Profile, parse_profile
from responses.case_files.reading import RowResult, good_rows, read_rows, rows_or_faults
from responses.case_files.rejected.rows import RejectedRows
from responses.case_files.tables import csv_rows
from tests.each import for_each
from tests.responses.case_files.examples import (
    FEWEST,
    RULES,
    TODAY,
    WORD_HASH,
    as_record,
    case_rows,
    csv_lines,
    csv_text,
    read_case_file,
    record,
)


def read(*records, rules=RULES):
    return list(read_case_file(csv_lines(*records), file="cases.csv", rules=rules))


def reads(*records):
    raws = csv_rows(csv_lines(*records), file="cases.csv")
    return list(read_rows(raws, file="cases.csv", rules=RULES))


def only_row(**columns):
    (row,) = read(record(**columns))
    assert isinstance(row, CaseRow), row
    return row


def only_fault(*records, rules=RULES):
    (fault,) = (one for one in read(*records, rules=rules) if isinstance(one, CaseFault))
    return fault


class TestReading:
    def test_reads_the_fewest_columns_a_case_can_have(self):
        assert only_row() == CaseRow(
            case_key="K1",
            force="city-of-london",
            offence_code="28E",
            crime_group="burglary",
            reported_on=date(2026, 10, 1),
            stage=CaseStage.REPORT,
            stage_on=date(2026, 10, 1),
            language="",
        )

    @pytest.mark.slow
    @given(st.lists(case_rows(), min_size=1, max_size=4, unique_by=lambda row: row.key))
    def test_gives_back_what_was_written(self, rows):
        assert read(*map(as_record, rows)) == rows

    def test_takes_columns_in_any_order(self):
        backwards = dict(reversed(record(sex="female").items()))

        assert read(backwards) == [only_row(sex="female")]

    def test_takes_spaces_around_names_and_cells(self):
        lines = [line.replace(",", " , ") for line in csv_lines(record(sex="female"))]

        assert list(read_case_file(lines, file="", rules=RULES)) == [only_row(sex="female")]

    def test_passes_over_blank_lines(self):
        header, row = csv_lines(record())

        assert list(read_case_file([header, "\n", row, ",,,,,\n"], file="", rules=RULES)) == [
            only_row()
        ]

    def test_keeps_a_line_end_within_quotes_out_of_the_count_of_rows(self):
        lines = csv_lines(record(area="a\nb"), record(case_key="K2", sex="x"))

        faults = list(read_case_file(lines, file="", rules=RULES))

        assert [(fault.row, fault.code) for fault in faults] == [
            (2, FaultCode.WRONG_TEXT),
            (3, FaultCode.UNKNOWN_CODE),
        ]


class TestBlanks:
    def test_leave_a_flag_unknown(self):
        row = only_row(flag_fgm="yes", flag_online="no", flag_stalking="")

        assert row.flags == {"fgm": True, "online": False}

    def test_mean_what_the_specification_says(self):
        row = only_row(victim_role="", language="", deceased="", number_safe="", birth_year="")

        assert row.victim_role == "direct"
        assert row.language == ""
        assert row.is_deceased is False
        assert row.number_safe == "unknown"
        assert row.birth_year is None

    @pytest.mark.parametrize("outcome", ["", "0"])
    def test_and_zero_mean_no_outcome_yet(self, outcome):
        assert only_row(outcome_code=outcome).outcome_codes == ()

    @pytest.mark.parametrize("column", sorted(FEWEST))
    def test_are_refused_where_a_value_is_required(self, column):
        fault = only_fault(record(**{column: "  "}))

        assert (fault.code, fault.column, fault.row) == (FaultCode.MISSING_VALUE, column, 2)


class TestOffences:
    @for_each(
        ("code", "group"),
        [
            ("28E", "burglary"),
            ("008Q", "stalking_harassment"),
            ("8q", "stalking_harassment"),
            ("19C", "sexual"),
            ("34B", "robbery"),
            ("44", "bicycle"),
            ("105A", "violence"),
            ("56A", "damage_arson"),
            ("45", "vehicle"),
            ("9A", "public_order"),
        ],
    )
    def test_give_the_crime_group_where_it_is_blank(self, code, group):
        assert only_row(offence_code=code).crime_group == group

    def test_give_way_to_a_crime_group_that_is_given(self):
        assert only_row(offence_code="999Z", crime_group="fraud").crime_group == "fraud"

    def test_must_be_known_where_no_crime_group_is_given(self):
        fault = only_fault(record(offence_code="999Z"))

        assert (fault.code, fault.value) == (FaultCode.UNKNOWN_OFFENCE, "999Z")

    @pytest.mark.parametrize(
        ("code", "is_victimless"), [("92E", True), ("10D", True), ("79", True), ("105A", False)]
    )
    def test_say_whether_an_individual_was_harmed(self, code, is_victimless):
        assert only_row(offence_code=code).is_victimless is is_victimless


class TestEthnicity:
    def test_is_read_by_the_census_scheme_where_none_is_named(self):
        row = only_row(ethnicity="roma")

        assert (row.ethnicity_scheme, row.ethnicity_group) == ("census-2021-19", "white")

    def test_belongs_to_no_group_where_it_was_not_stated(self):
        row = only_row(ethnicity="not_stated", ethnicity_scheme="police-16+1")

        assert (row.ethnicity, row.ethnicity_group) == ("not_stated", "")

    @pytest.mark.parametrize(
        ("scheme", "code"),
        [("police-18+1", "roma"), ("police-16+1", "arab"), ("", "klingon"), ("", "british ")],
    )
    def test_must_be_one_of_its_scheme(self, scheme, code):
        reads = read(record(ethnicity=code, ethnicity_scheme=scheme))

        if code.strip() == "british":
            assert reads == [only_row(ethnicity="british")]
        else:
            assert [fault.code for fault in reads] == [FaultCode.UNKNOWN_CODE]
            assert "caribbean" in reads[0].terms["allowed"]


class TestFaultsOfARow:
    def test_are_all_found(self):
        faults = read(record(stage="X", sex="y", birth_year="84", reported_on="1/2/26"))

        assert {fault.column for fault in faults} == {"stage", "sex", "birth_year", "reported_on"}

    @for_each(
        ("column", "value", "code"),
        [
            ("force", "atlantis", FaultCode.UNKNOWN_FORCE),
            ("force", "kent", FaultCode.UNKNOWN_FORCE),
            ("stage_on", "2026-11-17", FaultCode.FUTURE_DATE),
            ("reported_on", "2027-01-01", FaultCode.FUTURE_DATE),
            ("birth_year", "2027", FaultCode.WRONG_YEAR),
            ("flag_fgm", "maybe", FaultCode.UNKNOWN_CODE),
            ("contact_mobile", "0770", FaultCode.WRONG_PHONE),
            ("contact_email", "nobody", FaultCode.WRONG_EMAIL),
            ("safe_contact_from", "9am", FaultCode.WRONG_TIME),
            ("case_key", "k" * 65, FaultCode.TOO_LONG),
            ("case_key", "Jane Example", FaultCode.NAME_AS_KEY),
            ("safe_word_hash", "sunflower", FaultCode.WRONG_HASH),
        ],
    )
    def test_name_the_file_the_row_the_column_and_the_reason(self, column, value, code):
        fault = only_fault(record(**{column: value}))

        assert (fault.file, fault.row, fault.column, fault.code) == ("cases.csv", 2, column, code)

    @pytest.mark.parametrize("column", ["next_hearing_on", "release_on"])
    def test_are_none_where_a_date_may_lie_ahead(self, column):
        assert getattr(only_row(**{column: "2027-01-01"}), column) == date(2027, 1, 1)

    def test_are_none_for_a_date_of_today(self):
        assert only_row(stage_on=TODAY.isoformat()).stage_on == TODAY

    @pytest.mark.parametrize(
        ("columns", "code"),
        [
            ({"safe_contact_confirmed_by": "officer 4"}, FaultCode.SAFE_RECORD_PARTIAL),
            ({"safe_contact_confirmed_on": "2026-10-02"}, FaultCode.SAFE_RECORD_PARTIAL),
            ({"safe_contact_to": "17:00"}, FaultCode.SAFE_HOURS_PARTIAL),
            ({"exclude_code": "NOCONTACT"}, FaultCode.EXCLUSION_PARTIAL),
            ({"exclude_by": "staff 7", "exclude_on": "2026-10-02"}, FaultCode.EXCLUSION_PARTIAL),
            (
                {"outcome_code": "18", "outcome_on": "2026-10-05", "victim_told_on": "2026-10-04"},
                FaultCode.TOLD_BEFORE_OUTCOME,
            ),
        ],
    )
    def test_are_found_between_cells_that_are_right_alone(self, columns, code):
        assert only_fault(record(**columns)).code is code

    def test_never_hold_a_number_or_a_word(self):
        faults = read(
            record(contact_mobile="07700 90012", contact_email="jane", safe_word_hash="sunflower"),
            record(case_key="K2", sex="07700900123", stage="jane@example.org"),
        )

        told = " ".join(fault.value for fault in faults)
        assert len(faults) == 5
        assert "7700" not in told
        assert "jane" not in told
        assert "sunflower" not in told

    def test_say_how_many_cells_a_row_should_have(self):
        header, row = csv_lines(record())

        (fault,) = read_case_file([header, row.strip() + ",x\n"], file="", rules=RULES)

        assert fault.code is FaultCode.ROW_LENGTH
        assert fault.terms == {"found": "7", "expected": "6"}


class TestFaultsOfAFile:
    def test_name_a_column_that_is_not_ours(self):
        fault = only_fault(record(notes="x"))

        assert (fault.code, fault.column, fault.row) == (FaultCode.UNKNOWN_COLUMN, "notes", 1)

    @pytest.mark.parametrize("column", ["surname", "victim_name", "Address", "suspect"])
    def test_name_a_column_that_names_a_person_and_never_its_cells(self, column):
        fault = only_fault(record(**{column: "Example"}))

        assert (fault.code, fault.column) == (FaultCode.PERSON_COLUMN, column)
        assert "Example" not in str(fault)

    def test_name_a_column_that_is_missing(self):
        without = {name: value for name, value in FEWEST.items() if name != "stage"}

        assert only_fault(without).column == "stage"
        assert only_fault(without).code is FaultCode.MISSING_COLUMN

    def test_name_a_column_that_stands_twice(self):
        lines = [line.strip() + f",{line.split(',')[1]}\n" for line in csv_lines(record())]

        (fault,) = read_case_file(lines, file="", rules=RULES)

        assert (fault.code, fault.column) == (FaultCode.DUPLICATE_COLUMN, "force")

    def test_name_a_key_that_stands_twice(self):
        fault = only_fault(record(), record(case_key="K2"), record(birth_year="1955"))

        assert (fault.code, fault.row) == (FaultCode.DUPLICATE_KEY, 4)

    def test_let_two_forces_have_the_same_key(self):
        assert len(read(record(), record(force="gwent"))) == 2

    @pytest.mark.parametrize("lines", [[], ["\n"], [",,,\n"]])
    def test_say_that_there_is_nothing(self, lines):
        (fault,) = read_case_file(lines, file="empty.csv", rules=RULES)

        assert fault == CaseFault(FaultCode.EMPTY_FILE, file="empty.csv")

    def test_say_that_there_is_only_a_header(self):
        (fault,) = read_case_file(csv_lines(record())[:1], file="", rules=RULES)

        assert fault.code is FaultCode.NO_ROWS

    def test_say_where_the_csv_breaks(self):
        header, row = csv_lines(record())

        *rows, fault = read_case_file([header, row, 'K2,"gwent"x,\n'], file="", rules=RULES)

        assert len(rows) == 1
        assert (fault.code, fault.row) == (FaultCode.BROKEN_CSV, 3)


class TestSimulatedPeople:
    RULES = replace(RULES, is_simulated=True)

    @pytest.mark.parametrize("number", ["07700 900010", "07700 900999", "07700 900110"])
    def test_may_have_numbers_that_belong_to_nobody(self, number):
        (row,) = read(record(contact_mobile=number), rules=self.RULES)

        assert isinstance(row, CaseRow)

    @pytest.mark.parametrize(
        "number",
        [
            "07700 900009",
            f"+44{7700901000}",
            "07700 900111",
            "07700 900222",
            "07700 900000",
            "+33612345678",
        ],
    )
    def test_may_have_no_other_number(self, number):
        fault = only_fault(record(contact_mobile=number), rules=self.RULES)

        assert fault.code is FaultCode.NOT_SIMULATED

    def test_may_only_have_addresses_at_example_org(self):
        good = record(contact_email="a@example.org")
        bad = record(case_key="K2", contact_email="a@example.org.uk")

        assert only_fault(good, bad, rules=self.RULES).code is FaultCode.NOT_SIMULATED

    def test_are_held_to_nothing_more_where_they_are_real(self):
        assert only_row(contact_mobile="07700 900000").contact_mobile == "+447700900000"


class TestSafeContact:
    def test_is_read_whole(self):
        row = only_row(
            contact_mobile="07700 900123",
            number_safe="yes",
            safe_contact_channel="sms",
            safe_contact_from="10:00",
            safe_contact_to="16:30",
            safe_contact_confirmed_by="officer 4411",
            safe_contact_confirmed_on="2026-10-02",
            safe_word_hash=WORD_HASH,
            advocate_route="IDVA",
        )

        assert row.safe_contact_to.isoformat() == "16:30:00"
        assert row.safe_word_hash == WORD_HASH
        assert row.has_contact


class TestRules:
    def test_are_the_same_rules_whatever_was_read_by_them(self):
        rules = replace(RULES, known_cells=KnownCells())

        read(record(), rules=rules)

        assert rules == replace(RULES, known_cells=KnownCells())

    def test_refuse_a_day_on_which_a_force_had_ended(self):
        life = ForceLife("Old", begins=date(1900, 1, 1), ends=date(2026, 9, 30), successor="New")
        rules = replace(RULES, force_lives={"city-of-london": life}, known_cells=KnownCells())

        assert only_fault(record(), rules=rules).code is FaultCode.FORCE_ENDED


class TestRowsOrFaults:
    def test_gives_rows_while_all_is_well(self):
        rows = reads(record(), record(case_key="K2"))

        assert list(rows_or_faults(rows)) == [row.case for row in rows]

    def test_gives_no_row_after_the_first_fault_and_finds_all_faults(self):
        rows = reads(
            record(),
            record(case_key="K2", sex="x"),
            record(case_key="K3"),
            record(birth_year="1955"),
        )
        given_out = []

        with pytest.raises(FaultsError) as caught:
            given_out.extend(row.case_key for row in rows_or_faults(rows))

        assert given_out == ["K1"]
        assert [fault.row for fault in caught.value.faults] == [3, 5]

    def test_keeps_the_first_thousand_faults_and_counts_the_rest(self):
        fault = CaseFault(FaultCode.NOT_A_ROW)
        rows = (RowResult(row, {}, None, [fault] * 3) for row in range(1_000))

        with pytest.raises(FaultsError) as caught:
            list(rows_or_faults(rows))

        assert len(caught.value.faults) == 1_000
        assert caught.value.count == 3_000


class TestGoodRows:
    def test_pass_while_the_others_are_set_aside_as_they_were_sent(self):
        bad = record(case_key="K2", sex="x")
        rejected = []

        good = list(good_rows(reads(record(), bad, record(case_key="K3")), reject=rejected.append))

        assert [row.case_key for row in good] == ["K1", "K3"]
        assert [(read.row, read.record) for read in rejected] == [(3, bad)]

    def test_come_to_nothing_where_the_file_cannot_be_read_to_its_end(self):
        header, row = csv_lines(record())
        rows = read_rows(csv_rows([header, row, 'K2,"x"y\n'], file="x"), file="x", rules=RULES)

        with pytest.raises(FaultsError) as caught:
            list(good_rows(rows, reject=list))

        assert [fault.code for fault in caught.value.faults] == [FaultCode.BROKEN_CSV]


class TestIsCaseFile:
    @pytest.mark.parametrize(("columns", "is_one"), [(2, False), (3, True), (6, True)])
    def test_is_one_with_half_of_the_columns_that_are_required(self, columns, is_one):
        assert len(REQUIRED) == 6

        assert is_case_file([*REQUIRED[:columns], "shoe_size"]) is is_one

    def test_knows_a_header_with_a_column_too_many_or_too_few(self):
        assert is_case_file([*FEWEST, "surname"])
        assert is_case_file(list(FEWEST)[:-2])

    def test_does_not_know_any_other(self):
        assert not is_case_file(["Crime ID", "Month"])
        assert not is_case_file([])


class TestHostileFiles:
    @pytest.mark.slow
    @given(st.lists(st.text(max_size=80), max_size=8))
    def test_end_in_rows_or_faults(self, lines):
        reads = list(read_case_file(lines, file="x", rules=RULES))

        assert reads
        assert all(isinstance(one, CaseRow | CaseFault) for one in reads)

    @pytest.mark.slow
    @given(st.dictionaries(st.sampled_from(sorted(COLUMNS)), st.text(max_size=30)))
    def test_end_in_rows_or_faults_under_a_right_header_too(self, columns):
        lines = csv_text([record(**columns)]).splitlines(keepends=True)

        reads = list(read_case_file(lines, file="x", rules=RULES))

        assert reads
        assert all(isinstance(one, CaseRow | CaseFault) for one in reads)

    @pytest.mark.slow
    @given(st.text(min_size=8, max_size=40))
    def test_never_get_a_secret_repeated(self, secret):
        rows = [record(contact_mobile=secret, contact_email=secret)]

        for fault in read(*rows):
            if isinstance(fault, CaseFault) and secret.strip() == secret:
                assert secret not in fault.value


@pytest.mark.safety
class TestACellThatNobodyWrote:
    """SAF-17."""

    @pytest.mark.parametrize("column", ["deceased", "exclude_code", "flag_sexual", "number_safe"])
    def test_is_no_blank_where_a_blank_would_invite(self, column):
        fault = only_fault(record(**{column: "#N/A"}))

        assert (fault.code, fault.column) == (FaultCode.NOT_COMPUTED, column)

    def test_is_not_what_a_profile_makes_of_it(self):
        profile = Profile(values={"deceased": {"#N/A": "no", "Err:502": ""}})

        for error in ("#N/A", "Err:502"):
            fault = only_fault(record(deceased=error), rules=replace(RULES, profile=profile))

            assert fault.code is FaultCode.NOT_COMPUTED

    @for_each("column", sorted(set(COLUMNS) - {"force"}))
    def test_is_no_formula_in_any_column(self, column):
        fault = only_fault(record(**{column: '=HYPERLINK("http://example.org")'}))

        assert (fault.code, fault.column) == (FaultCode.FORMULA, column)

    def test_comes_back_as_it_was_from_our_file_of_rejected_rows(self):
        written = io.StringIO()
        rejected = RejectedRows(written, say=lambda fault: fault.code.value)
        for result in reads(
            record(case_key="=1+1", contact_mobile="+447700900123"),
            record(case_key="K2", contact_mobile="+447700900124 or so"),
        ):
            rejected.write(result)

        again = list(
            read_rows(
                csv_rows(written.getvalue().splitlines(keepends=True), file="x"),
                file="x",
                rules=RULES,
            )
        )

        assert [(fault.code, fault.column) for read in again for fault in read.faults] == [
            (FaultCode.FORMULA, "case_key"),
            (FaultCode.WORDS_IN_PHONE, "contact_mobile"),
        ]


class TestANoteBesideTheContact:
    def test_is_refused_by_its_name(self):
        rows = csv_rows(csv_lines(record(contact_note="do not text")), file="x")

        assert [(fault.code, fault.column) for row in rows for fault in row.faults] == [
            (FaultCode.REFUSAL_COLUMN, "contact_note")
        ]

    def test_is_read_as_nothing_where_the_profile_leaves_it_out(self):
        profile = parse_profile('ignore = ["contact_note"]')

        (raw,) = csv_rows(csv_lines(record(contact_note="07700 900123")), file="x", profile=profile)

        assert raw.record == record()


class TestADateThatIsASlip:
    @pytest.mark.parametrize(
        ("column", "written", "code"),
        [
            ("reported_on", "1026-10-01", FaultCode.DATE_TOO_EARLY),
            ("stage_on", "2926-10-01", FaultCode.DATE_TOO_LATE),
            ("release_on", "2926-10-01", FaultCode.DATE_TOO_LATE),
        ],
    )
    def test_is_refused_with_its_reason(self, column, written, code):
        assert only_fault(record(**{column: written})).code is code
