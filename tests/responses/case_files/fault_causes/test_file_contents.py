import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.fault_causes.file_contents import FileContent, no_table
from tests.responses.case_files.examples import csv_text, record, workbook


def archive(name: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr(name, "Crime ID,Month")
    return written.getvalue()


class TestAFile:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"\x89PNG\r\n\x1a\n", FileContent.PICTURE),
            (b"\xff\xd8\xff\xe0", FileContent.PICTURE),
            (b"%PDF-1.7", FileContent.PDF),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", FileContent.WEB_PAGE),
            (b"<?xml version='1.0'?><Workbook>", FileContent.WEB_PAGE),
            (archive("extract.csv"), FileContent.ARCHIVE),
            (b"{\\rtf1", FileContent.DOCUMENT),
        ],
    )
    def test_is_told_by_its_first_bytes(self, content, kind):
        assert no_table(content) is kind

    def test_may_be_a_table(self):
        for content in (csv_text([record()]).encode(), workbook([record()]), b'{"case_key": "K1"}'):
            assert no_table(content) is None

    @given(st.binary(max_size=600))
    def test_of_any_bytes_is_judged(self, content):
        assert no_table(content) in {None, *FileContent}
