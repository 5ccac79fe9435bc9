import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from responses.case_files.cells.readers import YES_NO
from responses.case_files.columns import COLUMNS
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
    row: int = 1
    rows: int = 1


def find_delimiter(lines: Sequence[str], *, is_known: IsKnown) -> Delimiter:
    """The delimiter that gives the most known headings, then the most rows of equal length."""
    return max(Delimiter, key=lambda each: _delimiter_score(lines, each, is_known))


class _DelimiterScore(NamedTuple):
    known: int
    rows_alike: int
    cells: int


def _delimiter_score(
    lines: Sequence[str], delimiter: Delimiter, is_known: IsKnown
) -> _DelimiterScore:
    rows = list(_split(lines, delimiter))
    known = max((_count_known_headings(row, is_known) for row in rows), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    [(cells, alike)] = widths.most_common(1) or [(0, 0)]
    return _DelimiterScore(known if known > 1 else 0, alike, cells)


def _split(lines: Sequence[str], delimiter: Delimiter) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:  # told where the file is read
        return


def _count_known_headings(cells: Sequence[str], is_known: IsKnown) -> int:
    return len({name for cell in cells if (name := cell.strip()) and is_known(name)})


def find_heading(rows: Sequence[TableRow], *, is_known: IsKnown) -> Heading:
    """Among the first rows, in one row or in two."""
    first = [row for row in rows if filled(row[1])][:ROWS_LOOKED_AT]
    if not first:
        return Heading()
    scored = [(_heading_score(rows, each, is_known), each) for each in _headings(first)]
    score, best = max(scored, key=lambda pair: pair[0])
    if not score.known:
        best = _first_of_words(first)
    return _with_groups(first, best) if _only_titles_above(first, best) else Heading(first[0][0])


def _with_groups(first: Sequence[TableRow], heading: Heading) -> Heading:
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
        known=_count_known_headings(names, is_known),
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
    cells = dict(rows)
    names = names_in(cells.get(heading.row, ()))
    if heading.rows > 1:
        names = joined(cells.get(heading.row - 1, ()), cells.get(heading.row, ()))
    while names and not names[-1]:
        names.pop()
    return names


def names_below_groups(rows: Sequence[TableRow], heading: Heading) -> list[str]:
    return names_in(dict(rows).get(heading.row, ()))


def groups_above(rows: Sequence[TableRow], heading: Heading, *, width: int) -> list[str]:
    return groups_over((cells for number, cells in rows if number < heading.row), width)


def width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def is_named_by_place(name: str, place: int) -> bool:
    return name == named_by_place("", place)


def named_by_place(name: str, place: int) -> str:
    """Its letter, as a spreadsheet shows it, after the name if repeated."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return f"{name} column {letters}".strip()


def split_place(name: str) -> tuple[str, str]:
    """The reverse of `named_by_place`; no letters in any other name."""
    found = BY_PLACE.fullmatch(name)
    return (found["name"], found["letters"]) if found else (name, "")


EXCLUSION = "exclude_code"
REACHING = frozenset(
    {"contact_mobile", "contact_email", "number_safe", "safe_word_hash"}
    | {name for name in COLUMNS if name.startswith("safe_contact_")}
)
"""Columns by which a person is reached."""
OF_THE_VICTIM = REACHING | {"birth_year"}
"""Columns that may not be a suspect's: how the victim is reached, and how old they are."""
BLANK_SAYS_NO = frozenset(
    {"deceased", "business", "on_duty_police", "victim_role", "exclude_code", "risk_level"}
)
"""Columns in which a blank is not the careful reading, so no code may be used for one."""


def is_blank(own: str) -> bool:
    """Whether nothing of a value can be seen."""
    return not any(character.isprintable() and not character.isspace() for character in own)


def says_more(column: str, code: str) -> bool:
    if column.startswith("flag_"):
        return code == "no"
    return (column, code) in {
        ("number_safe", "yes"), ("safe_contact_channel", "sms"), ("safe_contact_channel", "email"),
        ("risk_level", "standard"), ("risk_level", "medium"),
        ("victim_role", "direct"), ("deceased", "no"), ("business", "no"), ("on_duty_police", "no"),
    }  # fmt: skip


SAYS_YES_OR_NO = YES_NO.codes
LANGUAGES = ("en", "cy", "ar", "bn", "gu", "pa", "pl", "ro", "so", "ur")
"""The languages that a page offers; a profile may have any other code."""


def codes_of(column: str) -> tuple[str, ...]:
    if column == "language":
        return LANGUAGES
    return COLUMNS[column].codes if column in COLUMNS else ()
