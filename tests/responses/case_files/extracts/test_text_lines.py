import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.extracts.text_lines import LONGEST_LINE, TextEncoding, TextLines
from responses.case_files.faults import FaultCode, FileError
from tests.each import for_each
from tests.responses.case_files.examples import csv_text, record

CASE_FILE = csv_text([record(area="Trefŵr")]).encode()
TEXT = csv_text([record(), record(area="Ynys Môn – Caffè")])


def lines(data: bytes) -> list[str]:
    return list(TextLines(io.BytesIO(data), name="cases.csv"))


def fault(data: bytes) -> tuple[FaultCode, int]:
    with pytest.raises(FileError) as caught:
        lines(data)
    assert caught.value.fault.file == "cases.csv"
    return caught.value.fault.code, caught.value.fault.row


class TestLines:
    def test_are_utf_8(self):
        assert "Trefŵr" in "".join(lines(CASE_FILE))

    def test_lose_the_mark_at_their_beginning(self):
        assert lines(b"\xef\xbb\xbf" + CASE_FILE) == lines(CASE_FILE)

    def test_are_unpacked_whatever_the_file_is_called(self):
        assert lines(gzip.compress(CASE_FILE)) == lines(CASE_FILE)

    def test_are_unpacked_from_several_parts(self):
        both = gzip.compress(CASE_FILE) + gzip.compress(CASE_FILE)

        assert lines(both) == lines(CASE_FILE) * 2

    @pytest.mark.parametrize(
        ("written", "encoding"),
        [
            (TEXT.encode("utf-8"), TextEncoding.UTF_8),
            (TEXT.encode("utf-8-sig"), TextEncoding.UTF_8),
            (TEXT.encode("cp1252"), TextEncoding.WINDOWS_1252),
            (TEXT.encode("utf-16"), TextEncoding.UTF_16_LE),
            (TEXT.encode("utf-16-le"), TextEncoding.UTF_16_LE),
            (b"\xfe\xff" + TEXT.encode("utf-16-be"), TextEncoding.UTF_16_BE),
            (TEXT.encode("utf-16-be"), TextEncoding.UTF_16_BE),
        ],
    )
    @pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
    def test_are_read_in_the_encoding_that_is_found(self, written, encoding, pack):
        found = TextLines(io.BytesIO(pack(written)), name="cases.csv")

        assert "".join(found) == TEXT
        assert found.encoding is encoding

    @for_each("end", ["\r", "\n", "\r\n"])
    @for_each("encoding", ["utf-8", "cp1252", "utf-16"])
    def test_end_in_any_way(self, end, encoding):
        text = TEXT.replace("\r\n", end)

        assert lines(text.encode(encoding)) == [f"{line}{end}" for line in TEXT.splitlines()]

    @pytest.mark.parametrize("broken", ["Tref\N{LATIN SMALL LETTER W WITH CIRCUMFLEX}r", "ŷ"])
    def test_that_mix_two_encodings_are_refused_by_row(self, broken):
        first, rest = "Ynys Môn\r\n", f"x\r\n{broken}\r\n"

        assert fault(first.encode() + rest.encode() + first.encode("cp1252"))[1] == 4
        assert fault(first.encode("cp1252") + rest.encode()) == (FaultCode.NOT_UTF8, 3)

    def test_are_read_in_the_encoding_that_is_given(self):
        data = "Môn\nTrefŵr\n".encode()
        given_lines = TextLines(io.BytesIO(data), name="x", encoding=TextEncoding.WINDOWS_1252)

        assert next(iter(given_lines)) == "Môn\n".encode().decode("cp1252")

    def test_are_utf_8_where_its_mark_says_so_whatever_is_given(self):
        data = TEXT.encode("utf-8-sig")

        for encoding in TextEncoding:
            found = TextLines(io.BytesIO(data), name="x", encoding=encoding)
            assert "".join(found) == TEXT

    def test_of_a_file_that_may_not_be_packed_are_not_unpacked(self):
        data = gzip.compress(CASE_FILE, mtime=0)
        found = TextLines(io.BytesIO(data), name="x", may_be_packed=False)

        with pytest.raises(FileError):
            list(found)

    def test_with_a_byte_that_no_encoding_has_are_refused(self):
        assert fault(b"a\n\x81\n") == (FaultCode.NOT_UTF8, 2)

    def test_of_utf_16_cut_short_are_refused(self):
        assert fault("ab\ncd".encode("utf-16")[:-1])[0] is FaultCode.NOT_UTF8

    def test_of_an_empty_file_are_refused(self):
        assert fault(b"") == (FaultCode.EMPTY_FILE, 0)
        assert fault(gzip.compress(b"")) == (FaultCode.EMPTY_FILE, 0)

    @pytest.mark.parametrize("kept", [3, 12, 40, -1])
    def test_of_a_gzip_cut_short_are_refused(self, kept):
        assert fault(gzip.compress(CASE_FILE)[:kept])[0] is FaultCode.BROKEN_GZIP

    def test_of_a_damaged_gzip_are_refused(self):
        packed = bytearray(gzip.compress(CASE_FILE))
        packed[len(packed) // 2] ^= 0xFF

        assert fault(bytes(packed))[0] is FaultCode.BROKEN_GZIP

    def test_that_never_end_do_not_fill_the_memory(self):
        assert len(lines(b"x" * (LONGEST_LINE + 1))) == 2

    @given(st.binary(max_size=300))
    def test_of_any_file_are_text_or_a_fault(self, data):
        try:
            text = lines(data)
        except FileError as error:
            text = [error.fault.file]

        assert text

    def test_may_be_left_before_their_end(self, tmp_path):
        path = tmp_path / "cases.csv"
        path.write_bytes(CASE_FILE)

        with path.open("rb") as file:
            reading = iter(TextLines(file, name="cases.csv"))
            next(reading)
        reading.close()

        assert file.closed
