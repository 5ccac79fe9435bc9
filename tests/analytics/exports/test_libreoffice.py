import csv
import io
import shutil
import subprocess

import openpyxl
import pytest

from tests.analytics.exports.test_content import taken
from tests.analytics.releases.test_files import files as files

SOFFICE = shutil.which("soffice")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""Commas, quotation marks, UTF-8, from the first row; cells as they are stored; all sheets."""
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.nightly,
    pytest.mark.skipif(
        SOFFICE is None,
        reason="LibreOffice is not installed (Debian: apt install libreoffice-calc)",
    ),
]


@pytest.fixture
def opened(tmp_path):
    def open_it(name: str, body: bytes) -> dict[str, list[list[str]]]:
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        (folder / name).write_bytes(body)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [SOFFICE, profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir",
                   str(folder), str(folder / name)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        stem = name.rpartition(".")[0]
        return {
            file.stem.removeprefix(f"{stem}-"): list(csv.reader(io.StringIO(file.read_text())))
            for file in sorted(folder.glob("*.csv"))
        }

    return open_it


def written(body: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    return {sheet.title: trimmed(sheet.iter_rows(values_only=True)) for sheet in book}


def trimmed(rows) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def cells(sheets) -> dict[str, list[str]]:
    return {name: [cell for row in rows for cell in row if cell] for name, rows in sheets.items()}


class TestAWorkbook:
    @pytest.mark.parametrize("language", ["en", "cy"])
    @pytest.mark.parametrize("form", ["xlsx", "ods"])
    def test_of_a_release_opens_as_it_was_written(self, files, opened, language, form):
        name = f"tables-{language}.{form}"

        found = cells(opened(name, files[name].body))

        assert found == cells(written(files[f"tables-{language}.xlsx"].body))
        assert len(found) > 5

    def test_of_a_page_opens_as_it_was_written(self, opened):
        body = taken("table-1.xlsx", is_simulated=True)

        found = cells(opened("table-1.xlsx", body))

        assert found == cells(written(body))
        assert any("SIMULATED" in cell for sheet in found.values() for cell in sheet)
