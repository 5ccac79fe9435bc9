"""The layout of an extract: what separates its cells, in which rows its headings stand. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from responses.case_files.headings.groups import (
    filled,
    groups_over,
    is_group_row,
    is_title,
    joined,
    names_in,
    own_text,
)

TableRow = tuple[int, Sequence[str]]
"""The number of a row, as a spreadsheet shows it, and its cells."""
IsKnown = Callable[[str], bool]
"""Whether a heading is known: as a column of the standard case file, or as a name for one."""
LINES_LOOKED_AT = 60
ROWS_LOOKED_AT = 20
"""Headings are looked for in this many rows that are not blank."""
ALPHABET = 26
BY_PLACE = re.compile(r"(?P<name>.*?) ?\bcolumn (?P<letters>[A-Z]{1,3})", re.DOTALL)


class Delimiter(StrEnum):
    COMMA = ","
    SEMICOLON = ";"
    TAB = "\t"
    PIPE = "|"


@dataclass(frozen=True)
class Heading:
    """Where the headings stand: the last of their rows, and over how many rows they go."""

    row: int = 1
    rows: int = 1


def find_delimiter(lines: Sequence[str], *, is_known: IsKnown) -> Delimiter:
    """The delimiter by which a row has the most known headings; of several, the one by which the
    most rows have equally many cells. A comma where nothing tells."""
    return max(Delimiter, key=lambda each: _delimiter_score(lines, each, is_known))


class _DelimiterScore(NamedTuple):
    known: int
    rows_alike: int
    cells: int


def _delimiter_score(
    lines: Sequence[str], delimiter: Delimiter, is_known: IsKnown
) -> _DelimiterScore:
    rows = list(_split(lines, delimiter))
    known = max((_known(row, is_known) for row in rows), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    [(cells, alike)] = widths.most_common(1) or [(0, 0)]
    return _DelimiterScore(known if known > 1 else 0, alike, cells)


def _split(lines: Sequence[str], delimiter: Delimiter) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:  # told where the file is read
        return


def _known(cells: Sequence[str], is_known: IsKnown) -> int:
    return len({name for cell in cells if (name := cell.strip()) and is_known(name)})


def find_heading(rows: Sequence[TableRow], *, is_known: IsKnown) -> Heading:
    """The heading with the most known names, among the first rows, in one row or in two. Rows above
    it are taken for titles only where at most half of their cells are filled: any fuller row may be
    a case, and is not passed over. Where no name is known, the first full row of words."""
    first = [row for row in rows if filled(row[1])][:ROWS_LOOKED_AT]
    if not first:
        return Heading()
    scored = [(_heading_score(rows, each, is_known), each) for each in _headings(first)]
    score, best = max(scored, key=lambda pair: pair[0])
    if not score.known:
        best = _first_of_words(first)
    return _with_groups(first, best) if _only_titles_above(first, best) else Heading(first[0][0])


def _with_groups(first: Sequence[TableRow], heading: Heading) -> Heading:
    """The heading with the row right above it, where that says of whom or what its columns are."""
    above = next((cells for number, cells in first if number == heading.row - 1), ())
    return Heading(heading.row, rows=2) if heading.rows == 1 and is_group_row(above) else heading


class _HeadingScore(NamedTuple):
    known: int
    fewer_repeated: int
    is_one_row: bool
    is_above: int


def _headings(first: Sequence[TableRow]) -> Iterator[Heading]:
    for place, (number, _cells) in enumerate(first):
        yield Heading(number)
        above, cells = first[place - 1]
        if place and above == number - 1 and not is_title(cells):
            yield Heading(number, rows=2)


def _heading_score(rows: Sequence[TableRow], heading: Heading, is_known: IsKnown) -> _HeadingScore:
    names = [name for name in heading_names(rows, heading) if name]
    return _HeadingScore(
        known=_known(names, is_known),
        fewer_repeated=len(set(names)) - len(names),
        is_one_row=heading.rows == 1,
        is_above=-heading.row,
    )


def _first_of_words(first: Sequence[TableRow]) -> Heading:
    width = max(filled(cells) for _number, cells in first)
    for number, cells in first:
        if filled(cells) * 10 >= width * 6 and not any(_has_digits_only(cell) for cell in cells):
            return Heading(number)
    return Heading(first[0][0])


def _has_digits_only(cell: str) -> bool:
    return bool(own_text(cell)) and not any(character.isalpha() for character in cell)


def _only_titles_above(first: Sequence[TableRow], heading: Heading) -> bool:
    width = max(filled(cells) for _number, cells in first)
    top = heading.row - heading.rows + 1
    return all(filled(cells) * 2 <= width for number, cells in first if number < top)


def heading_names(rows: Sequence[TableRow], heading: Heading) -> list[str]:
    """The names of the columns, without blank ones at the end. Over two rows a name is the upper
    cell, which stands for all to its right until the next, and the lower one."""
    cells = dict(rows)
    names = names_in(cells.get(heading.row, ()))
    if heading.rows > 1:
        names = joined(cells.get(heading.row - 1, ()), cells.get(heading.row, ()))
    while names and not names[-1]:
        names.pop()
    return names


def names_below_groups(rows: Sequence[TableRow], heading: Heading) -> list[str]:
    """The names in the last row of the headings alone, without their groups."""
    return names_in(dict(rows).get(heading.row, ()))


def groups_above(rows: Sequence[TableRow], heading: Heading, *, width: int) -> list[str]:
    """What stands over each column in any row above the last one of the headings."""
    return groups_over((cells for number, cells in rows if number < heading.row), width)


def width(cells: Sequence[str]) -> int:
    """The number of cells up to the last filled one."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def is_named_by_place(name: str, place: int) -> bool:
    """Whether a column has no heading, and is named by its place alone."""
    return name == named_by_place("", place)


def named_by_place(name: str, place: int) -> str:
    """The name of a column that has none, or that of another column: with its letter, as a
    spreadsheet shows it."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return f"{name} column {letters}".strip()


def split_place(name: str) -> tuple[str, str]:
    """A name as `named_by_place` made it, as the name before and the letters of the place, which
    are "" in any other name."""
    found = BY_PLACE.fullmatch(name)
    return (found["name"], found["letters"]) if found else (name, "")
