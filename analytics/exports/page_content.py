from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.exports.cells import FileColumn, WrittenCell, cell_of, columns_of
from analytics.exports.markup import PageElement, read_page

NOT_OF_A_CELL = frozenset({"unseen", "mark-words", "svg"})
NOT_OF_A_NAME = frozenset({"mark-words", "svg"})
OF_A_FILE = "data-as"
"""The text of a cell in a file, where the page draws a mark or shows more on demand."""
BESIDE = "data-also"
"""Text next to a cell's value, written to a file column of its own; the head of the column names
it.
"""
PERIOD = "data-period"
"""The period of a table on a page without a period in its address."""


@dataclass(frozen=True)
class PageTable:
    caption: str
    columns: Sequence[FileColumn]
    period: str = ""

    @property
    def rows(self) -> int:
        return len(self.columns[0].values) if self.columns else 0


@dataclass(frozen=True)
class PagePicture:
    caption: str
    drawing: PageElement

    @property
    def description(self) -> str:
        return next((each.text() for each in self.drawing.every("desc")), "")


@dataclass(frozen=True)
class PageContent:
    title: str
    lead: str
    chosen: Mapping[str, str]
    notices: Sequence[str]
    notes: Sequence[str]
    method: Sequence[str]
    marks: Mapping[str, str]
    tables: Sequence[PageTable]
    pictures: Sequence[PagePicture]

    def period_of(self, kind: str, number: int) -> str:
        return self.tables[number - 1].period if kind == "table" else ""


def read_content(html: str) -> PageContent:
    page = read_page(html)
    main = next(page.every("main"), page)
    return PageContent(
        title=_first(main.every("h1")),
        lead=_first(main.with_class("lead")),
        chosen=dict(_selected_options(main)),
        notices=[
            each.text()
            for each in main.with_class("notice")
            if each.attributes.get("role") != "status"
        ],
        notes=[each.text(without=NOT_OF_A_NAME) for each in main.with_class("figure-notes")],
        method=[each.text() for box in main.with_class("method") for each in box.every("p")],
        marks=dict(_marks(main)),
        tables=[_table(each) for each in main.every("table")],
        pictures=[each for each in map(_picture, main.with_class("chart")) if each is not None],
    )


def _first(found: Iterator[PageElement]) -> str:
    return next((each.text(without=NOT_OF_A_NAME) for each in found), "")


def _selected_options(main: PageElement) -> Iterator[tuple[str, str]]:
    labels = {each.attributes.get("for", ""): each.text() for each in main.every("label")}
    for select in main.every("select"):
        for option in select.every("option"):
            if "selected" in option.attributes:
                yield labels.get(select.attributes.get("id", ""), ""), option.text()


def _marks(main: PageElement) -> Iterator[tuple[str, str]]:
    for each in main.with_class("mark"):
        sign = each.text(without=NOT_OF_A_NAME)
        yield sign, each.attributes.get("title", "")


# --- tables -------------------------------------------------------------------------------------


def _table(table: PageElement) -> PageTable:
    caption = _first(table.every("caption"))
    heads = _grid([row for part in table.every("thead") for row in part.every("tr")])
    rows = _grid([row for part in table.every("tbody") for row in part.every("tr")])
    width = max((len(row) for row in [*heads, *rows]), default=0)
    columns: list[FileColumn] = []
    for place in range(width):
        parts = [row[place] for row in heads if place < len(row)]
        names = [part.text(without=NOT_OF_A_NAME) for part in parts if part is not None]
        head = " – ".join(dict.fromkeys(name for name in names if name))
        cells = [_cell(row[place]) if place < len(row) else WrittenCell("") for row in rows]
        columns += columns_of(head, cells)
        columns += _aside_columns(head, heads, rows, place)
    return PageTable(caption, columns, period=table.attributes.get(PERIOD, ""))


Grid = Sequence[Sequence[PageElement | None]]


def _aside_columns(head: str, heads: Grid, rows: Grid, place: int) -> list[FileColumn]:
    said = [_aside_text(row, place) for row in rows]
    if not any(said):
        return []
    named = next(filter(None, (_aside_text(row, place) for row in heads)), "")
    return [FileColumn(", ".join(filter(None, (head, named))), said)]


def _aside_text(row: Sequence[PageElement | None], place: int) -> str:
    cell = row[place] if place < len(row) else None
    return cell.attributes.get(BESIDE, "") if cell else ""


def _cell(cell: PageElement | None) -> WrittenCell:
    if cell is None:
        return WrittenCell("")
    return cell_of(cell.attributes.get(OF_A_FILE) or cell.text(without=NOT_OF_A_CELL))


def _grid(rows: Sequence[PageElement]) -> list[list[PageElement | None]]:
    grid: list[list[PageElement | None]] = []
    below: dict[tuple[int, int], PageElement] = {}
    for number, row in enumerate(rows):
        line: list[PageElement | None] = []
        for cell in row.children:
            if isinstance(cell, PageElement) and cell.tag in {"th", "td"}:
                _fill(line, below, number)
                wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
                for place in range(len(line), len(line) + wide):
                    below |= {(number + down, place): cell for down in range(1, high)}
                is_name = cell.attributes.get("scope") == "rowgroup"
                line += [cell, *[None if is_name else cell] * (wide - 1)]
        _fill(line, below, number)
        grid.append(line)
    return grid


def _fill(
    line: list[PageElement | None], below: dict[tuple[int, int], PageElement], number: int
) -> None:
    while (number, len(line)) in below:
        line.append(below[number, len(line)])


def _span(cell: PageElement, name: str) -> int:
    return int(cell.attributes.get(name, "1") or "1")


# --- pictures -----------------------------------------------------------------------------------


def _picture(chart: PageElement) -> PagePicture | None:
    drawings = [each for each in chart.every("svg") if not each.has_class("is-narrow")]
    if not drawings:
        return None
    return PagePicture(_first(chart.every("figcaption")), drawings[0])
