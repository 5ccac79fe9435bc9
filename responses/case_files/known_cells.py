"""An extract repeats few values many times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from responses.case_files.columns import COLUMNS, FLAG_COLUMNS, PRIVATE_COLUMNS, REQUIRED

MOST_CELLS = 20_000
"""The most cells and combinations of flags that are kept, of all columns together."""
MOST_SHAPES = 1_000
"""Rows of JSON may each have other columns."""
NOT_KNOWN = object()
NEEDED = frozenset(REQUIRED)
Values = dict[str, object]
"""The text of cells of a column, as they were sent, to what was read from them: None from a blank
one."""


@dataclass(frozen=True)
class RowShape:
    columns: Sequence[tuple[str, str, Values]]
    """Name, attribute of CaseRow and known values of each column that holds no flag."""
    flags: Sequence[str]
    """The columns of flags."""
    missing: Sequence[str]
    """The required columns that are not there."""
    known_flags: dict[tuple[str, ...], Mapping[str, bool]] = field(default_factory=dict)
    """The cells of all flags to what they say together."""


class KnownCells:
    def __init__(self) -> None:
        self.count = 0
        self.values: dict[str, Values] = {}
        self._shapes: dict[tuple[str, ...], RowShape] = {}

    def shape(self, record: Mapping[str, str]) -> RowShape:
        names = tuple(record)
        shape = self._shapes.get(names)
        if shape is None:
            shape = RowShape(
                columns=[
                    (
                        name,
                        COLUMNS[name].field if name in COLUMNS else name,
                        self._values_of_column(name),
                    )
                    for name in names
                    if name not in FLAG_COLUMNS
                ],
                flags=[name for name in FLAG_COLUMNS if name in names],
                missing=[name for name in REQUIRED if name not in names],
            )
            if len(self._shapes) < MOST_SHAPES:
                self._shapes[names] = shape
        return shape

    def keep(self, column: str, cell: str, value: object) -> None:
        if column not in PRIVATE_COLUMNS and self.count < MOST_CELLS:
            self.count += 1
            self._values_of_column(column)[cell] = value

    def keep_flags(self, shape: RowShape, cells: tuple[str, ...], said: Mapping[str, bool]) -> None:
        if self.count < MOST_CELLS:
            self.count += 1
            shape.known_flags[cells] = said

    def _values_of_column(self, column: str) -> Values:
        blank: Values = {} if column in NEEDED else {"": None}
        return self.values.setdefault(column, blank)
