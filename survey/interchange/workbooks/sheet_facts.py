"""Hidden and merged cells, and formulas that could not be computed."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from survey.interchange.workbooks.sheets import MOST_COLUMNS
from survey.interchange.workbooks.shown import SHOWN_OTHERWISE, UNSEEN, mark_by_format

NOT_COMPUTED = "#NOT_COMPUTED!"
"""Replaces the value of a formula without a stored result."""
JOINED = "#JOINED!"
"""Replaces the value of each cell merged into another."""
STRUCK_OUT = "#STRUCK_OUT!"
"""Replaces the value of a cell whose text is wholly or partly struck out."""
MARKS_OF_STYLE = frozenset({UNSEEN, SHOWN_OTHERWISE, STRUCK_OUT})
LOWEST = 5.0
"""Rows lower than this, in points, cannot be read: they are hidden."""
NARROWEST = 1.0
"""Columns narrower than this, in characters, are hidden."""
POSITION = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
STORED = frozenset({"v"})
VALUES = frozenset({"v", "is"})
TRUE = frozenset({"1", "true", "on"})
NUMBER = re.compile(r"[-+]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][-+]?[0-9]{1,3})?")
DRAWINGS = frozenset({"drawing", "picture", "oleObject"})
"""Elements of a worksheet for what lies on it or behind it."""


class StoredKind(StrEnum):
    NUMBER = "n"
    DATE = "d"
    BOOLEAN = "b"
    ERROR = "e"
    SHARED = "s"
    TEXT = "str"


NUMERIC = frozenset({StoredKind.NUMBER, StoredKind.DATE, StoredKind.BOOLEAN})


class Place(NamedTuple):
    """Both are numbered from 1."""

    row: int
    column: int


class JoinedArea(NamedTuple):
    first: Place
    last: Place


@dataclass
class SheetFacts:
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last, numbered from 1."""
    has_hidden_columns_else: bool = False
    """All columns are hidden but those of which the sheet says something."""
    shown_columns: list[tuple[int, int]] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    """Error texts by cell."""
    joined: list[JoinedArea] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    """The cells with a comment, as in H2."""
    comment_texts: list[str] = field(default_factory=list)
    """In the order of `comments`."""
    texts: list[str] = field(default_factory=list)
    """Headers, footers and other texts around the cells."""
    has_drawings: bool = False
    """Pictures, text boxes or charts lie on the sheet."""

    def hidden_places(self, width: int) -> frozenset[int]:
        """From 0, among the first `width`."""
        hidden = set(_places(self.hidden_columns, width))
        if self.has_hidden_columns_else:
            hidden |= set(range(width)) - set(_places(self.shown_columns, width))
        return frozenset(hidden)


def _places(spans: Iterable[tuple[int, int]], width: int) -> Iterator[int]:
    for first, last in spans:
        yield from range(max(first - 1, 0), min(last, width))


@dataclass(frozen=True)
class CellLook:
    format_code: str = ""
    is_struck_out: bool = False

    def mark(self, kind: str, value: str) -> str:
        values: list[float | None] = []
        if kind in NUMERIC:
            values.append(float(value) if NUMBER.fullmatch(value) else 1.0)
        if kind not in NUMERIC or kind == StoredKind.BOOLEAN:
            # A truth value is a number to one program and a text to another.
            values.append(None)
        marks = (mark_by_format(self.format_code, one) for one in values)
        return next(filter(None, marks), STRUCK_OUT if self.is_struck_out else "")


PLAIN = CellLook()


