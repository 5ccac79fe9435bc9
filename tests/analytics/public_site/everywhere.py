"""The site as a stranger has it, without a line of the product."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from python_calamine import CalamineWorkbook

from tests.analytics.public_site.reading import ReadCell, ReadPage

NAMED = ("period", "area", "dimension", "level")
SHOWN = ("positive", "neutral", "negative", "lower", "upper", "base", "mark")
SHEET = ("positive", "lower", "upper", "neutral", "negative", "base")
"""The columns of a workbook's tables, after question and level."""
RELEASE = re.compile(r"^releases/([^/]+)/(\d+)/")
NUMBER = re.compile(r"\d[\d,]*")
FEW = 30
Row = Mapping[str, str]


@dataclass
class Compared:
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def hold(self, where: str, at: str, said: object, wanted: object) -> None:
        self.counts[where] += 1
        if said != wanted:
            self.faults.append(f"{where} {at}: {said!r}, and the file has {wanted!r}")


@dataclass(frozen=True)
class Tidy:
    figures: Mapping[tuple[str, ...], Row]
    reach: Mapping[tuple[str, ...], Row]
    unpublished: Mapping[tuple[str, ...], Row]
    account: Mapping[str, str]

    def row(self, place: tuple[str, ...]) -> Row | None:
        return (self.reach if place[4] == "reach" else self.figures).get(place)


def compare(files: Mapping[str, bytes]) -> Compared:
    found = Compared()
    folders = sorted({each[0] for each in map(RELEASE.match, files) if each})
    tidy = {folder: _tidy(files, folder) for folder in folders}
    latest = max(tidy)
    yearly = max((folder for folder in tidy if f"{folder}forces/index.html" in files), default="")
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        own = RELEASE.match(path.removeprefix("cy/"))
        is_force = path.removeprefix("cy/").startswith("forces/")
        folder = own[0] if own else yearly if is_force else latest
        _page(found, path, content, tidy, folder)
    for folder, of in tidy.items():
        _calls(found, files, folder, of)
        _workbooks(found, files, folder, of)
    return found


def _tidy(files: Mapping[str, bytes], folder: str) -> Tidy:
    account = json.loads(files.get(f"{folder}account.json", b"{}")).get("answers", {})
    return Tidy(
        figures={
            (*(row[name] for name in NAMED), row["item"]): row
            for row in _rows(files, f"{folder}figures.csv")
        },
        reach={
            (*(row[name] for name in NAMED), "reach"): row
            for row in _rows(files, f"{folder}response.csv")
        },
        unpublished={
            (row["period"], row["area"], row["dimension"], row["item"]): row
            for row in _rows(files, f"{folder}unpublished.csv")
        },
        account=account,
    )


def _rows(files: Mapping[str, bytes], path: str) -> Iterator[Row]:
    return csv.DictReader(io.StringIO(files[path].decode()))


def numbers(text: str) -> list[int]:
    return [int(each.replace(",", "")) for each in NUMBER.findall(text)]


def _page(
    found: Compared, path: str, content: bytes, tidy: Mapping[str, Tidy], folder: str
) -> None:
    page = ReadPage(path=path)
    page.feed(content.decode())
    for cell in page.cells:
        *named, column = cell.frozen.split("|")
        place = tuple(named)
        if place[1] == "account":
            _account(found, path, cell, tidy, place[0], column)
            continue
        row = tidy[folder].row(place)
        if row is None:
            found.hold("pages", f"{path} {cell.frozen}", cell.text, None)
            continue
        said = [row["lower"], row["upper"]] if column == "interval" else [row[column]]
        _cell(found, f"{path} {cell.frozen}", cell.text, said)


def _account(
    found: Compared, path: str, cell: ReadCell, tidy: Mapping[str, Tidy], period: str, column: str
) -> None:
    held = {of.account.get(column, "") for folder, of in tidy.items() if f"/{period}/" in folder}
    wanted = [[int(each) if str(each).isdigit() else FEW] for each in held]
    found.hold("pages", f"{path} {cell.frozen}", numbers(cell.text) in wanted, True)


def _cell(found: Compared, at: str, text: str, said: list[str]) -> None:
    wanted = [int(each) for each in said if each.isdigit()]
    if wanted:
        found.hold("pages", at, numbers(text.removesuffix("[u]")), wanted)
    else:
        found.hold("pages", at, text.endswith(said[0]), True)


def _calls(found: Compared, files: Mapping[str, bytes], folder: str, tidy: Tidy) -> None:
    for path in (path for path in files if path.startswith(f"{folder}api/")):
        told = json.loads(files[path])
        for line in told["rows"] if isinstance(told, dict) else ():
            row = dict(zip(told["columns"], line, strict=True))
            place = (row["period"], told["area"], row["dimension"], row["level"], row["item"])
            for column in SHOWN:
                found.hold("calls", f"{path} {place}", row[column], tidy.figures[place][column])
        for line in told["unpublished"] if isinstance(told, dict) else ():
            place = (line["period"], told["area"], "all", line["item"])
            for column in ("mark", "why"):
                wanted = tidy.unpublished[place][column]
                found.hold("calls", f"{path} {place}", line[column], wanted)


def _workbooks(found: Compared, files: Mapping[str, bytes], folder: str, tidy: Tidy) -> None:
    books = {
        (language, kind): _sheets(files[f"{folder}tables-{language}.{kind}"])
        for language in ("en", "cy")
        for kind in ("xlsx", "ods")
        if f"{folder}tables-{language}.{kind}" in files
    }
    if not books:
        return
    named = {_titled(row): row for row in tidy.figures.values() if row["area"] == "nation"}
    first = books["en", "xlsx"]
    for title, rows in first:
        dimension = title.partition(" by ")[2].partition(":")[0]
        period = title.rpartition(": England and Wales, ")[2]
        for question, level, *cells in rows:
            row = named.get((period, dimension, str(question), str(level)))
            if row is not None:
                for column, cell in zip(SHEET, _figures(cells), strict=False):
                    at = f"{folder} {title}, {question}, {level}, {column}"
                    found.hold("workbooks", at, cell, row[column])
    wanted = [_figures(chain(*rows)) for _title, rows in first]
    for (language, kind), sheets in books.items():
        for at, (of, (title, rows)) in enumerate(zip(wanted, sheets, strict=True)):
            said = _figures(chain(*rows)) if at >= 3 else of
            found.hold("other workbooks", f"{folder}{language}.{kind} {title}", said, of)


def _titled(row: Row) -> tuple[str, ...]:
    if row["dimension"] == "all":
        return row["period_name"], "", row["question"], row["area_name"]
    return row["period_name"], row["dimension_name"], row["question"], row["level_name"]


def _sheets(book: bytes) -> list[tuple[str, list[list[object]]]]:
    read = CalamineWorkbook.from_filelike(io.BytesIO(book))
    sheets = [read.get_sheet_by_name(name).to_python() for name in read.sheet_names]
    return [(str(rows[0][0]), [row for row in rows[1:] if len(row) > 2]) for rows in sheets]


def _figures(cells: object) -> list[str]:
    return [
        f"{cell:.0f}" if isinstance(cell, float) else str(cell)
        for cell in cells  # type: ignore[attr-defined]
        if isinstance(cell, float) or str(cell).startswith("[")
    ]
