"""Cells of a table as values: a number where the page writes one, its mark in a column of its own,
and parts of what the page writes together (a share with its interval and base) beside each other.
Pure.

Nothing is computed: 0.61 is what the page writes as "61 %". A column whose cells are written in
different ways stays as it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | float
NOTHING = frozenset({"", "–", "-", "—"})
MARK = re.compile(r"\[([a-z]+)\]")
_N = r"([+\u2212-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+\u2212-]?\d+(?:\.\d+)?)"
_SPACE = r"[ \u00a0]?"


class NumberPart(StrEnum):
    """What a number is of a cell that holds several."""

    VALUE = "value"
    LOWER = "lower"
    UPPER = "upper"
    BASE = "base"


@dataclass(frozen=True)
class Pattern:
    """A way in which a page writes numbers. `shares` are those that it writes as percentages."""

    form: re.Pattern[str]
    parts: tuple[NumberPart, ...]
    shares: frozenset[NumberPart] = frozenset()


_V, _L, _U, _B = NumberPart.VALUE, NumberPart.LOWER, NumberPart.UPPER, NumberPart.BASE
_SHARES = frozenset({_V, _L, _U})
_INTERVAL = rf"{_N}–{_N}{_SPACE}%"
_SHARE = rf"{_N}{_SPACE}%"
PATTERNS = (
    Pattern(re.compile(_N), (_V,)),
    Pattern(re.compile(_SHARE), (_V,), _SHARES),
    Pattern(re.compile(_INTERVAL), (_L, _U), _SHARES),
    Pattern(re.compile(rf"{_N} (?:to|i) {_N}"), (_L, _U)),
    Pattern(re.compile(rf"{_SHARE} \({_INTERVAL}\)"), (_V, _L, _U), _SHARES),
    Pattern(re.compile(rf"{_SHARE} \({_INTERVAL}\) (?:of|o) {_N}"), (_V, _L, _U, _B), _SHARES),
    Pattern(re.compile(rf"{_N} \({_N} (?:to|i) {_N}\)"), (_V, _L, _U)),
    Pattern(re.compile(rf"{_SHARE} (?:of|o) {_N}"), (_V, _B), _SHARES),
)


@dataclass(frozen=True)
class FileColumn:
    """`values` hold what `part` is, and "" where the page shows nothing. The column of the marks of
    the one before it has `is_marks`."""

    head: str
    values: Sequence[Value]
    part: NumberPart = NumberPart.VALUE
    is_marks: bool = False


@dataclass(frozen=True)
class WrittenCell:
    """The words of a cell without its marks, and the marks."""

    words: str
    marks: tuple[str, ...] = field(default=())


def cell_of(text: str) -> WrittenCell:
    return WrittenCell(" ".join(MARK.sub("", text).split(" ")).strip(), tuple(MARK.findall(text)))


def columns_of(head: str, cells: Sequence[WrittenCell]) -> list[FileColumn]:
    """One column of a page as columns of a file: its values or the parts of them, then its marks if
    it has any."""
    written = [cell.words for cell in cells if cell.words not in NOTHING]
    pattern = _pattern_of(written)
    if pattern is None:
        found = [FileColumn(head, [_words(cell) for cell in cells])]
    else:
        rows = [_numbers(pattern, cell.words) for cell in cells]
        found = [
            FileColumn(head, [row[place] for row in rows], part)
            for place, part in enumerate(pattern.parts)
        ]
    if any(cell.marks for cell in cells):
        marks = [" ".join(f"[{mark}]" for mark in cell.marks) for cell in cells]
        found.append(FileColumn(head, marks, is_marks=True))
    return found


def _words(cell: WrittenCell) -> str:
    return "" if cell.words in NOTHING else cell.words


def _pattern_of(written: Sequence[str]) -> Pattern | None:
    """The one way in which all cells are written."""
    if not written:
        return None
    return next(
        (each for each in PATTERNS if all(each.form.fullmatch(words) for words in written)), None
    )


def _numbers(pattern: Pattern, words: str) -> tuple[Value, ...]:
    found = pattern.form.fullmatch(words)
    if found is None:
        return ("",) * len(pattern.parts)
    return tuple(
        _number(digits, is_share=part in pattern.shares)
        for part, digits in zip(pattern.parts, found.groups(), strict=True)
    )


def _number(digits: str, *, is_share: bool) -> float:
    """As many places as the page shows: a share of "61.2 %" is 0.612 and not 0.6120000001."""
    plain = digits.replace(",", "").replace("\u2212", "-")
    decimals = len(plain.partition(".")[2])
    if is_share:
        return round(float(plain) / 100, decimals + 2)
    return float(plain) if decimals else int(plain)
