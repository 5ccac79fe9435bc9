import gzip
from pathlib import Path

import pytest

from responses.case_files import file_kinds
from responses.case_files.faults import FaultCode, FaultsError, FileError
from responses.case_files.file_kinds import CaseFileKind
from tests.responses.case_files.examples import csv_text, record

CASE_FILE = csv_text([record(area="Trefŵr")]).encode()
STREET = b"Crime ID,Month,Falls within,Crime type\n"
OUTCOMES = b"Crime ID,Month,Falls within,Outcome type\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


class TestKind:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (CASE_FILE, CaseFileKind.CASE_FILE),
            (STREET, CaseFileKind.POLICE_UK),
            (OUTCOMES, CaseFileKind.POLICE_UK),
            (gzip.compress(STREET, mtime=0), CaseFileKind.POLICE_UK),
        ],
    )
    def test_is_told_by_the_header(self, written, data, kind):
        assert file_kinds.kind_of(written("x", data)) is kind

    def test_of_any_other_file_is_unknown(self, written):
        with pytest.raises(FileError) as caught:
            file_kinds.kind_of(written("x.csv", b"a,b\n1,2\n"))

        assert caught.value.fault.code is FaultCode.UNKNOWN_KIND

    def test_of_a_workbook_of_ten_megabytes_is_a_case_file(self, written):
        data = b"PK\x03\x04".ljust(10 * 1024 * 1024, b"x")

        assert file_kinds.kind_of(written("x.xlsx", data)) is CaseFileKind.CASE_FILE

    def test_of_a_larger_workbook_is_a_fault_that_says_how_large_it_may_be(self, written):
        data = b"PK\x03\x04".ljust(10 * 1024 * 1024 + 1, b"x")

        with pytest.raises(FileError) as caught:
            file_kinds.kind_of(written("x.xlsx", data))

        assert caught.value.fault.code is FaultCode.TOO_LARGE
        assert caught.value.fault.terms == {"most": "10 MB"}

    def test_of_broken_csv_is_a_fault(self, written):
        with pytest.raises(FileError) as caught:
            file_kinds.kind_of(written("x.csv", b'"' + b"x" * 200_000))

        assert caught.value.fault.code is FaultCode.BROKEN_CSV


class TestKindOfAll:
    def test_is_that_of_street_and_outcomes_together(self, written):
        paths = [written("a", STREET), written("b", OUTCOMES)]

        assert file_kinds.kind_of_all(paths) is CaseFileKind.POLICE_UK

    def test_refuses_what_does_not_belong_with_the_first(self, written):
        with pytest.raises(FaultsError) as caught:
            file_kinds.kind_of_all([written("a", STREET), written("b", CASE_FILE)])

        assert [(f.file, f.code) for f in caught.value.faults] == [("b", FaultCode.MIXED_KINDS)]

    def test_names_every_file_that_cannot_be_read(self, written, tmp_path):
        paths = [tmp_path / "absent", written("empty", b""), written("ok", STREET), tmp_path]

        with pytest.raises(FaultsError) as caught:
            file_kinds.kind_of_all(paths)

        assert [fault.code for fault in caught.value.faults] == [
            FaultCode.NO_FILE,
            FaultCode.EMPTY_FILE,
            FaultCode.NO_FILE,
        ]


class TestFilesThatAreNoTables:
    @pytest.mark.parametrize(
        "content",
        [
            b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8\xff\xe0", b"%PDF-1.7", b"{\\rtf1",
            b" <html><table>", b"\n<!DOCTYPE html>", b"<?xml version='1.0'?>",
        ],
    )  # fmt: skip
    def test_are_refused_as_such_whatever_their_name(self, written, content):
        with pytest.raises(FileError) as caught:
            file_kinds.format_of(written("cases.xlsx", content + bytes(200)))

        assert caught.value.fault.code is FaultCode.NOT_A_TABLE

    @pytest.mark.parametrize("magic", [b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"])
    def test_are_none_that_may_be_a_workbook(self, written, magic):
        found = file_kinds.format_of(written("cases.csv", magic + bytes(200)))

        assert found is file_kinds.FileFormat.WORKBOOK
