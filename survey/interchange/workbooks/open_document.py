import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from xlsxwriter.utility import xl_rowcol_to_cell

from survey.interchange.faults import FormError, FormFault, Reason, file_error
from survey.interchange.workbooks.open_styles import (
    NAMESPACE,
    STYLE,
    TABLE,
    OpenSettings,
    OpenStyles,
)
from survey.interchange.workbooks.sheet_facts import JOINED, NOT_COMPUTED, STRUCK_OUT, SheetFacts
from survey.interchange.workbooks.sheet_reader import Cell, SheetReader, text_of
from survey.interchange.workbooks.sheets import EPOCH, Bounds, WorkbookSheet
from survey.interchange.workbooks.shown import UNSEEN, mark_by_text

STYLES, SETTINGS, CONTENT = "styles.xml", "settings.xml", "content.xml"
PIECE = 256 * 1024
OFFICE, TEXT, DRAWING = (NAMESPACE.format(name) for name in ("office", "text", "drawing"))
ERROR = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
GROUPS = (f"{TABLE}table-row-group", f"{TABLE}table-column-group")
LINKED = (
    f"{TABLE}table-source", f"{TABLE}cell-range-source", f"{TABLE}dde-links",
    f"{OFFICE}dde-source",
)  # fmt: skip
OUT_OF_SIGHT = frozenset({"collapse", "filter"})
CELL_STYLE = f"{TABLE}default-cell-style-name"
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
WRITINGS = {
    **dict.fromkeys(PARAGRAPHS, "paragraph"), **dict.fromkeys([f"{TEXT}span", f"{TEXT}a"], "text"),
}  # fmt: skip
"""Elements of a cell's own text to the families of their styles."""
DURATION = re.compile(r"PT([01]?[0-9]|2[0-3])H([0-5]?[0-9])M([0-5]?[0-9])(?:[.,][0-9]*)?S")


def open_document_sheets(content: bytes, *, bounds: Bounds) -> tuple[WorkbookSheet, ...]:
    """Raises FormError."""
    styles, settings, page_texts = OpenStyles(), OpenSettings(), list[str]()
    parser = _ContentParser(bounds, styles, settings)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if STYLES in package.namelist():
                _feed(package, STYLES, _parser(styles.read, page_texts.append))
            if SETTINGS in package.namelist():
                _feed(package, SETTINGS, _parser(settings.start, settings.text))
            _feed(package, CONTENT, parser.expat)
    except (expat.ExpatError, ValueError, KeyError, IndexError) as error:
        if isinstance(error, FormError):
            raise
        raise file_error(Reason.DAMAGED) from error
    reader = SheetReader(bounds, epoch=parser.epoch)
    if parser.tables:
        parser.tables[0].facts.texts += [*page_texts, *parser.names]
    for table in parser.tables:
        reader.add(table.name, table.rows, facts=table.facts, is_hidden=table.is_hidden)
    return tuple(reader.sheets)


