import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from responses.triage.redaction.numbers import EntityKind, FoundEntity
from responses.triage.redaction.redacting import redact

COLUMNS = ("language", "text")
_MARK = re.compile(r"\{(\w+):([^{}]+)\}")


class MarkedTextError(ValueError):
    pass


@dataclass(frozen=True, kw_only=True)
class MarkedText:
    language: str
    text: str
    marked: tuple[FoundEntity, ...]


@dataclass(frozen=True, kw_only=True)
class KindMeasure:
    """`taken_out`: no character of the entity is left."""

    marked: int
    taken_out: int

    @property
    def recall(self) -> float:
        return self.taken_out / self.marked


@dataclass(frozen=True, kw_only=True)
class RedactionMeasure:
    """`touched` lost something without a mark; `missed` are marked words that were left, with their
    kind."""

    kinds: Mapping[EntityKind, KindMeasure]
    clean: int
    touched: int
    missed: tuple[tuple[EntityKind, str], ...]


def parse_marked(lines: Iterable[str]) -> tuple[MarkedText, ...]:
    """Raises MarkedTextError."""
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        message = f"The first line must be {', '.join(COLUMNS)}, divided by a tab."
        raise MarkedTextError(message)
    return tuple(_marked(row, line) for line, row in enumerate(rows, start=2))


def _marked(row: Mapping[str, str], line: int) -> MarkedText:
    written = row["text"] or ""
    text, marked, end = "", [], 0
    for mark in _MARK.finditer(written):
        text += written[end : mark.start()]
        try:
            kind = EntityKind(mark[1])
        except ValueError as error:
            message = f"Line {line}: {error}"
            raise MarkedTextError(message) from error
        marked.append(FoundEntity(kind, len(text), len(text) + len(mark[2])))
        text, end = text + mark[2], mark.end()
    return MarkedText(language=row["language"], text=text + written[end:], marked=tuple(marked))


def measure_redaction(texts: Sequence[MarkedText]) -> RedactionMeasure:
    marked: Counter[EntityKind] = Counter()
    taken_out: Counter[EntityKind] = Counter()
    missed, clean, touched = [], 0, 0
    for each in texts:
        found = redact(each.text).found
        gone = {place for one in found for place in range(one.start, one.end)}
        for one in each.marked:
            marked[one.kind] += 1
            if gone.issuperset(
                [place for place in range(one.start, one.end) if each.text[place].isalnum()]
            ):
                taken_out[one.kind] += 1
            else:
                missed.append((one.kind, each.text[one.start : one.end]))
        clean += not each.marked
        touched += bool(found and not each.marked)
    return RedactionMeasure(
        kinds={
            kind: KindMeasure(marked=n, taken_out=taken_out[kind]) for kind, n in marked.items()
        },
        clean=clean,
        touched=touched,
        missed=tuple(missed),
    )
