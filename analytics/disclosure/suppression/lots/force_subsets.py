from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.groups import Numbers, TableGroups
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.disclosure.suppression.possible_worlds import Worlds, all_worlds_of
from analytics.disclosure.suppression.programmes import Vector


@dataclass(frozen=True)
class SomeAreas(Areas):
    wider: Flags = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))
    """Areas by forces."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return (*self.forces, *map(str, range(len(self.wider))))

    @cached_property
    def members(self) -> Flags:
        return np.concatenate([np.eye(len(self.forces), dtype=bool), self.wider])


def some_forces_of(item: ItemTables, marks: Marks, forces: Numbers) -> tuple[ItemTables, Marks]:
    areas, wide = item.areas, len(item.areas.forces)
    above = wide + np.flatnonzero(areas.members[wide:, forces].any(axis=1))
    rows, wider = np.concatenate([forces, above]), areas.members[above][:, forces]
    own = SomeAreas(tuple(areas.forces[force] for force in forces), {}, wider=wider)
    found = ItemTables(
        areas=own,
        everybody=_some_of(item.everybody, own, rows, forces),
        by_dimension={name: _some_of(of, own, rows, forces) for name, of in item},
    )
    places = {name: shown[rows] for name, shown in marks.places.items()}
    return found, Marks(marks.totals[rows], places)


def _some_of(table: AnswerTable, areas: SomeAreas, rows: Numbers, forces: Numbers) -> AnswerTable:
    members = areas.members.astype(np.int64)
    return replace(
        table,
        people=members @ table.people[forces],
        given=np.stack([members @ of[forces] for of in table.given]),
        may_show=table.may_show[rows],
    )


@dataclass
class SomeForces:
    worlds: Worlds
    rows: Mapping[str, csr_array]
    true: Mapping[str, Vector]

    def moved(self, name: str, world: Vector) -> Vector:
        by_row: Vector = self.rows[name] @ world - self.true[name]
        return by_row.reshape(-1, self.worlds.answers)


def some_forces(
    item: ItemTables, marks: Marks, forces: Numbers, groups: Mapping[str, TableGroups]
) -> SomeForces:
    worlds = all_worlds_of(*some_forces_of(item, marks, forces))
    place = {}
    for name, own in worlds.place.items():
        of, table = own[: len(forces)], item.by_dimension[name]
        place[name] = np.full((len(item.areas.forces), len(table.levels)), -1, dtype=np.int64)
        place[name][forces] = of
    placed = replace(worlds, place=place)
    rows = {name: placed.rows_of(name, of) for name, of in groups.items() if name in place}
    return SomeForces(placed, rows, {name: of @ worlds.true for name, of in rows.items()})