def _parser(
    start: Callable[[str, Mapping[str, str]], None], text: Callable[[str], None] | None = None
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    return parser


def _feed(package: zipfile.ZipFile, part: str, parser: expat.XMLParserType) -> None:
    with package.open(part) as stream:
        while piece := stream.read(PIECE):
            parser.Parse(piece, False)  # noqa: FBT003  # expat takes no keyword


@dataclass
class _Table:
    name: str
    is_hidden: bool
    rows: list[list[Cell]] = field(default_factory=list)
    facts: SheetFacts = field(default_factory=SheetFacts)
    row_number: int = 1
    column_number: int = 1
    """The next row, and the next column that the table describes."""
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    """First and last column, and the style of those cells that have none of their own."""
    is_protected: bool = False


@dataclass
class _Row:
    times: int
    is_hidden: bool
    style: str = ""
    """The style of cells without their own."""
    cells: list[Cell] = field(default_factory=list)
    width: int = 0
    """With blank cells at its end, which `cells` does not have."""


class _ContentParser:
    def __init__(self, bounds: Bounds, styles: OpenStyles, settings: OpenSettings) -> None:
        self.bounds = bounds
        self.styles = styles
        self.settings = settings
        self.epoch = EPOCH
        self.tables: list[_Table] = []
        self._path: list[str] = []
        self._hidden_groups: list[bool] = []
        self._row = _Row(1, is_hidden=False)
        self._cell: Mapping[str, str] = {}
        self._paragraphs: list[str] = []
        self._is_struck_out = False
        self.names: list[str] = []
        self._beginnings: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            **dict.fromkeys(CELLS, self._begin_cell),
            **dict.fromkeys(GROUPS, self._begin_group),
            **dict.fromkeys(LINKED, _refuse_link),
            f"{OFFICE}annotation": self._add_comment,
            f"{TABLE}named-range": self._add_name,
            f"{TABLE}table": self._begin_table,
            f"{TABLE}table-row": self._begin_row,
            f"{TABLE}table-column": self._add_column,
            f"{TABLE}null-date": self._read_epoch,
        }
        self.expat = _parser(self._start, self._text)
        self.expat.EndElementHandler = self._end

    def _start(self, name: str, said: Mapping[str, str]) -> None:
        self._path.append(name)
        if begin := self._beginnings.get(name):
            begin(said)
        elif name.startswith(TEXT):
            if name in PARAGRAPHS and self._is_in_cell(self._path[:-1]):
                self._paragraphs.append("")
            elif name == f"{TEXT}s":
                self._text(" " * min(int(said.get(f"{TEXT}c", "1")), 1_000))
            elif name in {f"{TEXT}tab", f"{TEXT}line-break"}:
                self._text("\t" if name.endswith("tab") else "\n")
            if self.styles.has_lines_through and name in WRITINGS and self._is_in_paragraph():
                style = said.get(f"{TEXT}style-name", "")
                self._is_struck_out |= self.styles.is_struck_out(WRITINGS[name], style)
        elif name.startswith(STYLE):
            self.styles.read(name, said)
        elif name.startswith(DRAWING) and self.tables:
            self.tables[-1].facts.has_drawings = True

    def _end(self, name: str) -> None:
        self._path.pop()
        if name in CELLS:
            is_covered = name == CELLS[1]
            row, times = self._row, _times(self._cell, "columns")
            value = JOINED if is_covered else self._value()
            if is_covered:
                times = max(min(times, self.bounds.columns - row.width), 0)
            if value not in {None, ""}:
                self._refuse_far(Reason.TOO_MANY_COLUMNS, row.width + times, self.bounds.columns)
                value = value if is_covered else self._look(times) or value
                row.cells.extend([None] * (row.width - len(row.cells)))
                row.cells.extend([value] * times)
            row.width += times
        elif name == f"{TABLE}table-row":
            self._add_row()
        elif name in GROUPS:
            self._hidden_groups.pop()

    def _text(self, text: str) -> None:
        if self._is_in_paragraph():
            self._paragraphs[-1] += text
        elif f"{OFFICE}annotation" in self._path and self._path[-1].startswith(TEXT):
            self.tables[-1].facts.comment_texts[-1] += f"{text} "
        elif self.tables and any(name.startswith(DRAWING) for name in self._path):
            self.tables[-1].facts.texts.append(text)

    def _is_in_paragraph(self) -> bool:
        is_in_text = self._path[-1].startswith(TEXT)
        return is_in_text and self._is_in_cell(self._path) and bool(self._paragraphs)

    @staticmethod
    def _is_in_cell(path: Sequence[str]) -> bool:
        inside = next((name for name in reversed(path) if not name.startswith(TEXT)), "")
        return inside in CELLS

    def _begin_cell(self, said: Mapping[str, str]) -> None:
        self._cell, self._paragraphs, self._is_struck_out = said, [], False

    def _add_comment(self, _said: Mapping[str, str]) -> None:
        table, row = self.tables[-1], self._row
        cell = xl_rowcol_to_cell(table.row_number - 1, row.width)
        table.facts.comments.append(cell)
        table.facts.comment_texts.append("")

    def _add_name(self, said: Mapping[str, str]) -> None:
        self.names.append(said.get(f"{TABLE}name", ""))

    def _begin_group(self, said: Mapping[str, str]) -> None:
        self._hidden_groups.append(said.get(f"{TABLE}display") == "false")

    def _begin_row(self, said: Mapping[str, str]) -> None:
        self._row = _Row(
            _times(said, "rows"),
            is_hidden=self._is_out_of_sight(said),
            style=said.get(CELL_STYLE, ""),
        )

    def _read_epoch(self, said: Mapping[str, str]) -> None:
        self.epoch = date.fromisoformat(said.get(f"{TABLE}date-value", EPOCH.isoformat()))

    def _is_out_of_sight(self, said: Mapping[str, str]) -> bool:
        return (
            said.get(f"{TABLE}visibility") in OUT_OF_SIGHT
            or said.get(f"{TABLE}style-name") in self.styles.hidden
            or any(self._hidden_groups)
        )

    def _begin_table(self, said: Mapping[str, str]) -> None:
        if f"{OFFICE}spreadsheet" not in self._path:
            raise file_error(Reason.NOT_A_SPREADSHEET)
        if f"{TABLE}table" in self._path[:-1]:
            raise file_error(Reason.DAMAGED)
        is_hidden = said.get(f"{TABLE}style-name") in self.styles.hidden
        table = _Table(said.get(f"{TABLE}name", ""), is_hidden=is_hidden)
        table.is_protected = said.get(f"{TABLE}protected") == "true"
        self.tables.append(table)

    def _add_column(self, said: Mapping[str, str]) -> None:
        table, times = self.tables[-1], _times(said, "columns")
        span = (table.column_number, table.column_number + times - 1)
        if self._is_out_of_sight(said):
            table.facts.hidden_columns.append(span)
        if style := said.get(CELL_STYLE):
            table.column_styles.append((*span, style))
        table.column_number += times

    def _look(self, times: int) -> str:
        styles = self.styles
        is_protected = self.tables[-1].is_protected and styles.has_unseen
        if is_protected and any(map(styles.is_unseen, self._cell_styles(times))):
            return UNSEEN
        if styles.has_lines_through and (
            self._is_struck_out
            or any(styles.is_struck_out("table-cell", name) for name in self._cell_styles(times))
        ):
            return STRUCK_OUT
        return ""

    def _cell_styles(self, times: int) -> Iterator[str]:
        if style := self._cell.get(f"{TABLE}style-name") or self._row.style:
            yield style
            return
        first = self._row.width + 1
        found = [
            style
            for start, last, style in self.tables[-1].column_styles
            if start < first + times and first <= last
        ]
        yield from found or [""]

    def _add_row(self) -> None:
        table, row = self.tables[-1], self._row
        first = table.row_number
        table.row_number += row.times
        if all(cell in {None, JOINED} for cell in row.cells):
            return
        self._refuse_far(Reason.TOO_MANY_ROWS, table.row_number - 1, self.bounds.rows)
        table.rows.extend([] for _ in range(first - 1 - len(table.rows)))
        table.rows.extend([row.cells] * row.times)
        if row.is_hidden:
            table.facts.hidden_rows |= set(range(first, table.row_number))

    def _refuse_far(self, reason: Reason, found: int, most: int) -> None:
        if found > most:
            table = self.tables[-1]
            terms = {"most": f"{most:,}"}
            raise FormError([FormFault(reason, table.name, table.row_number, terms=terms)])

    def _value(self) -> Cell:
        said, text = self._cell, "\n".join(self._paragraphs)
        kind = said.get(f"{OFFICE}value-type", "")
        if said.get(ERROR) == "error":
            return text or NOT_COMPUTED
        is_said = bool(self._paragraphs) or f"{OFFICE}string-value" in said
        if f"{TABLE}formula" in said and (not kind or (kind == "string" and not is_said)):
            return NOT_COMPUTED
        stored = _stored(said, kind)
        if stored is None:
            return text
        if stored == 0.0 and isinstance(stored, float) and self.settings.hides_zeros:
            return UNSEEN
        return mark_by_text(stored, text_of(stored), text) or stored


def _stored(said: Mapping[str, str], kind: str) -> Cell:
    """None where only its paragraphs say it."""
    match kind:
        case "float" | "percentage" | "currency":
            return float(said[f"{OFFICE}value"])
        case "date":
            written = said[f"{OFFICE}date-value"]
            return (datetime if "T" in written else date).fromisoformat(written)
        case "time" if found := DURATION.fullmatch(said[f"{OFFICE}time-value"]):
            hour, minute, second = map(int, found.groups())
            return time(hour, minute, second)
        case "boolean":
            return said[f"{OFFICE}boolean-value"] == "true"
        case "string":
            return said.get(f"{OFFICE}string-value")
    return None


def _refuse_link(_said: Mapping[str, str]) -> NoReturn:
    raise file_error(Reason.EXTERNAL_LINK)


def _times(said: Mapping[str, str], what: str) -> int:
    times = int(said.get(f"{TABLE}number-{what}-repeated", "1"))
    if not 0 < times < 2**24:
        raise file_error(Reason.DAMAGED)
    return times
