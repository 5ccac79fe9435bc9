from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.disclosure.suppression.areas import Flags
from analytics.disclosure.suppression.gate import Protected
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks, added_up
from analytics.disclosure.suppression.remainders import Answers

STEP = "step"
"""The table that splits people into those counted before and those added since."""
LEVELS = ("before", "since")
Judge = Callable[[ItemTables, Marks], Protected]
ByForce = Mapping[str, Answers]


@dataclass(frozen=True, kw_only=True)
class ItemStep:
    """`shown` are areas whose total the earlier version shows."""

    before: ByForce = field(default_factory=dict)
    since: ByForce = field(default_factory=dict)
    shown: Set[str] = frozenset()


class _KnownMarks(Marks):
    known: Flags

    def hide_total(self, area: int) -> None:
        super().hide_total(area)
        self.places[STEP][area, 0] = self.known[area, 0]


def judge_with_step(judge: Judge, tables: ItemTables, marks: Marks, step: ItemStep) -> Protected:
    """Earlier figures cannot be hidden, so totals of the next version are."""
    table = _table(tables, step)
    with_step = replace(tables, by_dimension={**tables.by_dimension, STEP: table})
    known = table.may_show & (table.people > 0)
    while True:
        found = judge(with_step, _known_marks(marks, table, known))
        told = found.marks.places.pop(STEP)
        marks = Marks(totals=found.marks.totals, places=found.marks.places)
        wrong = known & ~told
        wrong[:, 1] &= marks.totals
        if not wrong.any() or not marks.totals.any():
            return replace(found, marks=marks)
        of_areas = marks.totals & wrong.any(axis=1)
        for area in np.flatnonzero(of_areas if of_areas.any() else _smallest(tables, marks)):
            marks.hide_total(int(area))


def _known_marks(marks: Marks, table: AnswerTable, known: Flags) -> Marks:
    places = known & table.stands
    places[:, 0] = known[:, 0]
    places[:, 1] &= marks.totals
    found = _KnownMarks(totals=marks.totals, places={**marks.places, STEP: places})
    found.known = known
    return found


def _smallest(tables: ItemTables, marks: Marks) -> Flags:
    people = np.where(marks.totals, tables.everybody.people[:, 0], np.iinfo(np.int64).max)
    smallest: Flags = np.arange(len(people)) == people.argmin()
    return smallest


def _table(tables: ItemTables, step: ItemStep) -> AnswerTable:
    areas, kinds = tables.areas, len(tables.everybody.given)
    counts = np.zeros((1 + kinds, len(areas.forces), len(LEVELS)), dtype=np.int64)
    for level, by_force in enumerate((step.before, step.since)):
        for place, force in enumerate(areas.forces):
            found = by_force.get(force, Answers(0, (0,) * kinds))
            counts[:, place, level] = (found.people, *found.given)
    return AnswerTable(
        levels=LEVELS,
        people=added_up(counts[0], areas),
        given=np.stack([added_up(each, areas) for each in counts[1:]]),
        may_show=np.broadcast_to(
            np.array([[code in step.shown] for code in areas.codes]),
            (len(areas.codes), len(LEVELS)),
        ),
        policy=tables.everybody.policy,
    )
