import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from survey.interchange.faults import FormError, FormFault, Reason
from survey.interchange.workbooks.sheet_facts import (
    SheetFacts,
    uncomputed,
    with_errors,
    with_facts,
)
from survey.interchange.workbooks.sheets import (
    EPOCH,
    FORM,
    LONGEST_CELL,
    MOST_SHEETS,
    Bounds,
    SheetRow,
    WorkbookSheet,
)

LONGEST_TEXT = 2_000
MOST_TEXTS = 500
"""The limits of texts around the cells of a sheet."""
Cell = str | float | bool | date | datetime | time | timedelta | None


class SheetReader:
    def __init__(self, bounds: Bounds = FORM, *, epoch: date = EPOCH) -> None:
        self.bounds = bounds
        self.epoch = epoch
        self.sheets: list[WorkbookSheet] = []
        self.characters = 0

    def add(
        self,
        name: str,
        rows: Iterable[Iterable[Cell]],
        *,
        first: int = 1,
        facts: SheetFacts | None = None,
        is_hidden: bool = False,
        is_looked_at: bool = True,
    ) -> None:
        """`is_looked_at`: the sheet belongs to the form. Raises FormError."""
        if len(self.sheets) == MOST_SHEETS:
            raise FormError([FormFault(Reason.TOO_MANY_SHEETS, terms={"most": str(MOST_SHEETS)})])
        facts = facts if facts and (is_looked_at or not self.bounds.is_form) else SheetFacts()
        found = tuple(self._rows(name, rows, first, facts))
        width = max((len(row.cells) for row in found), default=0)
        self.sheets.append(
            WorkbookSheet(
                name,
                found,
                is_hidden=is_hidden,
                hidden_rows=frozenset(row.number for row in found) & facts.hidden_rows,
                hidden_columns=facts.hidden_places(width),
                comments=tuple(facts.comments),
                comment_texts=tuple(text[:LONGEST_TEXT] for text in facts.comment_texts),
                texts=tuple(text[:LONGEST_TEXT] for text in facts.texts[:MOST_TEXTS]),
                has_drawings=facts.has_drawings,
                epoch=self.epoch,
            )
        )

    def _rows(
        self, name: str, rows: Iterable[Iterable[Cell]], first: int, facts: SheetFacts
    ) -> Iterator[SheetRow]:
        texts: dict[int, list[str]] = {}
        dates: dict[int, frozenset[int]] = {}
        for number, raw in enumerate(rows, first):
            cells = list(raw)
            texts[number] = [text_of(cell) for cell in cells]
            dates[number] = frozenset(
                place for place, cell in enumerate(cells) if isinstance(cell, date)
            )
        errors = uncomputed(facts) if self.bounds.is_form else {}
        marked = {place.row for place in facts.errors} & texts.keys()
        beneath = (
            {}
            if self.bounds.is_form
            else {row: tuple(texts[row]) for row in marked if any(texts[row])}
        )
        if self.bounds.is_form:
            with_errors(texts, errors)
        else:
            with_facts(texts, facts)
        wrong: dict[int, set[int]] = {}
        for place in errors:
            wrong.setdefault(place.row, set()).add(place.column - 1)
        for number in sorted(texts):
            if cells_found := _trimmed(texts[number]):
                self._check(name, number, cells_found)
                yield SheetRow(
                    number,
                    tuple(cells_found),
                    dates.get(number, frozenset()),
                    frozenset(wrong.get(number, ())),
                    beneath.get(number, ()),
                )

    def _check(self, name: str, number: int, cells: list[str]) -> None:
        self.characters += sum(map(len, cells))
        for reason, found, most in (
            (Reason.TOO_MANY_ROWS, number, self.bounds.rows),
            (Reason.TOO_MANY_COLUMNS, len(cells), self.bounds.columns),
            (Reason.CELL_TOO_LONG, max(map(len, cells)), LONGEST_CELL),
            (Reason.UNPACKS_TOO_LARGE, self.characters, self.bounds.characters),
        ):
            if found > most:
                raise FormError([FormFault(reason, name, number, terms={"most": f"{most:,}"})])
        if any(
            (character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"})
            for cell in cells
            for character in cell
        ):
            raise FormError([FormFault(Reason.UNPRINTABLE, name, number)])


def text_of(cell: Cell) -> str:
    """As its author sees it: 5 and not 5.0."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell).replace("\r\n", "\n").strip()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
