import io
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from access.forces.life import ForceLife
from responses.case_files.faults import FaultCode, FaultsError, FileError
from responses.case_files.file_kinds import CaseFileKind, kind_of
from responses.case_files.police_uk import api_answers, archives
from responses.case_files.police_uk.cases import case_of
from responses.case_files.police_uk.sources import open_sources
from tests.responses.case_files.police_uk_files import (
    RULES,
    outcome_row,
    outcomes_text,
    street_row,
    street_text,
)

STREET = street_text(street_row())
OUTCOMES = outcomes_text(outcome_row(month="2016-05"))
SEARCHES = "Type,Date,Object of search\nPerson search,2016-03-01T10:00:00+00:00,Anything\n"


def zipped(files: dict[str, str | bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return written.getvalue()


@pytest.fixture
def file_of(tmp_path: Path):
    def write(content: bytes | object, name: str = "download") -> Path:
        path = tmp_path / name
        path.write_bytes(
            content if isinstance(content, bytes) else json.dumps(content, indent=1).encode()
        )
        return path

    return write


def read(*files, said="city-of-london", lives=None, only=None):
    rules = replace(RULES, lives=lives or {}, said=said, only=only)
    with open_sources(files, rules=rules) as reading:
        cases = {filing.crime_id: case_of(filing) for filing in reading.filings()}
        return cases, reading.all_counts()


def faults(*files, **given):
    with pytest.raises(FaultsError) as caught:
        read(*files, **given)
    return [(fault.code, fault.row, fault.column) for fault in caught.value.faults]


class TestATable:
    def test_of_stop_and_search_is_left_out_and_counted(self, file_of):
        searches = file_of(SEARCHES.encode(), "2016-03-city-of-london-stop-and-search.csv")

        cases, counts = read(searches, file_of(STREET.encode(), "street.csv"))

        assert kind_of(searches) is CaseFileKind.POLICE_UK
        assert list(cases) == ["a1"]
        assert counts["stop_and_search_files"] == 1

    def test_that_is_empty_is_refused(self, file_of):
        assert faults(file_of(b"")) == [(FaultCode.EMPTY_FILE, 0, "")]


class TestAnArchive:
    def test_is_read_as_its_files_are(self, file_of):
        file = file_of(
            zipped({"2016-05/2016-05-city-outcomes.csv": OUTCOMES, "2016-03/x-street.csv": STREET})
        )

        cases, counts = read(file)

        assert kind_of(file) is CaseFileKind.POLICE_UK
        assert (cases["a1"].crime_group, cases["a1"].stage) == ("burglary", "CHARGED")
        assert counts["joined"] == 1

    def test_has_stop_and_search_and_what_is_no_table_counted_and_left_out(self, file_of):
        file = file_of(
            zipped(
                {"m/street.csv": STREET, "m/m-city-stop-and-search.csv": SEARCHES, "README": b"x"}
            )
        )

        _cases, counts = read(file)

        assert (counts["stop_and_search_files"], counts["other_files"]) == (1, 1)

    def test_has_a_faulty_row_named_by_its_file(self, file_of):
        file = file_of(zipped({"m/street.csv": STREET.replace("2016-03", "x")}), "all.zip")

        with pytest.raises(FaultsError) as caught:
            read(file)

        [fault] = caught.value.faults
        assert (fault.code, fault.file) == (FaultCode.WRONG_MONTH, "all.zip/m/street.csv")

    def test_is_told_from_a_workbook(self, file_of):
        assert kind_of(file_of(zipped({"xl/workbook.xml": b"<x/>"}))) is CaseFileKind.CASE_FILE

    @pytest.mark.parametrize("place", [60, 90])
    def test_that_is_damaged_is_refused(self, file_of, place):
        content = bytearray(zipped({"m/street.csv": STREET * 20}))
        content[place] ^= 0xFF

        assert faults(file_of(bytes(content)))[0][0] is FaultCode.BROKEN_ARCHIVE

    def test_with_a_password_is_refused(self, file_of):
        content = bytearray(zipped({"m/street.csv": STREET}))
        content[content.index(b"PK\x01\x02") + 8] |= 1

        assert faults(file_of(bytes(content))) == [(FaultCode.BROKEN_ARCHIVE, 0, "")]

    @pytest.mark.slow
    def test_that_unpacks_to_far_more_than_its_size_is_refused_once(self, file_of, monkeypatch):
        monkeypatch.setattr(archives, "SMALLEST_BOUND", 100_000)
        bomb = STREET + "\n" * 2_000_000

        found = faults(file_of(zipped({f"m/{n}-street.csv": bomb for n in range(3)})))

        assert found == [(FaultCode.ARCHIVE_TOO_LARGE, 0, "")]

    def test_of_too_many_files_is_refused(self, file_of, monkeypatch):
        monkeypatch.setattr(archives, "MOST_PARTS", 2)

        found = faults(file_of(zipped({f"{n}.csv": STREET for n in range(3)})))

        assert found == [(FaultCode.ARCHIVE_TOO_MANY, 0, "")]

    @pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 200])
    def test_without_a_list_of_files_is_none(self, content):
        assert not archives.is_archive(io.BytesIO(content))

    def test_with_too_long_a_list_of_files_is_not_opened(self, monkeypatch):
        monkeypatch.setattr(archives, "LARGEST_DIRECTORY", 10)

        assert not archives.is_archive(io.BytesIO(zipped({"m/street.csv": STREET})))

    def test_puts_no_name_where_it_could_be_a_path(self, file_of):
        cases, _counts = read(file_of(zipped({"../../../etc/street.csv": STREET})))

        assert list(cases) == ["a1"]


