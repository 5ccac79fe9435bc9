from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from responses.case_files.cells.computed import is_written
from responses.case_files.columns import PRIVATE_COLUMNS
from responses.case_files.extracts import proposals
from responses.case_files.extracts.layout import (
    Delimiter,
    Heading,
    TableRow,
    is_blank,
    is_named_by_place,
    named_by_place,
)
from responses.case_files.extracts.masking import may_be_mapped, shown_values
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.headings.other_people import names_a_person
from responses.case_files.mapping_profile import NOTHING, Profile

MOST_ROWS = 20_000
SAMPLES = 5
NEVER_SHOWN = PRIVATE_COLUMNS | {"birth_year", "area"}


@dataclass(frozen=True)
class OwnColumn:
    name: str
    counts: Mapping[str, int] = field(default_factory=lambda: NOTHING, repr=False)
    is_unread: bool = False
    below: str = ""
    """Name below its group, if the group does not say whose details it holds."""
    group: str = ""
    """Text above it in rows that group columns."""

    @property
    def filled(self) -> int:
        return sum(self.counts.values())

    def samples(self) -> list[str]:
        return shown_values(
            self.counts,
            most=SAMPLES,
            code_words=proposals.code_words(),
            is_private=names_a_person(self.name)
            or proposals.column_named(self.name) in NEVER_SHOWN,
        )

    def codes(self, column: str) -> list[str]:
        """Most frequent first."""
        words = proposals.code_words()
        often = sorted(self.counts, key=lambda value: -self.counts[value])
        return [
            value
            for value in often
            if may_be_mapped(value, code_words=words)
            and not is_blank(value)
            and is_written(column, value)
        ]


@dataclass(frozen=True)
class Extract:
    columns: tuple[OwnColumn, ...]
    heading: Heading
    rows: int
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    delimiter: Delimiter | None = None
    encoding: TextEncoding | None = None

    def column(self, own: str) -> OwnColumn | None:
        return next((each for each in self.columns if each.name == own), None)


def profile_names(headings: Sequence[str], *, profile: Profile) -> list[str]:
    named = profile.column_names(headings)
    return [
        named_by_place(name, place) if not name or name in named[:place] else name
        for place, name in enumerate(named)
    ]


def take_columns(
    rows: Iterable[TableRow], *, names: Sequence[str], stays_unread: Callable[[str], bool]
) -> tuple[list[OwnColumn], int]:
    counts: list[Counter[str]] = [Counter() for _name in names]
    read = [place for place, name in enumerate(names) if not stays_unread(name)]
    total = 0
    for _number, cells in rows:
        if any(map(str.strip, cells)):
            total += 1
            for place in read:
                if place < len(cells) and (cell := cells[place].strip()):
                    counts[place][cell] += 1
    columns = [
        OwnColumn(name, counts[place], is_unread=place not in read)
        for place, name in enumerate(names)
        if counts[place] or place not in read or not is_named_by_place(name, place)
    ]
    return columns, total
