"""Left after suppression."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.tables import Dimension


@dataclass(frozen=True)
class SharesShown:
    places: float
    answers: float


@dataclass(frozen=True)
class Counted:
    places_shown: int = 0
    places: int = 0
    answers_shown: int = 0
    answers: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.places_shown + other.places_shown,
            self.places + other.places,
            self.answers_shown + other.answers_shown,
            self.answers + other.answers,
        )

    @property
    def shares(self) -> SharesShown:
        return SharesShown(
            self.places_shown / max(self.places, 1), self.answers_shown / max(self.answers, 1)
        )


def shares_shown(
    items: Mapping[str, ItemTables], marks: Mapping[str, Marks]
) -> dict[Dimension, SharesShown]:
    found: dict[Dimension, Counted] = {}
    for item, tables in items.items():
        for name, counted in _by_table(tables, marks[item]):
            found[name] = found.get(name, Counted()) + counted
    return {name: counted.shares for name, counted in found.items()}


def _by_table(tables: ItemTables, marks: Marks) -> Iterator[tuple[Dimension, Counted]]:
    wide = len(tables.areas.forces)
    for name, table in tables:
        yield Dimension(name), _counted(table, marks.places[name], wide)


def _counted(table: AnswerTable, shown: Flags, wide: int) -> Counted:
    rows = slice(-1, None) if table.is_national else slice(wide)
    people, is_shown = table.people[rows], shown[rows]
    is_said = np.array([level != NOT_STATED for level in table.levels])
    enough = is_said & (people >= table.policy.hide_below)
    return Counted(
        places_shown=int(np.sum(is_shown & enough)),
        places=int(np.sum(enough)),
        answers_shown=int(people[is_shown].sum()),
        answers=int(people[:, is_said].sum()),
    )
