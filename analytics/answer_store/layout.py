import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.cube import ledger_entries
from analytics.cube.cells import Bin
from analytics.items import item_codes
from analytics.tables import Dimension
from responses.extract_rows import AnswerRow, SharedValues

NOT_COUNTED = 0
"""The weight of respondents in no web figure, for example by telephone."""
Weighed = tuple[AnswerRow, int]
"""A row and its weight in whole units."""
Picked = tuple[str, tuple[str, ...]]
"""Question and choices."""
AT = "at_"
"""Prefix of the columns that hold a table's level."""
TYPES: Mapping[str, str] = {
    "response_id": "BIGINT",
    "person": "INTEGER",
    "selection_probability": "DOUBLE",
    "completed_on": "DATE",
    "is_complete": "BOOLEAN",
    "is_late": "BOOLEAN",
    "is_own_account": "BOOLEAN",
    "is_sensitive": "BOOLEAN",
    "answers": "UINTEGER[]",
    "weight": "INTEGER",
}
"""All other columns are text."""
OF_A_ROW = tuple(each.name for each in fields(AnswerRow))
LEVELS = tuple(f"{AT}{dimension.value}" for dimension in Dimension)
NAMES = (*OF_A_ROW, "weight", *LEVELS)
BATCH = 20_000


Columns = Mapping[str, NDArray[Any]]
"""Every value as text, for DuckDB to read as TYPES; "" is null for other types and for levels."""


def codebook_of(rows: Iterable[AnswerRow]) -> list[Picked]:
    return sorted({pair for row in rows for pair in _picked(row)})


def columns_of(weighed: Sequence[Weighed], codebook: Sequence[Picked]) -> Iterator[Columns]:
    """In response order, so that the same rows give the same file."""
    ordered = sorted(weighed, key=lambda one: one[0].response_id)
    number = {pair: at for at, pair in enumerate(codebook)}
    levels = _levels(ordered)
    for batch in batched(ordered, BATCH):
        texts: dict[str, list[str]] = {name: [] for name in NAMES}
        for (row, weight), by_column in zip(batch, levels, strict=False):
            for name in OF_A_ROW:
                texts[name].append(_TO_TEXT.get(name, str)(getattr(row, name)))
            texts["answers"][-1] = str([number[pair] for pair in _picked(row)])
            texts["weight"].append(str(weight or ""))
            for name in LEVELS:
                texts[name].append(by_column.get(name, ""))
        yield {name: np.array(column, dtype=object) for name, column in texts.items()}


def batched(rows: Sequence[Weighed], size: int) -> Iterator[Sequence[Weighed]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))


def _picked(row: AnswerRow) -> Iterator[Picked]:
    return ((question, tuple(choices)) for question, choices in row.answers.items())


def _levels(ordered: Sequence[Weighed]) -> Iterator[Mapping[str, str]]:
    counted = [row for row, weight in ordered if weight != NOT_COUNTED]
    shown = iter(ledger_entries.with_local_areas(counted))
    for _, weight in ordered:
        levels = ledger_entries.levels_of(next(shown)) if weight != NOT_COUNTED else {}
        yield {f"{AT}{dimension.value}": level for dimension, level in levels.items()}


_TO_TEXT = {
    "answers": lambda _: "",
    "selection_probability": lambda chance: "" if chance is None else repr(chance),
    "chances": lambda chances: json.dumps(dict(chances)),
    "more_modules": lambda modules: json.dumps(sorted(modules)),
    "completed_on": date.isoformat,
}


class RowReader:
    def __init__(self) -> None:
        self._shared: dict[frozenset[str], SharedValues] = {}
        self._people: dict[tuple[str, int], int] = {}

    def read_row(self, values: Mapping[str, Any], codebook: Sequence[Picked]) -> Weighed:
        row = {name: values[name] for name in OF_A_ROW}
        of_some = frozenset(question for question, _ in codebook) - {*item_codes()}
        if of_some not in self._shared:
            self._shared[of_some] = SharedValues(of_some=of_some)
        shared = self._shared[of_some]
        row["answers"] = shared.answers(dict(codebook[number] for number in row["answers"]))
        row["chances"] = shared.chances(json.loads(row["chances"]))
        row["more_modules"] = frozenset(json.loads(row["more_modules"]))
        person = row["force"], row["person"]
        row["person"] = self._people.setdefault(person, len(self._people))
        return AnswerRow(**shared.columns(row)), values["weight"] or NOT_COUNTED


def packed(codebook: Sequence[Picked]) -> str:
    return json.dumps([[question, list(choices)] for question, choices in codebook])


def unpacked(text: str) -> list[Picked]:
    return [(question, tuple(choices)) for question, choices in json.loads(text)]


def bins_of(codebook: Sequence[Picked]) -> Mapping[int, Bin]:
    items = frozenset(item_codes())
    return {
        number: (question, choices[0])
        for number, (question, choices) in enumerate(codebook)
        if choices and question in items
    }
