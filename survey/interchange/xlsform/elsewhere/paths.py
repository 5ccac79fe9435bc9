import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from survey.interchange.xlsform.names import FormNames
from survey.interchange.xlsform.tables import FormRow
from survey.interchange.xlsform.texts import REFERENCE
from survey.interchange.xlsform.types import type_of
from survey.interchange.xpath.tokens import NAME

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "default", "required")
QUOTED_OR_PATH = re.compile(
    rf"""\"[^\"]*\"|'[^']*'|(?:current\(\)/)?(?P<path>(?:\.\.?/)+(?:{NAME}/)*{NAME})(?![/(.\w-])"""
)
Way = tuple[str, ...]
"""The names of the groups around a row, and its own."""


def with_paths_found(
    rows: Sequence[FormRow], names: FormNames
) -> tuple[tuple[FormRow, ...], FormNames]:
    """Fewer names are unclear."""
    places = _Places(names)
    for row in rows:
        places.add(row)
    found = tuple(places.with_paths(row) for row in rows)
    unclear = places.unclear.union(*map(_by_name, rows))
    return found, replace(names, several=names.several & unclear)


def _by_name(row: FormRow) -> set[str]:
    wordings = (text for each in row.texts.values() for text in each.values())
    return {name for text in (*row.cells.values(), *wordings) for name in REFERENCE.findall(text)}


@dataclass
class _Places:
    names: FormNames
    groups: list[str] = field(default_factory=list)
    ways: dict[int, Way] = field(default_factory=dict)
    """The way to each row, by its number."""
    rows: dict[Way, FormRow] = field(default_factory=dict)
    """The questions by their ways."""
    unclear: set[str] = field(default_factory=set)
    """The ends of paths that lead to no row."""

    def add(self, row: FormRow) -> None:
        kind = type_of(row["type"])
        if kind.closes:
            del self.groups[-1:]
            return
        way = self.ways[row.number] = (*self.groups, row["name"])
        if kind.opens:
            self.groups.append(row["name"])
        elif kind.is_question:
            self.rows.setdefault(way, row)

    def with_paths(self, row: FormRow) -> FormRow:
        cells = {
            column: QUOTED_OR_PATH.sub(self._reference_replacer(row), text)
            if column in EXPRESSIONS
            else text
            for column, text in row.cells.items()
        }
        return replace(row, cells=cells)

    def _reference_replacer(self, row: FormRow) -> Callable[[re.Match[str]], str]:
        start = self.ways.get(row.number, ())

        def said(found: re.Match[str]) -> str:
            path = found["path"] or ""
            name = path.rpartition("/")[2]
            if name not in self.names.several:
                return found[0]
            meant = self.rows.get(_end(start, path.split("/")))
            if meant is None:
                self.unclear.add(name)
                return found[0]
            return f"${{{self.names.made.get(meant.number, name)}}}"

        return said


def _end(start: Way, steps: Iterable[str]) -> Way:
    way = list(start)
    for step in steps:
        if step == "..":
            if not way:
                return ()
            way.pop()
        elif step != ".":
            way.append(step)
    return tuple(way)