class WorksheetParser:
    def __init__(
        self, looks: Mapping[str, CellLook], *, struck_strings: Collection[str] = ()
    ) -> None:
        """`looks` are styles that may hide content, `struck_strings` shared texts partly struck
        out."""
        self.facts = SheetFacts()
        self.looks = looks
        self.struck_strings = struck_strings
        self.place = Place(0, 0)
        self.least_height = LOWEST
        self._text: list[str] = []
        self._has_formula = self._has_value = False
        self._look = PLAIN
        self._kind = ""
        self._is_struck_out = False
        self._hides_zeros = False
        self._formulas: list[Place] = []
        self._beginnings: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "c": self._cell,
            "f": self._formula,
            "row": self._row,
            "col": self._columns,
            "sheetFormatPr": self._defaults,
            "sheetView": self._view,
            "mergeCell": self._join,
            "strike": self._strike,
            **dict.fromkeys(DRAWINGS, self._draw),
        }

    def wants_text(self, name: str) -> bool:
        """True for errors, formula results, and cells that may not show their text."""
        is_shared = self._kind == StoredKind.SHARED and bool(self.struck_strings)
        is_told = (
            self._has_formula
            or self._kind == StoredKind.ERROR
            or self._look is not PLAIN
            or self._hides_zeros
            or is_shared
        )
        return name in STORED and is_told

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if begin := self._beginnings.get(name):
            begin(attributes)
        elif name in VALUES:
            self._has_value = True

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        if name == "c":
            value = "".join(self._text).strip()
            if self._kind == StoredKind.ERROR:
                self.facts.errors[self.place] = value or NOT_COMPUTED
            elif self._has_formula:
                self._formulas.append(self.place)
                # An empty result of a formula is a blank.
                if not value and self._kind != StoredKind.TEXT:
                    self.facts.errors[self.place] = NOT_COMPUTED
            if self._has_value and (mark := self._mark(value)):
                self.facts.errors.setdefault(self.place, mark)

    def _mark(self, value: str) -> str:
        if self._is_struck_out or (
            self._kind == StoredKind.SHARED and value in self.struck_strings
        ):
            return STRUCK_OUT
        if self._hides_zeros and self._kind == StoredKind.NUMBER and is_zero(value):
            return UNSEEN
        return self._look.mark(self._kind, value)

    def distrust_formulas(self) -> None:
        for place in self._formulas:
            self.facts.errors.setdefault(place, NOT_COMPUTED)

    def _strike(self, attributes: Mapping[str, str]) -> None:
        self._is_struck_out |= attributes.get("val", "1") in TRUE

    def _view(self, attributes: Mapping[str, str]) -> None:
        self._hides_zeros |= attributes.get("showZeros", "1") not in TRUE

    def _draw(self, _attributes: Mapping[str, str]) -> None:
        self.facts.has_drawings = True

    def _formula(self, _attributes: Mapping[str, str]) -> None:
        self._has_formula = True

    def _join(self, attributes: Mapping[str, str]) -> None:
        self.facts.joined.extend(areas_of(attributes.get("ref", "")))

    def _row(self, attributes: Mapping[str, str]) -> None:
        self.place = Place(_number(attributes.get("r", ""), self.place.row + 1), 0)
        height = _decimal(attributes.get("ht", ""), self.least_height)
        if attributes.get("hidden", "") in TRUE or height < LOWEST:
            self.facts.hidden_rows.add(self.place.row)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        following = Place(self.place.row or 1, self.place.column + 1)
        self.place = place_of(attributes.get("r", ""), following)
        self._has_formula = self._has_value = False
        self._look = self.looks.get(attributes.get("s", ""), PLAIN)
        self._kind = attributes.get("t", StoredKind.NUMBER)
        self._is_struck_out = False
        self._text = []

    def _columns(self, attributes: Mapping[str, str]) -> None:
        first = _number(attributes.get("min", ""), 1)
        span = (first, _number(attributes.get("max", ""), first))
        width = _decimal(attributes.get("width", ""), NARROWEST)
        is_hidden = attributes.get("hidden", "") in TRUE or width < NARROWEST
        (self.facts.hidden_columns if is_hidden else self.facts.shown_columns).append(span)

    def _defaults(self, attributes: Mapping[str, str]) -> None:
        self.least_height = _decimal(attributes.get("defaultRowHeight", ""), LOWEST)
        width = _decimal(attributes.get("defaultColWidth", ""), NARROWEST)
        self.facts.has_hidden_columns_else = width < NARROWEST


def is_zero(value: str) -> bool:
    return NUMBER.fullmatch(value) is not None and float(value) == 0


def areas_of(reference: str) -> list[JoinedArea]:
    """None for a single cell."""
    first, _colon, last = reference.upper().partition(":")
    nowhere = Place(0, 0)
    area = JoinedArea(place_of(first, nowhere), place_of(last, nowhere))
    return [] if nowhere in area else [area]


def place_of(text: str, otherwise: Place) -> Place:
    match = POSITION.fullmatch(text.upper())
    if match is None:
        return otherwise
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return Place(int(match[2]), column)


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _decimal(text: str, otherwise: float) -> float:
    return float(text) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,20})?", text) else otherwise


def with_facts(cells: dict[int, list[str]], facts: SheetFacts) -> None:
    end = max(cells, default=0)
    for area in facts.joined:
        for number in range(area.first.row, min(area.last.row, end) + 1):
            _join(cells[number], area, is_first_row=number == area.first.row)
    with_errors(cells, facts.errors)


def uncomputed(facts: SheetFacts) -> dict[Place, str]:
    """Without marks of how cells look."""
    return {place: text for place, text in facts.errors.items() if text not in MARKS_OF_STYLE}


def with_errors(cells: dict[int, list[str]], errors: Mapping[Place, str]) -> None:
    for place, text in errors.items():
        row = cells.setdefault(place.row, [])
        row.extend([""] * (place.column - len(row)))
        row[place.column - 1] = text


def _join(row: list[str], area: JoinedArea, *, is_first_row: bool) -> None:
    last = min(area.last.column, MOST_COLUMNS)
    row.extend([""] * (last - len(row)))
    for column in range(area.first.column + is_first_row, last + 1):
        row[column - 1] = JOINED
