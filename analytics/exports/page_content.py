"""What a page of figures holds that people take with them: its tables, its pictures, and the words
around them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.exports.cells import FileColumn, WrittenCell, cell_of, columns_of
from analytics.exports.markup import PageElement, read_page

NOT_OF_A_CELL = frozenset({"unseen", "mark-words", "svg"})
NOT_OF_A_NAME = frozenset({"mark-words", "svg"})
OF_A_FILE = "data-as"
"""What a cell says in a file, where the page draws a mark or tells more of it once it is chosen."""
BESIDE = "data-also"
"""What a cell says beside its value, which a file has in a column of its own; the head of its
column says what that is."""
PERIOD = "data-period"
"""The period of a table whose page is asked for none."""


@dataclass(frozen=True)
class PageTable:
    """`period` is its quarter or year where the address does not say it; else empty."""

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
        """What a screen reader is told of the drawing."""
        return next((each.text() for each in self.drawing.every("desc")), "")


@dataclass(frozen=True)
class PageContent:
    """`chosen` is what the page's form has chosen, by its label; `marks` are those on the page with
    their meanings; `method` says how its figures are made."""

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
        """That of a table by its number, from 1; empty where it says none."""
        return self.tables[number - 1].period if kind == "table" else ""


def read_content(html: str) -> PageContent:
    page = read_page(html)
    main = next(page.every("main"), page)
    return PageContent(
        title=_first(main.every("h1")),
        lead=_first(main.with_class("lead")),
        chosen=dict(_chosen(main)),
        notices=[each.text() for each in main.with_class("notice") if not _is_of_an_act(each)],
        notes=[each.text(without=NOT_OF_A_NAME) for each in main.with_class("figure-notes")],
        method=[each.text() for box in main.with_class("method") for each in box.every("p")],
        marks=dict(_marks(main)),
        tables=[_table(each) for each in main.every("table")],
        pictures=[each for each in map(_picture, main.with_class("chart")) if each is not None],
    )


def _is_of_an_act(notice: PageElement) -> bool:
    """What the reader did a moment ago and sees once: no part of the figures."""
    return notice.attributes.get("role") == "status"


def _first(found: Iterator[PageElement]) -> str:
    return next((each.text(without=NOT_OF_A_NAME) for each in found), "")


def _chosen(main: PageElement) -> Iterator[tuple[str, str]]:
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
        head = _joined([row[place] for row in heads if place < len(row)])
        cells = [_cell(row[place]) if place < len(row) else WrittenCell("") for row in rows]
        columns += columns_of(head, cells)
        columns += _beside(head, heads, rows, place)
    return PageTable(caption, columns, period=table.attributes.get(PERIOD, ""))


Grid = Sequence[Sequence[PageElement | None]]


def _beside(head: str, heads: Grid, rows: Grid, place: int) -> list[FileColumn]:
    """What the cells of a column say beside their values; nothing where none of them does."""
    said = [_said_beside(row, place) for row in rows]
    if not any(said):
        return []
    named = next(filter(None, (_said_beside(row, place) for row in heads)), "")
    return [FileColumn(", ".join(filter(None, (head, named))), said)]


def _said_beside(row: Sequence[PageElement | None], place: int) -> str:
    cell = row[place] if place < len(row) else None
    return cell.attributes.get(BESIDE, "") if cell else ""


def _joined(parts: Sequence[PageElement | None]) -> str:
    """Heads above each other as one, each once: "Reported – Share"."""
    names = [part.text(without=NOT_OF_A_NAME) for part in parts if part is not None]
    return " – ".join(dict.fromkeys(name for name in names if name))


def _cell(cell: PageElement | None) -> WrittenCell:
    if cell is None:
        return WrittenCell("")
    return cell_of(cell.attributes.get(OF_A_FILE) or cell.text(without=NOT_OF_A_CELL))


def _grid(rows: Sequence[PageElement]) -> list[list[PageElement | None]]:
    """Each row with as many places as it is wide: a cell that spans several stands in each, but for
    the name of the rows under it, which is in no column."""
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
    """The wide drawing where there is a narrow one too; None where nothing is drawn."""
    drawings = [each for each in chart.every("svg") if not each.has_class("is-narrow")]
    if not drawings:
        return None
    return PagePicture(_first(chart.every("figcaption")), drawings[0])
