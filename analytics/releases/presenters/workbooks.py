import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from analytics.releases.presenters.sheets import ReleaseSheet, SheetCell

ALWAYS = datetime(2020, 1, 1)  # noqa: DTZ001  # a workbook's own dates have no zone
WIDTHS = (38, 34, 12)
"""Widths, in letters, of the first, second and other columns."""
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPE = "mimetype"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write_xlsx(sheets: Sequence[ReleaseSheet], *, title: str, language: str) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as workbook:
        workbook.set_properties({"created": ALWAYS, "title": title, "comments": language})
        text = workbook.add_format({"text_wrap": True, "valign": "top"})
        bold = workbook.add_format({"bold": True, "font_size": 14})
        for number, sheet in enumerate(sheets, start=1):
            page = workbook.add_worksheet(sheet.name)
            page.write_string(0, 0, sheet.title, bold)
            _fill(page, sheet, f"table_{number}", text)
    return content.getvalue()


def _fill(page: Any, sheet: ReleaseSheet, name: str, text: Any) -> None:
    page.set_column(0, 0, WIDTHS[0])
    page.set_column(1, 1, WIDTHS[1] if len(sheet.head) > 2 else 90)
    page.set_column(2, max(len(sheet.head), 3), WIDTHS[2])
    for place, line in enumerate(sheet.lead, start=1):
        page.write_string(place, 0, line)
    top = len(sheet.lead) + 1
    heads = [{"header": head} for head in sheet.head]
    options = {"name": name, "autofilter": False, "style": None, "columns": heads}
    page.add_table(top, 0, top + len(sheet.rows), len(sheet.head) - 1, options)
    for place, row in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(place, column, cell)
            else:
                page.write_string(place, column, cell, text)


def write_ods(sheets: Sequence[ReleaseSheet], *, title: str, language: str) -> bytes:
    from odfdo import Document, Element, Table

    document = Document("spreadsheet")
    document.body.clear()
    document.meta.title = title
    document.meta.language = "en-GB" if language == "en" else "cy-GB"
    document.meta.creation_date = document.meta.date = ALWAYS
    for sheet in sheets:
        table = Table(sheet.name)
        lines: list[Sequence[SheetCell]] = [
            [sheet.title], *([line] for line in sheet.lead), sheet.head, *sheet.rows
        ]  # fmt: skip
        for line in lines:
            from xml.sax.saxutils import escape

            cells = "".join(
                f'<table:table-cell office:value-type="float" office:value="{cell}">'
                f"<text:p>{cell}</text:p></table:table-cell>"
                if isinstance(cell, int)
                else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
                "</table:table-cell>"
                for cell in line
            )
            table._append(Element.from_tag(f"<table:table-row>{cells}</table:table-row>"))
        document.body.append(table)
    content = io.BytesIO()
    document.save(content)
    return _without_times(content.getvalue())


def _without_times(content: bytes) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(found, "w") as after:
        names = sorted(before.namelist(), key=lambda name: (name != TYPE, name))
        for name in names:
            entry = zipfile.ZipInfo(name, date_time=ALWAYS.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_STORED if name == TYPE else zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return found.getvalue()
