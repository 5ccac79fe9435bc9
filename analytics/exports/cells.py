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
    VALUE = "value"
    LOWER = "lower"
    UPPER = "upper"
    BASE = "base"


@dataclass(frozen=True)
class Pattern:
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
    """`values` hold what `part` names, and "" if the page shows nothing."""

    head: str
    values: Sequence[Value]
    part: NumberPart = NumberPart.VALUE
    is_marks: bool = False


@dataclass(frozen=True)
class WrittenCell:
    words: str
    marks: tuple[str, ...] = field(default=())


def cell_of(text: str) -> WrittenCell:
    return WrittenCell(" ".join(MARK.sub("", text).split(" ")).strip(), tuple(MARK.findall(text)))


def columns_of(head: str, cells: Sequence[WrittenCell]) -> list[FileColumn]:
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
    plain = digits.replace(",", "").replace("\u2212", "-")
    decimals = len(plain.partition(".")[2])
    if is_share:
        return round(float(plain) / 100, decimals + 2)
    return float(plain) if decimals else int(plain)