CRIME = {
    "category": "burglary",
    "location_type": "Force",
    "month": "2016-03",
    "persistent_id": "a1",
    "outcome_status": {"category": "Local resolution", "date": "2016-05"},
}
HISTORY = {
    "crime": CRIME,
    "outcomes": [
        {"category": {"code": "x", "name": "Under investigation"}, "date": "2016-03"},
        {"category": {"code": "y", "name": "Suspect charged"}, "date": "2016-06"},
    ],
}


class TestAnAnswerOfTheApi:
    def test_lists_crimes_with_their_outcomes(self, file_of):
        file = file_of([CRIME, {**CRIME, "persistent_id": "a2", "outcome_status": None}])

        cases, counts = read(file)

        assert kind_of(file) is CaseFileKind.POLICE_UK
        assert (cases["a1"].stage, cases["a1"].outcome_on) == ("OUT_OF_COURT", date(2016, 5, 1))
        assert (cases["a2"].stage, cases["a2"].force) == ("REPORT", "city-of-london")
        assert counts["joined"] == 1

    def test_is_the_history_of_a_crime(self, file_of):
        file = file_of(HISTORY)

        cases, _counts = read(file)

        assert kind_of(file) is CaseFileKind.POLICE_UK
        assert (cases["a1"].crime_group, cases["a1"].stage) == ("burglary", "CHARGED")

    def test_lists_outcomes(self, file_of):
        listed = [{"crime": CRIME, **outcome} for outcome in HISTORY["outcomes"]]

        assert read(file_of(listed, "l"))[0] == read(file_of(HISTORY, "h"))[0]

    def test_joins_what_the_tables_say(self, file_of):
        cases, _counts = read(file_of([CRIME]), file_of(STREET.encode(), "street.csv"))

        assert (cases["a1"].area, cases["a1"].stage) == ("E01000914", "OUT_OF_COURT")

    def test_has_what_is_of_nobody_counted_and_left_out(self, file_of):
        file = file_of([{**CRIME, "persistent_id": ""}, {**CRIME, "location_type": "BTP"}])

        cases, counts = read(file)

        assert cases == {}
        assert (counts["without_id_in_api"], counts["transport_police"]) == (1, 1)

    def test_needs_its_force(self, file_of):
        assert faults(file_of([CRIME]), said="") == [(FaultCode.FORCE_NOT_SAID, 0, "")]

    @pytest.mark.parametrize(
        ("changes", "code", "column"),
        [
            ({"category": "piracy"}, FaultCode.UNKNOWN_CRIME_TYPE, "category"),
            ({"month": "March"}, FaultCode.WRONG_MONTH, "month"),
            ({"month": "2026-12"}, FaultCode.FUTURE_DATE, "month"),
            ({"persistent_id": "x" * 65}, FaultCode.TOO_LONG, "persistent_id"),
            ({"persistent_id": "\ud800"}, FaultCode.WRONG_TEXT, "persistent_id"),
            ({"persistent_id": "a\0"}, FaultCode.WRONG_TEXT, "persistent_id"),
            (
                {"outcome_status": {"category": "Turned to stone", "date": "2016-05"}},
                FaultCode.UNKNOWN_WORDING,
                "category",
            ),
            (
                {"outcome_status": {"category": "Local resolution", "date": None}},
                FaultCode.WRONG_MONTH,
                "date",
            ),
            ({"outcome_status": "charged"}, FaultCode.NOT_API_JSON, "outcome_status"),
            ({"category": {"code": "burglary"}}, FaultCode.NOT_API_JSON, ""),
        ],
    )
    def test_has_each_fault_named_by_item_and_field(self, file_of, changes, code, column):
        assert faults(file_of([CRIME, {**CRIME, **changes}])) == [(code, 2, column)]

    def test_of_a_force_that_had_ended_is_refused(self, file_of):
        lives = {"city-of-london": ForceLife("City", date(1839, 1, 1), date(2016, 1, 1), "x")}

        assert faults(file_of([CRIME]), lives=lives) == [(FaultCode.FORCE_ENDED, 1, "month")]

    @pytest.mark.parametrize("text", ['[{"persistent_id"', '[{"persistent_id": 1', "[" * 90_000])
    def test_that_is_cut_short_is_refused(self, text):
        answer = api_answers.ApiAnswer("x.json", replace(RULES, said="city-of-london"), Counter())

        assert [fault.code for fault in answer.rows(text)] == [FaultCode.NOT_API_JSON]

    def test_that_is_too_large_is_not_read(self, monkeypatch):
        monkeypatch.setattr(api_answers, "LARGEST", 10)

        with pytest.raises(FileError) as caught:
            api_answers.text_of(io.BytesIO(b"[" * 11), name="x")

        assert caught.value.fault.code is FaultCode.TOO_LARGE

    def test_that_is_no_text_is_refused(self):
        with pytest.raises(FileError) as caught:
            api_answers.text_of(io.BytesIO(b"\xff\xfe"), name="x")

        assert caught.value.fault.code is FaultCode.NOT_UTF8

    def test_of_docklands_is_read_whole(self, shared_data):
        file = shared_data / "cases" / "crimes-street_2014-08_london-mozfest.json"

        cases, counts = read(file, said="metropolitan")

        listed = json.loads(file.read_text())
        assert len(cases) == len({c["persistent_id"] for c in listed} - {""})
        left_out = counts["without_id_in_api"] + counts["transport_police"]
        assert counts["street_rows"] + left_out == len(listed)

    def test_of_the_documentation_is_read(self, shared_data):
        cases, _counts = read(shared_data / "cases" / "case-history_example.json")

        [case] = cases.values()
        assert (case.crime_group, case.stage) == ("bicycle", "NFA_POLICE")


class TestOtherForces:
    def test_are_left_out_and_counted_where_one_is_asked_for(self, file_of):
        other = street_row("b1", **{"Falls within": "Avon and Somerset Constabulary"})
        file = file_of(street_text(street_row(), other).encode())

        cases, counts = read(file, only=frozenset({"city-of-london"}))

        assert list(cases) == ["a1"]
        assert counts["of_other_forces"] == 1
